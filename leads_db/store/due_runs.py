"""The ledger of due times: what should have run when, and what became of it. One row a job and due time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select, update

from leads_db.store.upsert import insert_new
from leads_db.tables import due_runs


class DueState(StrEnum):
    """What became of a due time."""

    PLANNED = "planned"
    """Noticed; its run is being made."""
    STARTED = "started"
    """Its run was made in time."""
    MISSED = "missed"
    """It could not run; the note says why. Caught up when the reason is gone and no later one is due."""
    MERGED = "merged"
    """Nobody was running then; the newest due time's run stands for it."""
    CAUGHT_UP = "caught_up"
    """Its run was made late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRun:
    """One row of the ledger."""

    job: str
    """collect:<source>"""
    due_at: datetime
    state: DueState
    run_id: int | None = None
    """None: no run of its own."""
    note: str = ""
    """In Chinese, for the desk."""
    settled_at: datetime


def save_due(connection: Connection, due: DueRun) -> bool:
    """Write a due time that is not in the ledger yet; False (and nothing changed) when it is."""
    same = (due_runs.c.job == due.job, due_runs.c.due_at == due.due_at)
    if connection.execute(select(due_runs.c.id).where(*same)).first():
        return False
    row = {name: getattr(due, name) for name in DueRun.__slots__}
    insert_new(connection, due_runs, [row], "job", "due_at")
    written = connection.execute(select(due_runs).where(*same)).one()
    return bool(written.run_id == due.run_id and written.state == due.state)  # else a scheduler elsewhere was first


def save_due_state(connection: Connection, due: DueRun) -> None:
    """Tell what became of a due time that is in the ledger: its state, run, note and time of settling."""
    same = update(due_runs).where(due_runs.c.job == due.job, due_runs.c.due_at == due.due_at)
    connection.execute(same.values(state=due.state, run_id=due.run_id, note=due.note, settled_at=due.settled_at))


def read_newest_due(connection: Connection, job: str, until: datetime) -> DueRun | None:
    """The job's newest ledger row that is due by `until`; None before its first collection.

    Rows later than `until` (a clock that once ran ahead) are left out, so they cannot stop the schedule.
    """
    query = select(due_runs).where(due_runs.c.job == job, due_runs.c.due_at <= until)
    row = connection.execute(query.order_by(due_runs.c.due_at.desc()).limit(1)).one_or_none()
    return _due(row) if row else None


def read_dues(connection: Connection, *, states: tuple[DueState, ...] = (), limit: int = 100) -> tuple[DueRun, ...]:
    """Ledger rows, newest first; `states` empty: all."""
    query = select(due_runs).order_by(due_runs.c.due_at.desc(), due_runs.c.id.desc()).limit(limit)
    if states:
        query = query.where(due_runs.c.state.in_(states))
    return tuple(_due(row) for row in connection.execute(query))


def _due(row: Row[Any]) -> DueRun:
    return DueRun(
        job=row.job,
        due_at=row.due_at,
        state=DueState(row.state),
        run_id=row.run_id,
        note=row.note,
        settled_at=row.settled_at,
    )
