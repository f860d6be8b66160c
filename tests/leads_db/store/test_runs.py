"""Runs, their requests and counts, and what a person reads of them."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from leads_db.errors import NotFound
from leads_db.records import Harvest, Outcome, RunState, Trigger
from leads_db.store.due_runs import DueRun, DueState, save_due
from leads_db.store.engine import reading, writing
from leads_db.store.harvests import save_harvest
from leads_db.store.run_views import count_outcomes_of_runs, read_last_looks, read_missed_runs
from leads_db.store.runs import (
    count_outcomes,
    count_run,
    read_reports,
    read_run,
    read_runs,
    save_new_run,
    save_reports,
    save_run_state,
)
from tests.factories import NOON, assessment, report, sighting

HOUR = timedelta(hours=1)


def make_run(
    engine: Engine, source: str = "shop", trigger: Trigger = Trigger.SCHEDULED, *, pages: int | None = 3
) -> int:
    with writing(engine) as connection:
        params = {"indication": None, "pages": pages}
        return save_new_run(connection, source=source, trigger=trigger, requested_by="ops", now=NOON, params=params)


def move(engine: Engine, run_id: int, state: RunState, hours: int) -> None:
    with writing(engine) as connection:
        save_run_state(connection, run_id, state, now=NOON + hours * HOUR, note=f"h{hours}")


def test_a_run_comes_back_as_it_was_asked_for(engine: Engine) -> None:
    with reading(engine) as connection:
        run = read_run(connection, make_run(engine))
    assert (run.state, run.params, run.queued_at) == (RunState.QUEUED, {"indication": None, "pages": 3}, NOON)
    assert (run.started_at, run.finished_at) == (None, None)


def test_an_unknown_run_is_named(engine: Engine) -> None:
    with reading(engine) as connection, pytest.raises(NotFound, match="run 77"):
        read_run(connection, 77)


def test_a_run_that_is_resumed_keeps_its_first_start(engine: Engine) -> None:
    run_id = make_run(engine)
    for hours, state in enumerate([RunState.RUNNING, RunState.QUEUED, RunState.RUNNING, RunState.PARTIAL]):
        move(engine, run_id, state, hours)
    with reading(engine) as connection:
        run = read_run(connection, run_id)
    assert (run.started_at, run.finished_at, run.note) == (NOON, NOON + 3 * HOUR, "h3")


def test_a_run_that_is_queued_again_has_not_finished(engine: Engine) -> None:
    run_id = make_run(engine)
    move(engine, run_id, RunState.FAILED, 1)
    move(engine, run_id, RunState.QUEUED, 2)
    with reading(engine) as connection:
        assert read_run(connection, run_id).finished_at is None


def test_open_runs_come_oldest_first_and_all_runs_newest_first(engine: Engine) -> None:
    first, second, third = (make_run(engine) for _ in range(3))
    move(engine, second, RunState.FINISHED, 1)
    with reading(engine) as connection:
        assert [run.id for run in read_runs(connection, open_only=True)] == [first, third]
        assert [run.id for run in read_runs(connection, limit=2)] == [third, second]


def test_the_same_report_is_kept_once_and_two_pages_are_two(engine: Engine) -> None:
    run_id = make_run(engine)
    told = [report(page=1), report(page=2, outcome=Outcome.RATE_LIMITED, query="长" * 900)]
    for _ in range(3):
        with writing(engine) as connection:
            save_reports(connection, told, run_id=run_id, unit_id=None)
    with reading(engine) as connection:
        assert [one.page for one in read_reports(connection, run_id)] == [1, 2]
        assert count_outcomes(connection, run_id) == {Outcome.OK: 1, Outcome.RATE_LIMITED: 1}
        assert count_outcomes_of_runs(connection, [run_id, 99]) == {run_id: {Outcome.OK: 1, Outcome.RATE_LIMITED: 1}}


def test_what_a_run_did_is_counted_from_the_rows(engine: Engine) -> None:
    run_id = make_run(engine)
    seen = tuple(sighting(str(number)) for number in range(4))
    judged = tuple(assessment(item.listing) for item in seen[:2])
    harvest = Harvest(
        run_id=run_id, unit=None, outcome=Outcome.OK, sightings=seen, assessments=judged, reports=(report(),)
    )
    for _ in range(2):
        save_harvest(engine, harvest, now=NOON, city_of=lambda _: "benxi")
    with reading(engine) as connection:
        counts = count_run(connection, run_id)
    assert [counts[name] for name in ("listings", "listings_new", "snapshots_new", "leads_new")] == [4, 4, 4, 1]
    assert (counts["assessments"], counts["requests"], counts["mentions_new"]) == (2, 1, 0)


def test_a_source_is_seen_only_when_its_last_run_saw_all_of_it(engine: Engine) -> None:
    move(engine, make_run(engine, pages=None), RunState.FINISHED, 1)
    move(engine, make_run(engine, pages=None), RunState.FAILED, 2)
    move(engine, make_run(engine, pages=1), RunState.FINISHED, 3)  # a few pages are no look at the source
    make_run(engine)
    move(engine, make_run(engine, trigger=Trigger.IMPORT), RunState.FINISHED, 3)
    with reading(engine) as connection:
        shop, never = read_last_looks(connection, ["shop", "never"])
    assert (shop.is_seen, shop.run.note if shop.run else "", shop.seen_at) == (False, "h2", NOON + HOUR)
    assert (never.is_seen, never.run, never.seen_at) == (False, None, None)


def test_missed_due_times_are_told_newest_first(engine: Engine) -> None:
    states = [DueState.STARTED, DueState.MISSED, DueState.MERGED, DueState.CAUGHT_UP]
    with writing(engine) as connection:
        for hours, state in enumerate(states):
            due = DueRun(job="collect:shop", due_at=NOON + hours * HOUR, state=state, settled_at=NOON)
            save_due(connection, due)
    with reading(engine) as connection:
        missed = read_missed_runs(connection, since=NOON + 2 * HOUR)
    assert [one.state for one in missed] == [DueState.CAUGHT_UP, DueState.MERGED]
