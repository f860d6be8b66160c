"""Clocks of all leads, kept for lists. They follow the audit by themselves, and all of them can be recomputed.

Nobody writes a clock: `refresh_clocks` reads which leads have new events since it last looked, and works their clocks
out anew. When the rules or the calendar have changed, it goes through all leads and notes each moved due time.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from leads_db.clocks import clocks_of, shanghai_day
from leads_db.lead_tables import leads
from leads_db.notice_tables import clock_place, lead_clocks
from leads_db.records.clock import Clock, ClockRule
from leads_db.register.clock_rules import load_clock_rules
from leads_db.store.audit import Entry, save_entries
from leads_db.store.events import ACTIONS, read_lead_events
from leads_db.store.turns import take_turn
from leads_db.store.upsert import chunks, insert_new
from leads_db.store.workday_changes import read_calendar
from leads_db.tables import audit
from leads_db.workdays import WorkdayCalendar

BATCH = 500
"""Leads, or events, that one transaction works through."""
KEPT = ("started_at", "due_at", "ended_at", "extensions")
"""What a row keeps of a clock beside its key; all else depends on the moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRules:
    """What deadlines are worked out by."""

    rules: tuple[ClockRule, ...]
    calendar: WorkdayCalendar

    def rule(self, name: str, started_at: datetime) -> ClockRule | None:
        """The row of clocks.yml that holds for a clock; None where the file has lost it since."""
        held = [rule for rule in self.rules if rule.id == name]
        return next((rule for rule in held if rule.covers(shanghai_day(started_at))), None)

    @property
    def basis(self) -> str:
        """Digest of all of it."""
        days = sorted(self.calendar.special.items())
        text = f"{self.rules!r}\n{days!r}\n{sorted(self.calendar.years.items())!r}"
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def read_time_rules(connection: Connection, own_folder: Path | None = None) -> TimeRules:
    """The limits and the calendar as they stand now. Raises RegisterFileBroken."""
    return TimeRules(rules=load_clock_rules(own_folder), calendar=read_calendar(connection, own_folder))


def read_clocks(connection: Connection, number: str, by: TimeRules, now: datetime) -> tuple[Clock, ...]:
    """The clocks of one lead, straight from its events."""
    return clocks_of(read_lead_events(connection, number), by.rules, by.calendar, now)


def is_behind(connection: Connection, by: TimeRules) -> bool:
    """True when `refresh_clocks` has something to do; asked first, so that an idle store is not written to."""
    place = connection.execute(select(clock_place)).one_or_none()
    if place is None or place.basis != by.basis or place.lead_id is not None:
        return True
    return bool((connection.scalar(select(func.max(audit.c.id))) or 0) > place.audit_id)


def refresh_clocks(connection: Connection, by: TimeRules, now: datetime, *, batch: int = BATCH) -> int:
    """Bring the kept clocks up to date, one batch of leads; how many were worked out (0: nothing was left to do)."""
    take_turn(connection, "clocks")
    place = _read_place(connection, by.basis)
    if place.lead_id is not None and (done := _recompute(connection, place, by, now, batch)):
        return done
    fresh = connection.execute(
        select(audit.c.id, audit.c.subject, audit.c.action)
        .where(audit.c.id > place.audit_id)
        .order_by(audit.c.id)
        .limit(batch)
    ).all()
    numbers = sorted({row.subject for row in fresh if row.action in ACTIONS})
    for number in numbers:
        _save_clocks_of(connection, number, by, now)
    if fresh:
        _save_place(connection, audit_id=fresh[-1].id)
    return len(fresh)


def _read_place(connection: Connection, basis: str) -> Row[Any]:
    """Where the last refresh ended; a first look and changed rules begin with all leads."""
    row = {"name": "clocks", "audit_id": 0, "lead_id": 0, "basis": ""}
    insert_new(connection, clock_place, [row], "name")
    place = connection.execute(select(clock_place)).one()
    if place.basis == basis:
        return place
    newest = connection.scalar(select(func.max(audit.c.id))) or 0
    _save_place(connection, audit_id=newest, lead_id=0, basis=basis)
    return connection.execute(select(clock_place)).one()


