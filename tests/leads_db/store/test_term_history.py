"""A term's history: what it cost, whether it was answered, which listings and leads it was the first to bring."""

from datetime import timedelta

from sqlalchemy import Engine

from leads_db.records import Harvest, Outcome, Sighting, Trigger, WatchTerm
from leads_db.store.engine import reading, writing
from leads_db.store.harvests import save_harvest
from leads_db.store.runs import save_new_run
from leads_db.store.term_history import TermSearch, read_term_history
from leads_db.store.units import SqlUnitQueue
from tests.factories import NOON, assessment, listing, report

TERMS = tuple(WatchTerm(indication="huanren-rice", text=text, kind="name") for text in ("甲", "乙"))


def crawl(engine: Engine, back: int, brought: dict[str, list[str]], outcome: Outcome = Outcome.OK) -> int:
    """A run in which each term brings these item ids, two requests a unit, every listing judged."""
    now = NOON - timedelta(days=back)
    queue = SqlUnitQueue(engine, lambda: now)
    with writing(engine) as connection:
        run_id = save_new_run(connection, source="shop", trigger=Trigger.SCHEDULED, requested_by="test", now=now)
    queue.add(run_id, "shop", TERMS, [(1, 5)])
    while (unit := queue.claim(run_id, "me")) is not None:
        wares = [listing(item, shop_id=f"shop{item}", seen_at=now) for item in brought.get(unit.term, ())]
        harvest = Harvest(
            run_id=run_id,
            unit=unit,
            outcome=outcome,
            sightings=tuple(Sighting(listing=one, source="shop", search_term=unit.term) for one in wares),
            reports=tuple(report(url=f"http://127.0.0.1/{unit.term}{page}", fetched_at=now) for page in (1, 2)),
            assessments=tuple(assessment(one) for one in wares),
        )
        save_harvest(engine, harvest, now=now, city_of=lambda item: "benxi")
        if outcome.is_seen:
            queue.done(unit, "me", outcome)
        else:
            queue.fail(unit, "me", outcome, "", retry=False)
    return run_id


def history(engine: Engine, **more: int) -> list[TermSearch]:
    with reading(engine) as connection:
        return list(read_term_history(connection, "shop", since=NOON - timedelta(days=30), **more))


def test_only_what_a_term_brought_first_counts_for_it(engine: Engine) -> None:
    crawl(engine, 2, {"甲": ["1", "2"], "乙": ["2", "3"]})
    crawl(engine, 1, {"甲": ["1", "2"], "乙": ["3", "4"]})
    told = [(one.term, one.requests, one.listings_new, one.leads_new) for one in history(engine)]
    assert told == [("甲", 2, 2, 2), ("乙", 2, 1, 1), ("甲", 2, 0, 0), ("乙", 2, 1, 1)]


def test_a_refused_search_is_told_as_unseen(engine: Engine) -> None:
    crawl(engine, 1, {}, Outcome.BLOCKED_CAPTCHA)
    assert [one.is_seen for one in history(engine)] == [False, False]


def test_later_runs_and_long_ago_are_left_out(engine: Engine) -> None:
    crawl(engine, 40, {"甲": ["1"]})
    second = crawl(engine, 2, {"甲": ["2"]})
    crawl(engine, 1, {"甲": ["3"]})
    assert {one.day.day for one in history(engine, before_run=second + 1)} == {18}
    assert [one.listings_new for one in history(engine) if one.term == "甲"] == [1, 1]
