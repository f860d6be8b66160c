"""How fast the board's readings are when a store holds very many posts: each as a multiple of the same at 1,000 posts.

    python benchmarks/opinion_scale.py [POSTS]

POSTS (default 1,000,000) over two years, 38 indications, six platforms, every reading over 30 days of three
indications, beside all indications over 90 days. Goal: 300 ms each at the most for the former.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert

from leads_db.opinion_tables import opinion_sources, opinion_views
from leads_db.records import Mention
from leads_db.records.opinion import OpinionView, Sentiment, Topic
from leads_db.store.engine import open_engine, reading, upgrade, writing
from leads_db.store.opinion_counts import (
    OpinionFilter,
    count_hours,
    count_map,
    count_platforms,
    count_sentiments,
    count_topics,
    find_new_topics,
    read_days,
    read_originals,
    read_slots,
    read_texts,
)
from leads_db.store.record_json import to_json
from leads_db.tables import mentions
from pipelines.opinions.hot_words import find_hot_words

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
SLUGS = [f"indication-{number}" for number in range(38)]
PLATFORMS = ("weibo", "tousu", "douyin", "board", "news", "tieba")
LETTERS = "桓仁大米煮粥香甜发霉虫子假货退款客服包装产地五常价格便宜正宗推荐"
TOGETHER = 20_000
REPEATS = 5


def fill(engine: Engine, count: int) -> None:
    """Posts with their views, straight into the tables."""
    chance = random.Random(5)
    with writing(engine) as connection:
        rows = [
            {"platform": one, "source": f"feed-{one}", "is_practice": False, "first_slot": 1_900_000}
            for one in PLATFORMS
        ]
        connection.execute(insert(opinion_sources), rows)
        for begin in range(0, count, TOGETHER):
            posts = list(make_rows(chance, range(begin, min(count, begin + TOGETHER))))
            connection.execute(insert(mentions), [post for post, _ in posts])
            connection.execute(insert(opinion_views), [view for _, view in posts])


def make_rows(chance: random.Random, numbers: range) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """(row of mentions, row of opinion_views)"""
    for number in numbers:
        at = NOW - timedelta(seconds=chance.random() * 730 * 86_400)
        platform, topic = chance.choice(PLATFORMS), chance.choices(list(Topic), (3, 5, 2, 2, 1, 6, 6, 9))[0]
        text = "".join(chance.choices(LETTERS, k=60))
        post = Mention(platform=platform, post_id=str(number), title=None, text=text, posted_at=at, seen_at=at)
        view = OpinionView(
            mention_key=post.key,
            indication=chance.choice(SLUGS),
            topic=topic,
            sentiment=chance.choice(list(Sentiment)),
            alert=False,
            confidence=chance.random(),
            model_version="1",
        )
        facts = {"posted_at": at, "first_seen_at": at, "last_seen_at": at, "first_run_id": 1, "is_practice": False}
        yield (
            {
                "id": number + 1,
                "key": post.key,
                "platform": platform,
                "post_id": post.post_id,
                "record": to_json(post),
                **facts,
            },
            {
                "mention_id": number + 1,
                "indication": view.indication,
                "topic": topic,
                "sentiment": view.sentiment,
                "alert": False,
                "confidence": view.confidence,
                "model_version": "1",
                "is_current": True,
                "platform": platform,
                "source": f"feed-{platform}",
                "at": at,
                "slot": int(at.timestamp()) // 900,
                "record": to_json(view),
                "analysed_at": at,
                "is_practice": False,
            },
        )


def readings(wanted: OpinionFilter) -> dict[str, Callable[[Connection], object]]:
    """What the board asks for."""
    before = OpinionFilter(
        indications=wanted.indications, first=wanted.first - timedelta(weeks=4), last=wanted.first - timedelta(days=1)
    )
    return {
        "days with gaps": lambda c: read_days(c, wanted),
        "topics": lambda c: count_topics(c, wanted),
        "feelings": lambda c: count_sentiments(c, wanted),
        "platforms": lambda c: count_platforms(c, wanted),
        "map": lambda c: count_map(c, wanted),
        "originals": lambda c: [read_originals(c, wanted, one) for one in Sentiment],
        "new topics": lambda c: find_new_topics(c, wanted),
        "hot words": lambda c: find_hot_words(read_texts(c, wanted, limit=1_500), read_texts(c, before, limit=3_000)),
        "slots of one topic": lambda c: read_slots(
            c, SLUGS[0], Topic.QUALITY_COMPLAINT, since=NOW - timedelta(days=40)
        ),
        "hours of all": lambda c: count_hours(c, since=NOW - timedelta(days=28)),
    }


def measure(count: int, *filters: OpinionFilter) -> list[dict[str, float]]:
    """For each filter: reading → milliseconds, the median of REPEATS."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/s.db")
        upgrade(engine)
        fill(engine, count)
        with reading(engine) as connection:
            spent = [{name: timed(connection, read) for name, read in readings(one).items()} for one in filters]
        engine.dispose()
    return spent


def timed(connection: Connection, read: Callable[[Connection], object]) -> float:
    """Milliseconds."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        read(connection)
        times.append(time.perf_counter() - start)
    return sorted(times)[REPEATS // 2] * 1_000


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    last = date(2026, 11, 20)
    few = OpinionFilter(indications=tuple(SLUGS[:3]), first=last - timedelta(days=29), last=last)
    every = OpinionFilter(indications=tuple(SLUGS), first=last - timedelta(days=89), last=last)
    (small,), (large, all_of_them) = measure(1_000, few), measure(count, few, every)
    print(f"{'reading, ms':<22}{'1,000 posts':>14}{f'{count:,} posts':>20}{'all, 90 days':>14}")
    for name, spent in large.items():
        print(f"{name:<22}{small[name]:>14.1f}{spent:>20.1f}{all_of_them[name]:>14.1f}")


if __name__ == "__main__":
    main()
