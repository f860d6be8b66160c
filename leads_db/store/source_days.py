"""The ledger of blind days, told from the units themselves: per source and day in Shanghai what was really seen."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from leads_db.records import Outcome, SourceDay, Trigger
from leads_db.source_tables import run_fields
from leads_db.store.record_json import to_json
from leads_db.store.upsert import chunks
from leads_db.tables import fetch_reports, runs, units

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
WHOLE = ("{}", to_json({"indication": None, "pages": None}))
"""Parameters of a run that collects all that is due of its source; others look at a part of it or only probe."""
COLUMN = {
    Outcome.OK: "seen",
    Outcome.EMPTY: "empty",
    Outcome.PARTIAL: "partial",
    Outcome.BLOCKED_LOGIN: "login",
    Outcome.SCHEMA_CHANGED: "changed",
    Outcome.TRANSPORT_ERROR: "dead",
    Outcome.NOT_FOUND: "dead",
}
"""Outcome of a unit → column of the ledger; what is not named here refused and counts as blocked."""
BEST_FIRST = ("seen", "empty", "partial", "changed", "blocked", "login", "dead", "unfinished")
"""Of a unit that was tried again on the same day the best ending counts."""


@dataclass(frozen=True, slots=True)
class _Ending:
    column: str
    share: float


def read_source_days(
    connection: Connection, sources: Sequence[str], *, first: date, last: date
) -> tuple[SourceDay, ...]:
    """One row a source and day from `first` to `last`, both included, in the sources' order and by day.

    A source's rows begin with the day of its first run ever; it has none before.
    """
    begun = _read_first_days(connection, sources)
    endings = _read_endings(connection, sources, first, last)
    thinned = _read_thinned_days(connection, sources, first, last)
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return tuple(
        _sum_up(source, day, endings.get((source, day), {}), (source, day) in thinned)
        for source in sources
        if source in begun
        for day in days
        if day >= begun[source]
    )


def shanghai_day(moment: datetime) -> date:
    """The calendar day in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def day_start(day: date) -> datetime:
    """Midnight in Shanghai, aware UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def _read_first_days(connection: Connection, sources: Sequence[str]) -> dict[str, date]:
    found: dict[str, date] = {}
    for chunk in chunks(sources):
        query = select(runs.c.source, func.min(runs.c.id)).where(
            runs.c.source.in_(chunk), runs.c.trigger != Trigger.IMPORT
        )
        first = dict(connection.execute(query.group_by(runs.c.source)).all())
        queued = select(runs.c.source, runs.c.queued_at).where(runs.c.id.in_(list(first.values())))
        found.update((source, shanghai_day(at)) for source, at in connection.execute(queued))
    return found


def _read_endings(
    connection: Connection, sources: Iterable[str], first: date, last: date
) -> Mapping[tuple[str, date], Mapping[tuple[str, int], _Ending]]:
    """(source, day) → (term, first page) → its best ending. What only a partial run asked for does not count."""
    query = (
        select(
            runs.c.queued_at, runs.c.params,
            units.c.id, units.c.source, units.c.term, units.c.page_from, units.c.outcome,
        )
        .join(units, units.c.run_id == runs.c.id)
        .where(runs.c.queued_at >= day_start(first), runs.c.queued_at < day_start(last + timedelta(days=1)))
        .where(runs.c.source.in_(list(sources)), runs.c.trigger != Trigger.IMPORT)
        .order_by(runs.c.id, units.c.id)
    )  # fmt: skip
    rows = connection.execute(query).all()
    shares = _read_shares(connection, [row.id for row in rows if row.outcome == Outcome.PARTIAL])
    found: dict[tuple[str, date], dict[tuple[str, int], _Ending]] = {}
    for row in sorted(rows, key=lambda one: one.params not in WHOLE):
        of_day = found.setdefault((row.source, shanghai_day(row.queued_at)), {})
        unit = (row.term, row.page_from)
        if row.params in WHOLE or unit in of_day:
            of_day[unit] = _better(of_day.get(unit), _ending(row, shares))
    return found


def _ending(row: Row[*tuple[Any, ...]], shares: Mapping[int, float]) -> _Ending:
    if row.outcome is None:
        return _Ending("unfinished", 0.0)
    column = COLUMN.get(Outcome(row.outcome), "blocked")
    share = {"seen": 1.0, "empty": 1.0, "partial": shares.get(row.id, 0.0)}.get(column, 0.0)
    return _Ending(column, share)


def _better(held: _Ending | None, other: _Ending) -> _Ending:
    if held is None:
        return other
    return min(held, other, key=lambda one: (BEST_FIRST.index(one.column), -one.share))


def _read_shares(connection: Connection, unit_ids: Sequence[int]) -> dict[int, float]:
    """Unit → share of its requests that were answered; a page that is gone was answered."""
    answered = func.sum(case((fetch_reports.c.outcome.in_((Outcome.OK, Outcome.EMPTY, Outcome.NOT_FOUND)), 1), else_=0))
    shares: dict[int, float] = {}
    for chunk in chunks(unit_ids):
        query = select(fetch_reports.c.unit_id, answered, func.count()).where(fetch_reports.c.unit_id.in_(chunk))
        for unit_id, good, all_of_them in connection.execute(query.group_by(fetch_reports.c.unit_id)):
            shares[unit_id] = min(0.99, int(good) / int(all_of_them))
    return shares


def _read_thinned_days(
    connection: Connection, sources: Sequence[str], first: date, last: date
) -> set[tuple[str, date]]:
    within = (run_fields.c.ended_at >= day_start(first), run_fields.c.ended_at < day_start(last + timedelta(days=2)))
    query = select(runs.c.source, runs.c.queued_at).join(run_fields, run_fields.c.run_id == runs.c.id)
    rows = connection.execute(query.where(*within, run_fields.c.is_thin, runs.c.source.in_(list(sources))))
    return {(source, shanghai_day(at)) for source, at in rows}


def _sum_up(source: str, day: date, endings: Mapping[tuple[str, int], _Ending], is_thinned: bool) -> SourceDay:
    counts = Counter(one.column for one in endings.values())
    share = sum(one.share for one in endings.values()) / len(endings) if endings else 0.0
    return SourceDay(source=source, day=day, planned=len(endings), share=share, is_thinned=is_thinned, **counts)
