"""Each due time is collected once, late ones once for all, and every missed one leaves a trace."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine

from leads_db.records import Trigger
from leads_db.store.due_runs import DueState, read_dues
from leads_db.store.engine import reading
from leads_db.store.runs import read_runs, save_new_run
from scheduler import notes
from scheduler.catch_up import MERGED_ROWS, Settled, settle_job
from scheduler.clocks import DAY

DUE = datetime(2026, 11, 19, 22, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def make_run(connection: Connection, trigger: Trigger, reason: str) -> int:
    return save_new_run(connection, source="s", trigger=trigger, requested_by="test", now=DUE, reason=reason)


def settle(engine: Engine, now: datetime, *, may_run: bool = True) -> Settled | None:
    return settle_job(engine, "collect:s", "06:30", now, make_run, may_run=may_run)


def ledger(engine: Engine) -> list[tuple[datetime, DueState]]:
    with reading(engine) as connection:
        return [(due.due_at, due.state) for due in read_dues(connection)]


def triggers(engine: Engine) -> list[Trigger]:
    with reading(engine) as connection:
        return [run.trigger for run in reversed(read_runs(connection))]


def test_a_new_source_is_collected_at_once_and_only_once(engine: Engine) -> None:
    first = settle(engine, DUE + 5 * timedelta(hours=1))
    assert first is not None
    assert (first.due.state, first.due.note, first.due.run_id) == (DueState.STARTED, notes.FIRST, 1)
    assert settle(engine, DUE + 6 * timedelta(hours=1)) is None


def test_the_next_day_is_collected_in_time(engine: Engine) -> None:
    settle(engine, DUE)
    assert settle(engine, DUE + DAY - SECOND) is None
    settle(engine, DUE + DAY + SECOND)
    assert triggers(engine) == [Trigger.SCHEDULED, Trigger.SCHEDULED]


def test_three_skipped_days_make_one_catch_up_and_two_merged(engine: Engine) -> None:
    settle(engine, DUE)
    caught = settle(engine, DUE + 3 * DAY + timedelta(hours=4))
    assert caught is not None
    assert ledger(engine)[:3] == [
        (DUE + 3 * DAY, DueState.CAUGHT_UP),
        (DUE + 2 * DAY, DueState.MERGED),
        (DUE + DAY, DueState.MERGED),
    ]
    assert (triggers(engine)[-1], caught.merged) == (Trigger.CATCH_UP, 2)


def test_the_catch_up_says_how_late_it_is(engine: Engine) -> None:
    settle(engine, DUE)
    caught = settle(engine, DUE + 3 * DAY + timedelta(hours=4))
    assert caught is not None
    assert caught.due.note == "错过 11月23日 06:30，晚 4 小时补跑，合并更早错过的 2 次"


def test_a_clock_set_back_collects_nothing_twice(engine: Engine) -> None:
    settle(engine, DUE + 3 * DAY)
    settle(engine, DUE + 2 * DAY)
    settle(engine, DUE + 3 * DAY)
    assert [due for due, _state in ledger(engine)].count(DUE + 3 * DAY) == 1


def test_a_full_disk_is_a_named_miss_that_is_caught_up_later(engine: Engine) -> None:
    settle(engine, DUE)
    missed = settle(engine, DUE + DAY, may_run=False)
    assert missed is not None
    assert (missed.due.state, missed.due.note, missed.due.run_id) == (DueState.MISSED, notes.DISK_LOW, None)
    assert settle(engine, DUE + DAY + 2 * SECOND, may_run=False) is None
    settle(engine, DUE + DAY + timedelta(hours=2))
    assert ledger(engine)[0] == (DUE + DAY, DueState.CAUGHT_UP)
    assert triggers(engine) == [Trigger.SCHEDULED, Trigger.CATCH_UP]


def test_a_crash_while_the_run_is_made_leaves_the_due_time_open(engine: Engine) -> None:
    def crash(connection: Connection, trigger: Trigger, reason: str) -> int:
        make_run(connection, trigger, reason)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        settle_job(engine, "collect:s", "06:30", DUE, crash)
    assert (ledger(engine), triggers(engine)) == ([], [])
    assert settle(engine, DUE) is not None


def test_a_year_of_silence_writes_a_bounded_number_of_rows(engine: Engine) -> None:
    settle(engine, DUE)
    caught = settle(engine, DUE + 400 * DAY)
    assert caught is not None
    assert caught.merged == 399
    assert len(ledger(engine)) == 2 + MERGED_ROWS
