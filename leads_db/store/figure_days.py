"""What was counted of whole past days in Shanghai, kept so that a month is a sum of some rows, not of all its events.

Nobody writes a figure: a day is counted out of the store (`DayCount`), kept by the scheduler once it is over, and can
be counted again at any time. Days that are not kept, today among them, are counted when they are asked for.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from leads_db.clocks import SHANGHAI, shanghai_day
from leads_db.notice_tables import figure_days
from leads_db.store.statistics import Scope

ONE_DAY = timedelta(days=1)
COUNTED = ""
"""In place of a city: the row that says that the day was counted, though nothing may have happened on it."""


class FigureKind(StrEnum):
    """What is counted."""

    MOVES = "moves"
    """What people did: of a past day it never changes."""
    LIMITS = "limits"
    """How limits were kept that fell due on the day, by where the leads lie now: counted anew each night."""


@dataclass(slots=True)
class DayFigures:
    """Figures of one day, city and stock."""

    counts: Counter[str] = field(default_factory=Counter)
    """Name of a figure → its value; amounts of money in fen."""
    again: dict[str, Counter[str]] = field(default_factory=dict)
    """Earlier day → what counts no more where that day is summed too: of a lead only the last act of a kind counts."""

    def add(self, name: str, value: int = 1) -> None:
        """Count something."""
        self.counts[name] += value


Stock = tuple[date, str, bool]
"""Day, city, whether of the practice market."""
DayCount = Callable[[Connection, datetime, datetime, datetime | None], Mapping[Stock, DayFigures]]
"""(connection, since, until, known) → figures of the time; what happened before `known` is left out of `again`."""


def midnight(day: date) -> datetime:
    """When a day begins in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def sum_days(connection: Connection, kind: FigureKind, count: DayCount, scope: Scope) -> Counter[str]:
    """All figures of the scope: kept days as they are kept, all other time counted now."""
    first = shanghai_day(scope.since)
    kept = read_kept_days(connection, kind, scope)
    sums: Counter[str] = Counter()
    for since, until in _gaps(scope, kept):
        for (_day, city, is_practice), figures in count(connection, since, until, scope.since).items():
            if city in scope.cities and scope.is_practice in (None, is_practice):
                _sum(sums, figures, first)
    query = select(figure_days.c.figures).where(_of_days(kind, kept), figure_days.c.city.in_(scope.cities))
    if scope.is_practice is not None:
        query = query.where(figure_days.c.is_practice == scope.is_practice)
    for text in connection.scalars(query) if kept else ():
        _sum(sums, _from_json(text), first)
    return sums


def _sum(sums: Counter[str], figures: DayFigures, first: date) -> None:
    sums.update(figures.counts)
    for day, counts in figures.again.items():
        if day >= first.isoformat():
            sums.subtract(counts)


def read_kept_days(connection: Connection, kind: FigureKind, scope: Scope) -> Mapping[date, datetime]:
    """Whole days of the scope that are kept → when they were counted; none where it begins within a day."""
    if scope.since != midnight(shanghai_day(scope.since)):
        return {}
    of_kind = (figure_days.c.kind == kind, figure_days.c.city == COUNTED)
    within = (figure_days.c.day >= shanghai_day(scope.since), figure_days.c.day < shanghai_day(scope.until))
    rows = connection.execute(select(figure_days.c.day, figure_days.c.counted_at).where(*of_kind, *within))
    return {row.day: row.counted_at for row in rows}


def read_all_kept(connection: Connection, kind: FigureKind) -> Mapping[date, datetime]:
    """Every day that is kept → when it was counted."""
    query = select(figure_days.c.day, figure_days.c.counted_at)
    rows = connection.execute(query.where(figure_days.c.kind == kind, figure_days.c.city == COUNTED))
    return {row.day: row.counted_at for row in rows}


def _gaps(scope: Scope, kept: Mapping[date, datetime]) -> list[tuple[datetime, datetime]]:
    """The times of the scope between the kept days."""
    found, since = [], scope.since
    for day in sorted(kept):
        if since < midnight(day):
            found.append((since, midnight(day)))
        since = midnight(day + ONE_DAY)
    return [*found, (since, scope.until)] if since < scope.until else found


def _of_days(kind: FigureKind, days: Iterable[date]) -> ColumnElement[bool]:
    return (figure_days.c.kind == kind) & figure_days.c.day.in_(sorted(days))


def keep_day(
    connection: Connection, kind: FigureKind, day: date, found: Mapping[Stock, DayFigures], now: datetime
) -> None:
    """Keep what was counted of a day, in place of what was kept of it."""
    forget_days(connection, kind, [day])
    row = {"kind": kind, "day": day, "counted_at": now}
    rows = [{**row, "city": COUNTED, "is_practice": False, "figures": "{}"}]
    for (on, city, is_practice), figures in found.items():
        if on == day:
            rows.append({**row, "city": city, "is_practice": is_practice, "figures": _to_json(figures)})
    connection.execute(insert(figure_days), rows)


def forget_days(connection: Connection, kind: FigureKind, days: Sequence[date] | None = None) -> None:
    """Keep nothing of these days, or of any: what they rest on has changed."""
    whose = figure_days.c.kind == kind if days is None else _of_days(kind, days)
    connection.execute(delete(figure_days).where(whose))


def _to_json(figures: DayFigures) -> str:
    told = {"counts": figures.counts, "again": figures.again}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _from_json(text: str) -> DayFigures:
    told = json.loads(text)
    return DayFigures(Counter(told["counts"]), {day: Counter(counts) for day, counts in told["again"].items()})


def fen(amount: object) -> int:
    """Yuan as events keep them → fen; nothing is nought."""
    return int(Decimal(str(amount or 0)) * 100)


def yuan(amount: int) -> Decimal:
    """Fen → yuan, with fen where there are any."""
    return Decimal(amount // 100) if amount % 100 == 0 else (Decimal(amount) / 100).quantize(Decimal("0.01"))
