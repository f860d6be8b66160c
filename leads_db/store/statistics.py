"""Figures over a time: leads by what they are, how good the machine was, how the limits were kept, what came of it.

What people did is counted in store/move_statistics.py.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from leads_db.lead_tables import leads
from leads_db.notice_tables import lead_clocks
from leads_db.records.account import SYSTEM_ACTOR
from leads_db.records.handling import LeadState
from leads_db.shares import NONE, Share
from leads_db.store.due_runs import DueState
from leads_db.store.leads import QUEUED
from leads_db.tables import due_runs

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNDECIDED = (LeadState.NEW, LeadState.HELD, LeadState.MERGED)
"""States that say nothing about whether the machine was right."""
MACHINE_WRONG = ("authorised", "descriptive", "generic", "other_goods", "wrong_facts", "thin")
"""Reasons of exclusion that say that the machine was wrong; a lead that is gone or stands twice says nothing."""
NO_ACT = "no_act"
"""A county's reason not to file that says the same."""


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


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How one limit was kept by one bureau."""

    rule: str
    """Id of clocks.yml."""
    host: str
    """Bureau id; empty: no bureau's."""
    kept: Share


def count_leads(connection: Connection, scope: Scope, by: Grouping) -> dict[str, int]:
    """How many leads were first seen in the time, by what they are now, the most first."""
    value = leads.c[by]
    query = select(value, func.count()).where(*opened(scope)).group_by(value).order_by(func.count().desc(), value)
    return {name or "": count for name, count in connection.execute(query)}


def count_days(connection: Connection, scope: Scope) -> dict[str, int]:
    """Day in Shanghai (2026-11-26) → leads first seen on it; days without one are left out."""
    counts: Counter[str] = Counter()
    for at in connection.scalars(select(leads.c.first_seen_at).where(*opened(scope))):
        counts[f"{at.astimezone(SHANGHAI):%Y-%m-%d}"] += 1
    return dict(sorted(counts.items()))


def opened(scope: Scope) -> list[ColumnElement[bool]]:
    """Leads that a person must see, or has moved: whatever the machine says of them now."""
    seen, is_lead = leads.c.first_seen_at, or_(leads.c.verdict.in_(QUEUED), leads.c.state != LeadState.NEW)
    return [*scope.of_leads(), seen >= scope.since, seen < scope.until, is_lead]


def read_precision(connection: Connection, scope: Scope) -> dict[str, Share]:
    """Indication → how many of the machine's leads of the time that people decided were right; the most cases first.

    Right: confirmed, and no county found that there was no act. Wrong: excluded for one of MACHINE_WRONG.
    """
    columns = (leads.c.indication, leads.c.state, leads.c.exclusion, leads.c.outcome)
    by_machine = (leads.c.opened_by == SYSTEM_ACTOR.name, leads.c.state.not_in(UNDECIDED))
    rows: Iterable[Row[Any]] = connection.execute(select(*columns).where(*opened(scope), *by_machine))
    found: dict[str, Share] = {}
    for row in rows:
        if (right := _was_right(row)) is not None:
            found[row.indication] = found.get(row.indication, NONE) + Share(int(right), 1)
    return dict(sorted(found.items(), key=lambda one: (-one[1].whole, one[0])))


def _was_right(row: Row[Any]) -> bool | None:
    if row.state == LeadState.EXCLUDED:
        return False if row.exclusion in MACHINE_WRONG else None
    return bool(json.loads(row.outcome).get("no_case_reason") != NO_ACT)


def read_punctuality(connection: Connection, scope: Scope) -> tuple[Punctuality, ...]:
    """Of the limits that fell due in the time: how many were kept, by rule and bureau. `until` is not in the future."""
    clock, kept = lead_clocks.c, func.count().filter(lead_clocks.c.ended_at <= lead_clocks.c.due_at)
    query = (
        select(clock.rule, leads.c.host, kept, func.count())
        .join(leads, leads.c.number == clock.lead)
        .where(*scope.of_leads(), clock.due_at >= scope.since, clock.due_at < scope.until)
        .group_by(clock.rule, leads.c.host)
        .order_by(clock.rule, leads.c.host)
    )
    return tuple(
        Punctuality(rule, bureau or "", Share(part, whole)) for rule, bureau, part, whole in connection.execute(query)
    )


def sum_by_rule(found: Sequence[Punctuality]) -> dict[str, Share]:
    """Rule → its share over all bureaus."""
    sums: dict[str, Share] = {}
    for one in found:
        sums[one.rule] = sums.get(one.rule, NONE) + one.kept
    return sums


def count_dues(connection: Connection, scope: Scope) -> Mapping[DueState, int]:
    """What became of the collections that were due in the time; no city has them for itself."""
    within = (due_runs.c.due_at >= scope.since, due_runs.c.due_at < scope.until)
    query = select(due_runs.c.state, func.count()).where(*within).group_by(due_runs.c.state)
    return {DueState(state): count for state, count in connection.execute(query)}
