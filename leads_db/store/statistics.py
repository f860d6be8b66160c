"""Figures over a time: leads by what they are, how good the machine was, which collections ran.

What people did is counted in store/move_statistics.py, how limits were kept in store/limit_statistics.py.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Connection, Row, cast, extract, func, or_, select

from leads_db.lead_tables import leads
from leads_db.records.account import SYSTEM_ACTOR
from leads_db.records.handling import LeadState
from leads_db.shares import NONE, Share
from leads_db.store.due_runs import DueState
from leads_db.store.leads import QUEUED
from leads_db.tables import due_runs

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR_S = 3_600
UNDECIDED = (LeadState.NEW, LeadState.HELD, LeadState.MERGED)
"""States that say nothing about whether the machine was right."""
MACHINE_WRONG = ("authorised", "descriptive", "generic", "other_goods", "wrong_facts", "thin")
"""Reasons of exclusion that say that the machine was wrong; a lead that is gone or stands twice says nothing."""
NO_ACT = "no_act"
"""A county's reason not to file that says the same; in quotes as outcomes keep it, where no text can hold it so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose figures, and of when: from `since` on, before `until`."""

    cities: Sequence[str]
    since: datetime
    until: datetime
    is_practice: bool | None = False
    """None: both."""

    def of_leads(self) -> list[ColumnElement[bool]]:
        """The conditions on `leads`, without the time."""
        found: list[ColumnElement[bool]] = [leads.c.city.in_(self.cities)]
        return found if self.is_practice is None else [*found, leads.c.is_practice == self.is_practice]


class Grouping(StrEnum):
    """By what leads are counted: columns of `leads`."""

    STATE = "state"
    VERDICT = "verdict"
    INDICATION = "indication"
    HOST = "host"
    """Bureau id; those routed to none stand under an empty text."""
    PLATFORM = "platform"


def count_leads(connection: Connection, scope: Scope, by: Grouping) -> dict[str, int]:
    """How many leads were first seen in the time, by what they are now, the most first."""
    return count_groupings(connection, scope)[by]


def count_groupings(connection: Connection, scope: Scope) -> dict[Grouping, dict[str, int]]:
    """The same by everything at once, in one reading."""
    columns = [leads.c[by] for by in Grouping]
    found: dict[Grouping, Counter[str]] = {by: Counter() for by in Grouping}
    for *values, count in connection.execute(select(*columns, func.count()).where(*opened(scope)).group_by(*columns)):
        for by, value in zip(Grouping, values, strict=True):
            found[by][value or ""] += count
    return {by: dict(sorted(counts.items(), key=lambda one: (-one[1], one[0]))) for by, counts in found.items()}


def count_days(connection: Connection, scope: Scope) -> dict[str, int]:
    """Day in Shanghai (2026-11-26) → leads first seen on it; days without one are left out."""
    hour = cast(extract("epoch", leads.c.first_seen_at), BigInteger) // HOUR_S
    counts: Counter[str] = Counter()
    for place, count in connection.execute(
        select(hour.label("hour"), func.count()).where(*opened(scope)).group_by("hour")
    ):
        counts[f"{datetime.fromtimestamp(int(place) * HOUR_S, SHANGHAI):%Y-%m-%d}"] += count
    return dict(sorted(counts.items()))


def opened(scope: Scope) -> list[ColumnElement[bool]]:
    """Leads that a person must see, or has moved: whatever the machine says of them now."""
    seen, is_lead = leads.c.first_seen_at, or_(leads.c.verdict.in_(QUEUED), leads.c.state != LeadState.NEW)
    return [*scope.of_leads(), seen >= scope.since, seen < scope.until, is_lead]


def read_precision(connection: Connection, scope: Scope) -> dict[str, Share]:
    """Indication → how many of the machine's leads of the time that people decided were right; the most cases first.

    Right: confirmed, and no county found that there was no act. Wrong: excluded for one of MACHINE_WRONG.
    """
    no_act = leads.c.outcome.contains(f'"{NO_ACT}"').label("no_act")
    columns = (leads.c.indication, leads.c.state, leads.c.exclusion)
    by_machine = (leads.c.opened_by == SYSTEM_ACTOR.name, leads.c.state.not_in(UNDECIDED))
    query = select(*columns, no_act, func.count().label("leads")).where(*opened(scope), *by_machine)
    rows: Iterable[Row[Any]] = connection.execute(query.group_by(*columns, "no_act"))
    found: dict[str, Share] = {}
    for row in rows:
        if (right := _was_right(row)) is not None:
            found[row.indication] = found.get(row.indication, NONE) + Share(right * row.leads, row.leads)
    return dict(sorted(found.items(), key=lambda one: (-one[1].whole, one[0])))


def _was_right(row: Row[Any]) -> bool | None:
    if row.state == LeadState.EXCLUDED:
        return False if row.exclusion in MACHINE_WRONG else None
    return not row.no_act


def count_dues(connection: Connection, scope: Scope) -> Mapping[DueState, int]:
    """What became of the collections that were due in the time; no city has them for itself."""
    within = (due_runs.c.due_at >= scope.since, due_runs.c.due_at < scope.until)
    query = select(due_runs.c.state, func.count()).where(*within).group_by(due_runs.c.state)
    return {DueState(state): count for state, count in connection.execute(query)}
