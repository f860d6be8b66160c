"""A post is one row, whatever comes again, and comes back as the record that was stored."""

import random
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select

from leads_db.records import PRACTICE, Mention
from leads_db.store.engine import reading, writing
from leads_db.store.mentions import save_mentions
from leads_db.store.record_json import mention_from_json
from leads_db.tables import mentions
from tests.factories import NOON

HOUR = timedelta(hours=1)


def post(**changes: Any) -> Mention:
    facts = {"platform": "weibo", "post_id": "1", "title": None, "text": "桓仁大米\u202e <b>", "seen_at": NOON}
    return Mention(**{**facts, **changes})


def save(engine: Engine, *posts: Mention) -> None:
    with writing(engine) as connection:
        save_mentions(connection, posts, run_id=1, now=NOON)


def rows(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(mentions).order_by(mentions.c.id)))


def test_a_post_comes_back_whole(engine: Engine) -> None:
    full = post(
        title="标题", posted_at=NOON - HOUR, like_count=3, notes=("time_unparsed: 昨天",), evidence_digest="d" * 64
    )
    save(engine, full)
    (row,) = rows(engine)
    assert mention_from_json(row.record) == full
    assert (row.posted_at, row.evidence_digest, row.is_practice) == (NOON - HOUR, "d" * 64, False)


def test_a_post_that_comes_again_only_moves_last_seen_forward(engine: Engine) -> None:
    seen = [post(seen_at=NOON + hours * HOUR) for hours in range(4)]
    random.Random(7).shuffle(seen)
    save(engine, *seen)
    save(engine, post(seen_at=NOON - HOUR))
    (row,) = rows(engine)
    assert row.last_seen_at == NOON + 3 * HOUR


def test_posts_of_two_platforms_are_two(engine: Engine) -> None:
    save(engine, post(), post(platform=PRACTICE), post(post_id="2", seen_at=None))
    assert [row.is_practice for row in rows(engine)] == [False, True, False]
    assert rows(engine)[2].first_seen_at == NOON
