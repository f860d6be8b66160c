"""Lists of posts, and what of the figures is our own doing."""

from datetime import timedelta

from sqlalchemy import Engine

from leads_db.records import Outcome
from leads_db.records.opinion import Sentiment
from leads_db.shares import Share
from leads_db.store.engine import reading
from leads_db.store.opinion_counts import OpinionFilter
from leads_db.store.opinion_lists import (
    OwnChange,
    read_kept_numbers,
    read_opinion_coverage,
    read_original_posts,
    read_own_changes,
    read_post_list,
)
from tests.factories import NOON
from tests.leads_db.store.opinion_rows import SLUG, collect, mention, save

TODAY = NOON.date()
WANTED = OpinionFilter(indications=(SLUG,), first=TODAY - timedelta(days=6), last=TODAY)


def test_the_newest_stand_first_and_a_feeling_cuts(engine: Engine) -> None:
    save(engine, mention(1, hours=-30), mention(2, hours=-1))
    save(engine, mention(3, hours=-2), sentiment=Sentiment.POSITIVE)
    with reading(engine) as connection:
        assert [one.mention.post_id for one in read_post_list(connection, WANTED)] == ["2", "3", "1"]
        cut = read_post_list(connection, WANTED, sentiment=Sentiment.POSITIVE)
        assert [one.mention.post_id for one in cut] == ["3"]


def test_originals_have_their_numbers(engine: Engine) -> None:
    save(engine, mention(1), mention(2))
    with reading(engine) as connection:
        numbers = {one.mention.post_id: one.mention_id for one in read_post_list(connection, WANTED)}
        found = read_original_posts(connection, WANTED, Sentiment.NEGATIVE)
        assert {one.mention.post_id: one.mention_id for one in found} == numbers


def test_coverage_counts_the_days_of_each_source(engine: Engine) -> None:
    collect(engine, "weibo-mobile", days=2, outcome=Outcome.OK)
    collect(engine, "weibo-mobile", days=1, outcome=Outcome.BLOCKED_LOGIN)
    save(engine, mention(1))
    with reading(engine) as connection:
        assert read_opinion_coverage(connection, WANTED, today=TODAY) == Share(1, 2)


def test_the_first_day_of_a_source_is_a_change_of_ours(engine: Engine) -> None:
    save(engine, mention(1))
    collect(engine, "weibo-mobile", days=2, outcome=Outcome.OK)
    collect(engine, "weibo-mobile", days=1, outcome=Outcome.OK)
    with reading(engine) as connection:
        (change,) = read_own_changes(connection, WANTED)
    assert change == OwnChange(day=TODAY - timedelta(days=2), source="weibo-mobile", terms=0)


def test_a_page_that_was_not_kept_has_no_number(engine: Engine) -> None:
    with reading(engine) as connection:
        assert read_kept_numbers(connection, [None, "0" * 64]) == {}
