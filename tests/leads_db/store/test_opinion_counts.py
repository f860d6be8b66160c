"""What the board reads: counts by day with gaps, feelings, sources, originals; a source that was down is no zero."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from leads_db.records import Outcome
from leads_db.records.opinion import Sentiment, Topic
from leads_db.store.engine import reading
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
    read_platform_sources,
    read_slots,
    read_sources,
    read_texts,
)
from leads_db.store.source_days import shanghai_day
from tests.factories import NOON
from tests.leads_db.store.opinion_rows import SLUG, at, collect, mention, save

TODAY = shanghai_day(NOON)
DAY = timedelta(days=1)


def wanted(**changes: Any) -> OpinionFilter:
    facts: dict[str, Any] = {"indications": (SLUG, "huai-yam"), "first": TODAY - 2 * DAY, "last": TODAY, **changes}
    return OpinionFilter(**facts)


@pytest.fixture
def posts(engine: Engine) -> None:
    """Two complaints and a praise today, one complaint the day before yesterday, one of another indication."""
    save(engine, mention(1), mention(2, hours=1, platform="tousu"))
    save(engine, mention(3, hours=-1), topic=Topic.KNOWLEDGE, sentiment=Sentiment.POSITIVE, confidence=0.6)
    save(engine, mention(4, hours=-48))
    save(engine, mention(5, platform="douyin"), indication="huai-yam", topic=Topic.PROMOTION, sentiment="neutral")
    save(engine, mention(6), topic=Topic.UNRELATED)
    save(engine, mention(7, platform="practice"), is_practice=True)


@pytest.mark.usefixtures("posts")
def test_days_are_counted_in_shanghai_and_none_is_left_out(engine: Engine) -> None:
    with reading(engine) as connection:
        days = read_days(connection, wanted())
    assert [(one.day, one.posts, one.negative, one.neutral, one.positive) for one in days] == [
        (TODAY - 2 * DAY, 1, 1, 0, 0),
        (TODAY - DAY, 0, 0, 0, 0),
        (TODAY, 4, 2, 1, 1),
    ]


def test_midnight_in_shanghai_divides_the_days(engine: Engine) -> None:
    save(engine, mention(1, hours=-12.01), mention(2, hours=-11.99))  # noon there is 4 o'clock UTC
    with reading(engine) as connection:
        assert [one.posts for one in read_days(connection, wanted())] == [0, 1, 1]


def test_a_day_on_which_the_source_was_down_is_a_gap(engine: Engine) -> None:
    for days, outcome in ((2, Outcome.OK), (1, Outcome.BLOCKED_CAPTCHA), (0, Outcome.OK)):
        collect(engine, "weibo-mobile", days=days, outcome=outcome)
    save(engine, mention(1, hours=-50))
    with reading(engine) as connection:
        days = read_days(connection, wanted())
    assert [(one.posts, one.missing, one.is_gap) for one in days] == [
        (1, (), False),
        (0, ("weibo-mobile",), True),
        (0, (), False),
    ]


def test_what_was_posted_on_a_blind_day_and_came_later_closes_the_gap(engine: Engine) -> None:
    for days, outcome in ((2, Outcome.OK), (1, Outcome.TRANSPORT_ERROR)):
        collect(engine, "weibo-mobile", days=days, outcome=outcome)
    save(engine, mention(1, hours=-24))
    with reading(engine) as connection:
        assert [one.missing for one in read_days(connection, wanted())][1] == ()


@pytest.mark.usefixtures("posts")
def test_topics_feelings_platforms(engine: Engine) -> None:
    with reading(engine) as connection:
        assert count_topics(connection, wanted()) == {
            Topic.QUALITY_COMPLAINT: 3,
            Topic.KNOWLEDGE: 1,
            Topic.PROMOTION: 1,
        }
        assert count_sentiments(connection, wanted(platform="weibo")) == {
            Sentiment.NEGATIVE: 2,
            Sentiment.NEUTRAL: 0,
            Sentiment.POSITIVE: 1,
        }
        assert count_platforms(connection, wanted(topic=Topic.QUALITY_COMPLAINT)) == {"weibo": 2, "tousu": 1}
        assert count_map(connection, wanted())[SLUG, "weibo"] == (3, 2)
        assert count_platforms(connection, wanted(is_practice=True)) == {"practice": 1}


@pytest.mark.usefixtures("posts")
def test_originals_are_the_surest_and_come_whole(engine: Engine) -> None:
    with reading(engine) as connection:
        negative = read_originals(connection, wanted(), Sentiment.NEGATIVE, limit=2)
        ((praise, view),) = read_originals(connection, wanted(), Sentiment.POSITIVE)
    assert [post.post_id for post, _ in negative] == ["2", "1"]
    assert (praise.post_id, view.confidence) == ("3", 0.6)


@pytest.mark.usefixtures("posts")
def test_texts_topics_that_are_new_and_sources(engine: Engine) -> None:
    with reading(engine) as connection:
        assert len(read_texts(connection, wanted(), limit=2)) == 2
        assert find_new_topics(connection, wanted(first=TODAY)) == {
            (SLUG, Topic.KNOWLEDGE): 1,
            ("huai-yam", Topic.PROMOTION): 1,
        }
        assert read_sources(connection) == ("weibo-mobile",)
        assert sorted(read_platform_sources(connection)) == ["douyin", "tousu", "weibo"]
        assert read_platform_sources(connection)["weibo"] == (("weibo-mobile",), int(at(-48).timestamp()) // 900)


@pytest.mark.usefixtures("posts")
def test_slots_and_hours_are_those_of_the_posts(engine: Engine) -> None:
    slot = int(NOON.timestamp()) // 900
    with reading(engine) as connection:
        slots = read_slots(connection, SLUG, Topic.QUALITY_COMPLAINT, since=at(-99))
        hours, weekdays = count_hours(connection, since=at(-24))
    assert slots == {"weibo": [slot - 192, slot], "tousu": [slot + 4]}
    assert hours == {11: 1, 12: 2, 13: 1}
    assert weekdays == {TODAY.weekday(): 4}


def test_a_board_without_posts_is_empty(engine: Engine) -> None:
    with reading(engine) as connection:
        assert [one.posts for one in read_days(connection, wanted())] == [0, 0, 0]
        assert read_originals(connection, wanted(), Sentiment.NEGATIVE) == ()
