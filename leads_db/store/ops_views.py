"""What operations read of the queue: its depth, its oldest wait, dead letters, causes, bytes, acts. Reads only."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from leads_db.records import Outcome, RunState, Unit, UnitState
from leads_db.store.units import unit_of
from leads_db.tables import audit, fetch_reports, runs, units

RUN_ACTS = ("run_ordered", "run_cancelled", "run_paused", "run_resumed", "run_redriven")
"""Actions of the audit: what people do to runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueDepth:
    """The queue at one moment."""

    runs: Mapping[RunState, int]
    """Open runs only."""
    units: Mapping[UnitState, int]
    """Of the open runs."""
    oldest_wait_at: datetime | None
    """When the run was queued that has waited longest for its start; None: nothing waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A unit that was given up, with its run's times."""

    unit: Unit
    queued_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpsAct:
    """What somebody did to a run."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, object]


def read_queue_depth(connection: Connection) -> QueueDepth:
    """Over the runs that are not over."""
    is_open = runs.c.state.in_([state for state in RunState if not state.is_over])
    by_state = connection.execute(select(runs.c.state, func.count()).where(is_open).group_by(runs.c.state))
    joined = select(units.c.state, func.count()).select_from(units.join(runs, runs.c.id == units.c.run_id))
    by_unit = connection.execute(joined.where(is_open).group_by(units.c.state))
    first = (
        select(runs.c.queued_at).where(runs.c.state == RunState.QUEUED, runs.c.started_at.is_(None)).order_by(runs.c.id)
    )
    return QueueDepth(
        runs={RunState(state): count for state, count in by_state},
        units={UnitState(state): count for state, count in by_unit},
        oldest_wait_at=connection.execute(first.limit(1)).scalar(),
    )


def count_dead(connection: Connection, *, since: datetime) -> int:
    """Dead letters of runs queued at or after `since`."""
    return connection.execute(
        select(func.count())
        .select_from(units.join(runs, runs.c.id == units.c.run_id))
        .where(units.c.state == UnitState.DEAD, runs.c.id >= _first_run(since))
    ).scalar_one()


def read_dead_letters(connection: Connection, *, since: datetime, limit: int) -> tuple[DeadLetter, ...]:
    """Dead letters of runs queued at or after `since`, of the newest run first."""
    query = (
        select(units, runs.c.queued_at, runs.c.finished_at)
        .join(runs, runs.c.id == units.c.run_id)
        .where(units.c.state == UnitState.DEAD, runs.c.id >= _first_run(since))
        .order_by(units.c.run_id.desc(), units.c.id)
        .limit(limit)
    )
    return tuple(
        DeadLetter(unit=unit_of(row), queued_at=row.queued_at, finished_at=row.finished_at)
        for row in connection.execute(query)
    )


def read_causes(connection: Connection, run_id: int, *, limit: int = 12) -> tuple[tuple[Outcome, str, int], ...]:
    """Why requests of the run brought nothing: outcome, rule or text, how many; the most frequent first."""
    unseen = [outcome for outcome in Outcome if not outcome.is_seen]
    pair = (fetch_reports.c.outcome, fetch_reports.c.reason)
    query = (
        select(*pair, func.count().label("times"))
        .where(fetch_reports.c.run_id == run_id, fetch_reports.c.outcome.in_(unseen))
        .group_by(*pair)
        .order_by(func.count().desc(), *pair)
        .limit(limit)
    )
    return tuple((Outcome(row.outcome), row.reason, row.times) for row in connection.execute(query))


def count_bytes(connection: Connection, run_id: int) -> int:
    """Bytes that the run's answers had."""
    query = select(func.coalesce(func.sum(fetch_reports.c.size), 0)).where(fetch_reports.c.run_id == run_id)
    return int(connection.execute(query).scalar_one())


def count_retries(connection: Connection, run_id: int) -> int:
    """Attempts of the run's units beyond the first."""
    again = select(func.coalesce(func.sum(units.c.attempts - 1), 0)).where(
        units.c.run_id == run_id, units.c.attempts > 1
    )
    return int(connection.execute(again).scalar_one())


def read_ops_acts(connection: Connection, *, limit: int, run_id: int | None = None) -> tuple[OpsAct, ...]:
    """What people did to runs (or to one), newest first."""
    query = select(audit).where(audit.c.action.in_(RUN_ACTS))
    if run_id is not None:
        query = query.where(audit.c.subject == f"run {run_id}")
    return tuple(
        OpsAct(at=row.at, actor=row.actor, action=row.action, subject=row.subject, detail=json.loads(row.detail))
        for row in connection.execute(query.order_by(audit.c.id.desc()).limit(limit))
    )


def _first_run(since: datetime) -> ColumnElement[int]:
    """The lowest number of those runs; beyond all when there is none."""
    first = select(func.min(runs.c.id)).where(runs.c.queued_at >= since).scalar_subquery()
    return func.coalesce(first, 2**62)
