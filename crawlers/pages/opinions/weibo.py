"""Weibo's mobile search answer: cards, some of them in groups, each with one post."""

import re
from collections.abc import Iterator
from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.interfaces.answers import at, text_at, whole_number
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.markup import html_to_text
from crawlers.pages.opinions.rows import parse_board
from crawlers.pages.posts import make_post
from crawlers.pages.texts import clean
from leads_db.errors import PageChanged
from leads_db.records import Mention

DEEPEST = 4
"""Card groups inside each other."""
_CUT = re.compile(r"(?:\.{3}|…)?\s*全文\s*$")


def read_weibo(page: FetchedPage, platform: str, salt: bytes) -> Shelf:
    """The posts of one page; ok 0 is Weibo's own «nothing (more) here». Raises PageChanged for any other shape."""
    told = parse_board(page)
    code, cards = clean(at(told, "ok")), at(told, "data.cards")
    if code == "0":
        return Shelf(says_empty=True)
    if code != "1" or not isinstance(cards, list):
        raise PageChanged(f"ok {code or '(missing)'}: {clean(at(told, 'msg'))}"[:300], url=page.url)
    posts = [_post(row, page, platform, salt) for row in _posts_in(cards)]
    kept = {post.post_id: post for post in posts if post is not None}
    if not kept:
        raise PageChanged("Cards without a post.", url=page.url)
    return Shelf(posts=tuple(kept.values()), total_claimed=whole_number(at(told, "data.cardlistInfo.total")))


def _posts_in(cards: object, depth: int = 0) -> Iterator[Any]:
    for card in cards if isinstance(cards, list) and depth < DEEPEST else []:
        if (row := at(card, "mblog")) is not None:
            yield row
        yield from _posts_in(at(card, "card_group"), depth + 1)


def _post(row: Any, page: FetchedPage, platform: str, salt: bytes) -> Mention | None:
    text, is_cut = html_to_text(at(row, "text")), at(row, "isLongText") is True
    bid, place = text_at(row, "bid", "mid", "id"), text_at(row, "region_name")
    return make_post(
        page,
        platform,
        salt=salt,
        post_id=text_at(row, "mid", "id"),
        text=_CUT.sub("", text) if is_cut else text,
        url=f"https://m.weibo.cn/status/{bid}",
        time=at(row, "created_at"),
        author=text_at(row, "user.id"),
        author_kind="media" if at(row, "user.verified_type") == 3 else "user",
        location=place.removeprefix("发布于").strip(),
        likes=at(row, "attitudes_count"),
        comments=at(row, "comments_count"),
        reposts=at(row, "reposts_count"),
        notes=("text_cut",) if is_cut else (),
    )
