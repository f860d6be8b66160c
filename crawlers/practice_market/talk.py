"""What is said at the practice market's feeds up to now: a few posts a day for five weeks, and a wave of today.

The same day always makes the same posts; nothing in them is real.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import yaml

from crawlers.practice_market.feeds import AUTHORS, CHINA
from crawlers.practice_market.shops import Posts
from crawlers.practice_market.stock import FOLDER
from leads_db.records import PRACTICE, Mention

DAYS = 35
A_DAY = 3
"""Posts of a usual day."""
WAVE_MINUTES = 170
"""From the first post of a wave to its last, which comes some minutes before now."""
REPOSTS = (
    "转发：{}", "{}……太气人了", "【转】{}", "{} 大家扩散一下", "看到这个：{}", "{}（转自论坛）", "{} 家里也买过",
    "//@网友：{}", "{} 求关注", "帮转 {}", "{} 希望有关部门管管", "刚刷到：{}",
)  # fmt: skip
KINDS = {word: kind for kind, word in AUTHORS.items()}
TURNS = ("forum", "board", "forum")


def add_talk(posts: Posts, now: datetime) -> Posts:
    """The posts of each feed site with what was said up to now, newest first."""
    more = posts_up_to(now)
    return {
        site: sorted((*kept, *more[site]), key=lambda post: post.posted_at or now, reverse=True)
        for site, kept in posts.items()
    }


def posts_up_to(now: datetime) -> Posts:
    """Feed site → its posts of the last weeks, newest first."""
    told = yaml.safe_load((FOLDER / "talk.yml").read_text("utf-8"))
    today = now.astimezone(CHINA).date()
    made = [*_background(told["background"], today), *_wave(told["waves"], today, now)]
    posts: dict[str, list[Mention]] = {"news": [], "forum": [], "board": []}
    for at, post in enumerate(sorted(made, key=lambda one: str(one.posted_at), reverse=True)):
        is_news = post.author_kind in ("media", "official")
        posts["news" if is_news else TURNS[at % len(TURNS)]].append(post)
    return posts


def _background(lines: list[tuple[str, str]], today: date) -> Iterator[Mention]:
    for day in (today - timedelta(days=back) for back in range(1, DAYS + 1)):
        for place in range(A_DAY):
            number = day.toordinal() * A_DAY + place
            author, text = lines[number % len(lines)]
            at = datetime(day.year, day.month, day.day, 8 + 4 * place, number % 60, tzinfo=CHINA)
            yield _post(f"T{number}", "", text, KINDS[author], at, likes=number % 40)


def _wave(waves: list[Mapping[str, Any]], today: date, now: datetime) -> Iterator[Mention]:
    wave = waves[today.toordinal() % len(waves)]
    title, text = wave["first"]["title"], wave["first"]["text"]
    told = [("user", title, text)]
    told += [("user", "", pattern.format(text)) for pattern in REPOSTS]
    told += [("user", "", other) for other in wave["others"]]
    told[4:4] = [("media", "", wave["media"])]
    told.append(("official", "", wave["official"]))
    began = now - timedelta(minutes=WAVE_MINUTES + 5)
    for place, (author, head, body) in enumerate(told):
        # slow at first, most of it in the second hour
        at = began + timedelta(minutes=WAVE_MINUTES * (place / len(told)) ** 0.5) if place else began
        yield _post(f"W{today.toordinal()}-{place}", head, body, author, at, likes=12 * (place % 7))


def _post(number: str, title: str, text: str, author: str, at: datetime, *, likes: int) -> Mention:
    return Mention(
        platform=PRACTICE,
        post_id=number,
        title=title or None,
        text=text,
        author_kind=author,
        posted_at=at.replace(microsecond=0),
        like_count=likes,
        comment_count=likes // 3,
    )
