"""Runs and what their requests told."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from leads_db.errors import NotFound
from leads_db.lead_tables import leads
from leads_db.records import FetchReport, Outcome, Run, RunState, Trigger, UnitState
from leads_db.store.record_json import to_json
from leads_db.store.upsert import insert_new
from leads_db.tables import assessments, fetch_reports, listings, mentions, runs, snapshots, units

OPEN = tuple(state for state in RunState if not state.is_over)


def save_new_run(
    connection: Connection,
    *,
    source: str,
    trigger: Trigger,
    requested_by: str,
    now: datetime,
    reason: str = "",
    params: Mapping[str, object] | None = None,
    is_practice: bool = False,
) -> int:
    """Queue a run; return its number."""
    values = {
        "source": source,
        "trigger": trigger,
        "state": RunState.QUEUED,
        "requested_by": requested_by,
        "reason": reason,
        "params": to_json(params or {}),
        "queued_at": now,
        "is_practice": is_practice,
    }
    return int(connection.execute(insert(runs).values(**values).returning(runs.c.id)).scalar_one())


def save_run_state(connection: Connection, run_id: int, state: RunState, *, now: datetime, note: str = "") -> None:
    """Move a run; its start and end times are set once and its counts are taken when it is over."""
    values: dict[str, Any] = {"state": state, "note": note[:2000], "finished_at": None}
    if state is RunState.RUNNING:
        values["started_at"] = func.coalesce(runs.c.started_at, now)
    if state.is_over:
        values |= {"finished_at": now, "counts": to_json(count_run(connection, run_id))}
    connection.execute(update(runs).where(runs.c.id == run_id).values(**values))


def save_run_counts(connection: Connection, run_id: int) -> dict[str, int]:
    """Write down what the run did so far, before a child goes on with it; return it."""
    counts = count_run(connection, run_id)
    connection.execute(update(runs).where(runs.c.id == run_id).values(counts=to_json(counts)))
    return counts


def count_run(connection: Connection, run_id: int) -> dict[str, int]:
    """What the run did so far, counted from the rows themselves, so a repeated unit is never counted twice."""

    def count(table: Any, column: Any, *more: Any) -> int:
        return connection.execute(select(func.count()).select_from(table).where(column == run_id, *more)).scalar_one()

    counts = {
        "units": count(units, units.c.run_id),
        "units_done": count(units, units.c.run_id, units.c.state == UnitState.DONE),
        "units_dead": count(units, units.c.run_id, units.c.state == UnitState.DEAD),
        "requests": count(fetch_reports, fetch_reports.c.run_id),
        "listings": count(listings, listings.c.last_run_id),
        "listings_new": count(listings, listings.c.first_run_id),
        "snapshots_new": count(snapshots, snapshots.c.run_id),
        "mentions_new": count(mentions, mentions.c.first_run_id),
        "leads_new": count(leads, leads.c.first_run_id),
    }
    judged = select(func.count()).select_from(assessments.join(snapshots, snapshots.c.id == assessments.c.snapshot_id))
    counts["assessments"] = connection.execute(judged.where(snapshots.c.run_id == run_id)).scalar_one()
    return counts


def count_outcomes(connection: Connection, run_id: int) -> dict[Outcome, int]:
    """Requests of a run by outcome."""
    query = select(fetch_reports.c.outcome, func.count()).where(fetch_reports.c.run_id == run_id)
    rows = connection.execute(query.group_by(fetch_reports.c.outcome))
    return {Outcome(outcome): count for outcome, count in rows}


def save_reports(connection: Connection, reports: Sequence[FetchReport], *, run_id: int, unit_id: int | None) -> None:
    """Store what the requests brought; the same report again changes nothing."""
    rows = []
    for report in reports:
        identity = f"{run_id}\n{unit_id}\n{report.url}\n{report.fetched_at.isoformat()}\n{report.query}\n{report.page}"
        row = {name: getattr(report, name) for name in FetchReport.__slots__}
        row["uid"] = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        row["query"] = report.query[:400]
        rows.append({**row, "run_id": run_id, "unit_id": unit_id})
    insert_new(connection, fetch_reports, rows, "uid")


def read_run(connection: Connection, run_id: int) -> Run:
    """One run. Raises NotFound."""
    row = connection.execute(select(runs).where(runs.c.id == run_id)).one_or_none()
    if row is None:
        raise NotFound(f"run {run_id}")
    return _run(row)


def read_runs(connection: Connection, *, limit: int = 50, open_only: bool = False) -> tuple[Run, ...]:
    """Runs, newest first; `open_only`: those that are queued, running or paused, oldest first."""
    query = select(runs).order_by(runs.c.id.desc()).limit(limit)
    if open_only:
        query = select(runs).where(runs.c.state.in_(OPEN)).order_by(runs.c.id)
    return tuple(_run(row) for row in connection.execute(query))


def read_reports(connection: Connection, run_id: int, *, limit: int = 500) -> tuple[FetchReport, ...]:
    """Requests of a run in their order."""
    columns = [fetch_reports.c[name] for name in FetchReport.__slots__]
    query = select(*columns).where(fetch_reports.c.run_id == run_id).order_by(fetch_reports.c.id).limit(limit)
    return tuple(FetchReport(**{**row._asdict(), "outcome": Outcome(row.outcome)}) for row in connection.execute(query))


def _run(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        source=row.source,
        trigger=Trigger(row.trigger),
        state=RunState(row.state),
        requested_by=row.requested_by,
        reason=row.reason,
        params=json.loads(row.params),
        queued_at=row.queued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        counts=json.loads(row.counts),
        note=row.note,
    )
