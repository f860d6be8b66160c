"""The ledger holds each due time of a job once."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine

from leads_db.store.due_runs import DueRun, DueState, read_dues, read_newest_due, save_due, save_due_state
from leads_db.store.engine import reading, writing
from tests.factories import NOON

DUE = DueRun(job="collect:s", due_at=NOON, state=DueState.PLANNED, settled_at=NOON)


def save(engine: Engine, *dues: DueRun) -> list[bool]:
    with writing(engine) as connection:
        return [save_due(connection, due) for due in dues]


def test_a_due_time_is_written_once(engine: Engine) -> None:
    assert save(engine, DUE, replace(DUE, note="again")) == [True, False]
    with reading(engine) as connection:
        assert read_dues(connection) == (DUE,)


def test_two_jobs_have_their_own_due_times(engine: Engine) -> None:
    assert save(engine, DUE, replace(DUE, job="collect:t")) == [True, True]


def test_what_became_of_it_replaces_the_state(engine: Engine) -> None:
    save(engine, DUE)
    late = replace(DUE, state=DueState.CAUGHT_UP, run_id=7, note="晚 3 小时补跑")
    with writing(engine) as connection:
        save_due_state(connection, late)
        assert read_newest_due(connection, "collect:s", NOON) == late


def test_a_clock_that_ran_ahead_does_not_stop_the_schedule(engine: Engine) -> None:
    ahead = replace(DUE, due_at=NOON + timedelta(days=400))
    save(engine, DUE, ahead)
    with reading(engine) as connection:
        assert read_newest_due(connection, "collect:s", NOON + timedelta(days=1)) == DUE
        assert read_newest_due(connection, "collect:other", NOON) is None


def test_ledger_rows_are_found_by_state(engine: Engine) -> None:
    merged = replace(DUE, due_at=NOON - timedelta(days=1), state=DueState.MERGED)
    save(engine, DUE, merged)
    with reading(engine) as connection:
        assert read_dues(connection, states=(DueState.MERGED,)) == (merged,)
