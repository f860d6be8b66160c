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


@dataclass(frozen=True, slots=True)
class _Sum:
    """What the units of one source and day come to."""

    counts: Mapping[str, int]
    share_sum: float


def read_source_days(
    connection: Connection, sources: Sequence[str], *, first: date, last: date
) -> tuple[SourceDay, ...]:
    """One row a source and day from `first` to `last`, both included, in the sources' order and by day.

    A source's rows begin with the day of its first run ever; it has none before.
    """
    begun = _read_first_days(connection, sources)
    sums = _read_sums(connection, sources, first, last)
    thinned = _read_thinned_days(connection, sources, first, last)
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return tuple(
        _make_day(source, day, sums.get((source, day)), (source, day) in thinned)
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


def _read_sums(
    connection: Connection, sources: Iterable[str], first: date, last: date
) -> Mapping[tuple[str, date], _Sum]:
    """(source, day) → its sum. A day with one run is summed by the database, others unit by unit."""
    query = (
        select(runs.c.id, runs.c.source, runs.c.queued_at, runs.c.params)
        .where(runs.c.queued_at >= day_start(first), runs.c.queued_at < day_start(last + timedelta(days=1)))
        .where(runs.c.source.in_(list(sources)), runs.c.trigger != Trigger.IMPORT)
    )
    of_day: dict[tuple[str, date], list[Row[*tuple[Any, ...]]]] = {}
    for row in connection.execute(query.order_by(runs.c.id)):
        of_day.setdefault((row.source, shanghai_day(row.queued_at)), []).append(row)
    single = {rows[0].id: day for day, rows in of_day.items() if len(rows) == 1 and rows[0].params in WHOLE}
    many = {row.id: (day, row.params in WHOLE) for day, rows in of_day.items() if len(rows) > 1 for row in rows}
    shares = _read_shares(connection, [*single, *many])
    return {**_sum_single(connection, single, shares), **_sum_many(connection, many, shares)}


def _sum_single(
    connection: Connection, days: Mapping[int, tuple[str, date]], shares: Mapping[int, Mapping[int, float]]
) -> dict[tuple[str, date], _Sum]:
    """`days`: run → its source and day; `shares`: run → unit that was partly seen → share."""
    counts: dict[int, Counter[str]] = {run_id: Counter() for run_id in days}
    for chunk in chunks(list(days)):
        query = select(units.c.run_id, units.c.outcome, func.count()).where(units.c.run_id.in_(chunk))
        for run_id, outcome, count in connection.execute(query.group_by(units.c.run_id, units.c.outcome)):
            counts[run_id][_column(outcome)] += count
    return {
        day: _Sum(found, found["seen"] + found["empty"] + sum(shares.get(run_id, {}).values()))
        for run_id, day in days.items()
        if (found := counts[run_id])
    }


def _sum_many(
    connection: Connection,
    days: Mapping[int, tuple[tuple[str, date], bool]],
    shares: Mapping[int, Mapping[int, float]],
) -> dict[tuple[str, date], _Sum]:
    """Each unit with its best ending of the day; what only a run for a part asked for does not count."""
    columns = (units.c.run_id, units.c.id, units.c.term, units.c.page_from, units.c.outcome)
    rows: list[Row[*tuple[Any, ...]]] = []
    for chunk in chunks(list(days)):
        rows += connection.execute(select(*columns).where(units.c.run_id.in_(chunk)).order_by(units.c.id))
    endings: dict[tuple[str, date], dict[tuple[str, int], _Ending]] = {}
    for row in sorted(rows, key=lambda one: not days[one.run_id][1]):
        day, is_whole = days[row.run_id]
        held, unit = endings.setdefault(day, {}), (row.term, row.page_from)
        if is_whole or unit in held:
            column = _column(row.outcome)
            partly = shares.get(row.run_id, {}).get(row.id, 0.0)
            share = 1.0 if column in ("seen", "empty") else partly
            held[unit] = _better(held.get(unit), _Ending(column, share))
    return {
        day: _Sum(Counter(one.column for one in held.values()), sum(one.share for one in held.values()))
        for day, held in endings.items()
    }


def _column(outcome: str | None) -> str:
    return "unfinished" if outcome is None else COLUMN.get(Outcome(outcome), "blocked")


def _better(held: _Ending | None, other: _Ending) -> _Ending:
    if held is None:
        return other
    return min(held, other, key=lambda one: (BEST_FIRST.index(one.column), -one.share))


def _read_shares(connection: Connection, run_ids: Sequence[int]) -> dict[int, dict[int, float]]:
    """Run → unit that was partly seen → share of its requests that were answered; a page that is gone was answered."""
    answered = func.sum(case((fetch_reports.c.outcome.in_((Outcome.OK, Outcome.EMPTY, Outcome.NOT_FOUND)), 1), else_=0))
    pair = (fetch_reports.c.run_id, fetch_reports.c.unit_id)
    shares: dict[int, dict[int, float]] = {}
    for chunk in chunks(run_ids):
        partly = select(units.c.id).where(units.c.run_id.in_(chunk), units.c.outcome == Outcome.PARTIAL)
        query = select(*pair, answered, func.count()).where(fetch_reports.c.run_id.in_(chunk), pair[1].in_(partly))
        for run_id, unit_id, good, all_of_them in connection.execute(query.group_by(*pair)):
            shares.setdefault(run_id, {})[unit_id] = min(0.99, int(good) / int(all_of_them))
    return shares


def _read_thinned_days(
    connection: Connection, sources: Sequence[str], first: date, last: date
) -> set[tuple[str, date]]:
    within = (run_fields.c.ended_at >= day_start(first), run_fields.c.ended_at < day_start(last + timedelta(days=2)))
    query = select(runs.c.source, runs.c.queued_at).join(run_fields, run_fields.c.run_id == runs.c.id)
    rows = connection.execute(query.where(*within, run_fields.c.is_thin, runs.c.source.in_(list(sources))))
    return {(source, shanghai_day(at)) for source, at in rows}


def _make_day(source: str, day: date, found: _Sum | None, is_thinned: bool) -> SourceDay:
    if found is None:
        return SourceDay(source=source, day=day, is_thinned=is_thinned)
    planned = sum(found.counts.values())
    share = found.share_sum / planned if planned else 0.0
    return SourceDay(source=source, day=day, planned=planned, share=share, is_thinned=is_thinned, **found.counts)