def _save_place(connection: Connection, **values: object) -> None:
    connection.execute(update(clock_place).values(**values))


def _recompute(connection: Connection, place: Row[Any], by: TimeRules, now: datetime, batch: int) -> int:
    """The next leads of a recomputing of all; the due times that moved are audited."""
    query = select(leads.c.id, leads.c.number).where(leads.c.id > place.lead_id).order_by(leads.c.id).limit(batch)
    found = connection.execute(query).all()
    moved = [entry for row in found for entry in _save_clocks_of(connection, row.number, by, now)]
    save_entries(connection, moved)
    _save_place(connection, lead_id=found[-1].id if found else None)
    return len(found)


def _save_clocks_of(connection: Connection, number: str, by: TimeRules, now: datetime) -> list[Entry]:
    """Work one lead's clocks out and keep what changed; audit entries for due times of open clocks that moved."""
    lead = connection.execute(select(leads.c.is_practice).where(leads.c.number == number)).one_or_none()
    if lead is None:  # wiped practice
        return []
    wanted = _rows(read_clocks(connection, number, by, now))
    kept = {
        (row.rule, row.turn): row for row in connection.execute(select(lead_clocks).where(lead_clocks.c.lead == number))
    }
    fresh = [
        {"lead": number, "rule": rule, "turn": turn, "is_practice": lead.is_practice, **values}
        for (rule, turn), values in wanted.items()
        if (rule, turn) not in kept
    ]
    if fresh:
        connection.execute(insert(lead_clocks), fresh)
    gone = [row.id for key, row in kept.items() if key not in wanted]
    if gone:
        connection.execute(delete(lead_clocks).where(lead_clocks.c.id.in_(gone)))
    changed = [
        (row, values)
        for key, values in wanted.items()
        if (row := kept.get(key)) and any(getattr(row, name) != values[name] for name in KEPT)
    ]
    for row, values in changed:
        connection.execute(update(lead_clocks).where(lead_clocks.c.id == row.id).values(**values))
    return [_moved(number, row, values["due_at"], now) for row, values in changed if _has_moved(row, values)]


def _rows(clocks: Iterable[Clock]) -> dict[tuple[str, int], dict[str, Any]]:
    turns: Counter[str] = Counter()
    rows = {}
    for clock in clocks:
        turns[clock.rule] += 1
        rows[clock.rule, turns[clock.rule]] = {name: getattr(clock, name) for name in KEPT}
    return rows


def _has_moved(row: Row[Any], values: Mapping[str, Any]) -> bool:
    return bool(values["ended_at"] is None and row.due_at and values["due_at"] and row.due_at != values["due_at"])


def _moved(number: str, row: Row[Any], due_at: datetime, now: datetime) -> Entry:
    detail = {"rule": row.rule, "from": row.due_at, "to": due_at}
    return Entry(at=now, actor="system", action="clock.moved", subject=number, detail=detail)


def find_stray_clocks(connection: Connection, by: TimeRules, now: datetime) -> tuple[str, ...]:
    """Numbers of leads whose kept clocks are not what their events say; empty when recomputing all gives the same."""
    strays = []
    for chunk in chunks(connection.scalars(select(leads.c.number).order_by(leads.c.id)).all(), BATCH):
        kept = _read_kept(connection, chunk)
        strays += [
            number for number in chunk if _rows(read_clocks(connection, number, by, now)) != kept.get(number, {})
        ]
    return tuple(strays)


def _read_kept(connection: Connection, numbers: Sequence[str]) -> dict[str, dict[tuple[str, int], dict[str, Any]]]:
    found: dict[str, dict[tuple[str, int], dict[str, Any]]] = {}
    for row in connection.execute(select(lead_clocks).where(lead_clocks.c.lead.in_(numbers))):
        found.setdefault(row.lead, {})[row.rule, row.turn] = {name: getattr(row, name) for name in KEPT}
    return found
