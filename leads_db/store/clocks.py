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

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from leads_db.clocks import clocks_of, shanghai_day
from leads_db.lead_tables import leads
from leads_db.notice_tables import clock_place, lead_clocks
from leads_db.records.clock import Clock, ClockRule
from leads_db.register.clock_rules import load_clock_rules
from leads_db.store.audit import Entry, save_entries
from leads_db.store.events import ACTIONS, read_events_of, read_lead_events
from leads_db.store.figure_days import FigureKind, forget_days
from leads_db.store.turns import take_turn
from leads_db.store.upsert import chunks, insert_new
from leads_db.store.workday_changes import read_calendar
from leads_db.tables import audit
from leads_db.workdays import WorkdayCalendar

BATCH = 500
"""Leads, or events, that one transaction works through."""
Key = tuple[str, int]
"""Rule, and which run of it on the lead."""
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
    _save_clocks_of(connection, sorted({row.subject for row in fresh if row.action in ACTIONS}), by, now)
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
    forget_days(connection, FigureKind.LIMITS)
    _save_place(connection, audit_id=newest, lead_id=0, basis=basis)
    return connection.execute(select(clock_place)).one()


def _save_place(connection: Connection, **values: object) -> None:
    connection.execute(update(clock_place).values(**values))


def _recompute(connection: Connection, place: Row[Any], by: TimeRules, now: datetime, batch: int) -> int:
    """The next leads of a recomputing of all; the due times that moved are audited."""
    query = select(leads.c.id, leads.c.number).where(leads.c.id > place.lead_id).order_by(leads.c.id).limit(batch)
    found = connection.execute(query).all()
    save_entries(connection, _save_clocks_of(connection, [row.number for row in found], by, now))
    _save_place(connection, lead_id=found[-1].id if found else None)
    return len(found)


def _save_clocks_of(connection: Connection, numbers: Sequence[str], by: TimeRules, now: datetime) -> list[Entry]:
    """Work these leads' clocks out and keep what changed; audit entries for due times of open clocks that moved."""
    events, kept = read_events_of(connection, numbers), _read_kept(connection, numbers)
    query = select(leads.c.number, leads.c.is_practice).where(leads.c.number.in_(numbers))
    fresh: list[dict[str, Any]] = []
    moved: list[Entry] = []
    for lead in connection.execute(query).all():  # wiped practice leads have events and no row
        wanted = _rows(clocks_of(events.get(lead.number, ()), by.rules, by.calendar, now))
        held = kept.get(lead.number, {})
        for key, values in wanted.items():
            if key not in held:
                rule, turn = key
                fresh.append(
                    {"lead": lead.number, "rule": rule, "turn": turn, "is_practice": lead.is_practice, **values}
                )
            elif held[key] != values:
                connection.execute(update(lead_clocks).where(*_same(lead.number, key)).values(**values))
                moved += _moved(lead.number, key, held[key], values, now)
        for key in held.keys() - wanted.keys():
            connection.execute(delete(lead_clocks).where(*_same(lead.number, key)))
    if fresh:
        connection.execute(insert(lead_clocks), fresh)
    return moved


def _same(number: str, key: Key) -> tuple[ColumnElement[bool], ...]:
    return lead_clocks.c.lead == number, lead_clocks.c.rule == key[0], lead_clocks.c.turn == key[1]


def _rows(clocks: Iterable[Clock]) -> dict[Key, dict[str, Any]]:
    turns: Counter[str] = Counter()
    rows = {}
    for clock in clocks:
        turns[clock.rule] += 1
        rows[clock.rule, turns[clock.rule]] = {name: getattr(clock, name) for name in KEPT}
    return rows


def _moved(number: str, key: Key, old: Mapping[str, Any], new: Mapping[str, Any], now: datetime) -> list[Entry]:
    """The entry for an open clock whose due time is another now."""
    if new["ended_at"] is not None or not old["due_at"] or not new["due_at"] or old["due_at"] == new["due_at"]:
        return []
    detail = {"rule": key[0], "from": old["due_at"], "to": new["due_at"]}
    return [Entry(at=now, actor="system", action="clock.moved", subject=number, detail=detail)]


def find_stray_clocks(connection: Connection, by: TimeRules, now: datetime) -> tuple[str, ...]:
    """Numbers of leads whose kept clocks are not what their events say; empty when recomputing all gives the same."""
    strays = []
    for chunk in chunks(connection.scalars(select(leads.c.number).order_by(leads.c.id)).all(), BATCH):
        events, kept = read_events_of(connection, chunk), _read_kept(connection, chunk)
        for number in chunk:
            wanted = _rows(clocks_of(events.get(number, ()), by.rules, by.calendar, now))
            strays += [number] if wanted != kept.get(number, {}) else []
    return tuple(strays)


def _read_kept(connection: Connection, numbers: Sequence[str]) -> dict[str, dict[Key, dict[str, Any]]]:
    found: dict[str, dict[Key, dict[str, Any]]] = {}
    for row in connection.execute(select(lead_clocks).where(lead_clocks.c.lead.in_(numbers))):
        found.setdefault(row.lead, {})[row.rule, row.turn] = {name: getattr(row, name) for name in KEPT}
    return found
