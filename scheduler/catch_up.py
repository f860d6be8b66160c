"""Which due times of a job are to be collected now. The ledger decides: no restart or clock doubles or drops one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from leads_db.records import Trigger
from leads_db.store.due_runs import DueRun, DueState, read_newest_due, save_due, save_due_state
from leads_db.store.engine import reading, writing
from scheduler import notes
from scheduler.clocks import dues_between, latest_due

ON_TIME = timedelta(minutes=10)
"""A run that starts within this after its due time is not called late."""
MERGED_ROWS = 31
"""Missed days that get a row of their own; the newest row's note counts them all."""

WhyNot = Callable[[Connection], str]
"""Why the job must not run now (Chinese); empty: it may."""
MakeRun = Callable[[Connection, Trigger, str], int | None]
"""Queue the job's run in the given transaction, for a trigger and a reason (Chinese); return the run's number.

A job that collects nothing has no run: it does its work first, each piece once, and returns None here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What was done about a job's due times."""

    due: DueRun
    """The newest one."""
    merged: int = 0
    """Older ones that it stands for."""


def is_due(connection: Connection, job: str, daily_at: str, now: datetime) -> bool:
    """True when `settle_job` has something to settle for the job."""
    return bool(_dues(connection, job, daily_at, now, may_run=True)[1])


def settle_job(
    engine: Engine,
    job: str,
    daily_at: str,
    now: datetime,
    make_run: MakeRun,
    *,
    may_run: bool = True,
    why_not: WhyNot = lambda connection: "",
) -> Settled | None:
    """Queue one run for a job's newest due time and mark older ones merged; None when nothing is due.

    One transaction, so a crash leaves all of it or nothing. The first time ever the newest due time counts as due: a
    new source is collected at once. `may_run` False (disk nearly full) or a reason from `why_not` (the source is left
    alone): the due time is written down as missed, and collected as soon as it may.
    """
    with reading(engine) as connection:
        if not _dues(connection, job, daily_at, now, may_run=may_run)[1]:
            return None
        held = why_not(connection) if may_run else notes.DISK_LOW
        if held and not _dues(connection, job, daily_at, now, may_run=False)[1]:
            return None
    with writing(engine) as connection:
        last, dues = _dues(connection, job, daily_at, now, may_run=not held)
        if not dues:
            return None
        trigger, state, note = _how(dues[-1], now, len(dues) - 1, is_first=last is None)
        due = DueRun(job=job, due_at=dues[-1], state=DueState.PLANNED, note=note, settled_at=now)
        if not save_due(connection, due) and (last is None or last.due_at != due.due_at):
            return None  # another scheduler was first
        for older in dues[:-1][-MERGED_ROWS:]:
            note_older = notes.merged_into(due.due_at)
            save_due(connection, replace(due, due_at=older, state=DueState.MERGED, note=note_older))
        if not held:
            due = replace(due, state=state, run_id=make_run(connection, trigger, note))
        else:
            due = replace(due, state=DueState.MISSED, note=held)
        save_due_state(connection, due)
    return Settled(due=due, merged=len(dues) - 1)


def _dues(
    connection: Connection, job: str, daily_at: str, now: datetime, *, may_run: bool
) -> tuple[DueRun | None, tuple[datetime, ...]]:
    last = read_newest_due(connection, job, now)
    if last is None:
        return None, (latest_due(daily_at, now),)
    dues = dues_between(daily_at, last.due_at, now)
    if not dues and last.state is DueState.MISSED and may_run:
        return last, (last.due_at,)
    return last, dues


def _how(due_at: datetime, now: datetime, merged: int, *, is_first: bool) -> tuple[Trigger, DueState, str]:
    if is_first:
        return Trigger.SCHEDULED, DueState.STARTED, notes.FIRST
    if now - due_at <= ON_TIME:
        return Trigger.SCHEDULED, DueState.STARTED, ""
    return Trigger.CATCH_UP, DueState.CAUGHT_UP, notes.late(due_at, now, merged)
