"""How limits were kept that fell due in a time, by rule and bureau; past days are kept: store/figure_days.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Connection, cast, extract, func, select

from leads_db.clocks import SHANGHAI
from leads_db.lead_tables import leads
from leads_db.notice_tables import lead_clocks
from leads_db.shares import NONE, Share
from leads_db.store.figure_days import DayFigures, FigureKind, Stock, read_kept_days, sum_days
from leads_db.store.statistics import HOUR_S, Scope

KEPT, DUE = "kept", "due"


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How one limit was kept by one bureau."""

    rule: str
    """Id of clocks.yml."""
    host: str
    """Bureau id; empty: no bureau's."""
    kept: Share


def read_punctuality(connection: Connection, scope: Scope) -> tuple[Punctuality, ...]:
    """Of the limits that fell due in the time: how many were kept, by rule and bureau. `until` is not in the future."""
    sums = sum_days(connection, FigureKind.LIMITS, count_limits, scope)
    pairs = sorted((*name.split("|")[1:],) for name, count in sums.items() if name.startswith(DUE) and count)
    return tuple(
        Punctuality(rule, host, Share(sums[_name(KEPT, rule, host)], sums[_name(DUE, rule, host)]))
        for rule, host in pairs
    )


def read_limits_counted_at(connection: Connection, scope: Scope) -> datetime | None:
    """The oldest counting that `read_punctuality` rests on; None: all of it is counted now."""
    return min(read_kept_days(connection, FigureKind.LIMITS, scope).values(), default=None)


def sum_by_rule(found: Sequence[Punctuality]) -> dict[str, Share]:
    """Rule → its share over all bureaus."""
    sums: dict[str, Share] = {}
    for one in found:
        sums[one.rule] = sums.get(one.rule, NONE) + one.kept
    return sums


def count_limits(
    connection: Connection, since: datetime, until: datetime, _known: datetime | None
) -> Mapping[Stock, DayFigures]:
    """A `DayCount`; a due time counts once, so nothing is ever taken back."""
    clock, kept = lead_clocks.c, func.count().filter(lead_clocks.c.ended_at <= lead_clocks.c.due_at)
    hour = (cast(extract("epoch", clock.due_at), BigInteger) // HOUR_S).label("hour")
    whose = (leads.c.city, leads.c.is_practice, leads.c.host)
    query = (
        select(hour, clock.rule, *whose, kept.label("kept"), func.count().label("due"))
        .join(leads, leads.c.number == clock.lead)
        .where(clock.due_at >= since, clock.due_at < until)
        .group_by("hour", clock.rule, *whose)
    )
    found: dict[Stock, DayFigures] = {}
    for row in connection.execute(query):
        day = datetime.fromtimestamp(int(row.hour) * HOUR_S, SHANGHAI).date()
        figures = found.setdefault((day, row.city, row.is_practice), DayFigures())
        figures.add(_name(KEPT, row.rule, row.host or ""), row.kept)
        figures.add(_name(DUE, row.rule, row.host or ""), row.due)
    return found


def _name(what: str, rule: str, host: str) -> str:
    return f"{what}|{rule}|{host}"
