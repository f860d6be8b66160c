"""Events of leads: rows of the one audit, whose action is `lead.<move>` and whose subject is the lead's number."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from leads_db.records.account import Role
from leads_db.records.handling import LeadEvent, LeadState, Move
from leads_db.store.audit import Entry, save_entries
from leads_db.store.upsert import chunks
from leads_db.tables import audit

PREFIX = "lead."
ACTIONS = {f"{PREFIX}{move}": move for move in Move}
COLUMNS = (audit.c.at, audit.c.actor, audit.c.action, audit.c.subject, audit.c.detail)


def save_lead_events(connection: Connection, events: Sequence[LeadEvent]) -> None:
    """Append the events in their order; thousands cost one turn."""
    save_entries(connection, [_entry(event) for event in events])


def _entry(event: LeadEvent) -> Entry:
    detail = {
        "from": event.from_state,
        "to": event.to_state,
        "role": event.role,
        "reason": event.reason,
        "facts": event.facts,
    }
    return Entry(at=event.at, actor=event.actor, action=f"{PREFIX}{event.move}", subject=event.lead, detail=detail)


def read_lead_events(connection: Connection, number: str) -> tuple[LeadEvent, ...]:
    """All events of one lead, the oldest first; empty for a number that no lead has."""
    return tuple(_events(connection, select(*COLUMNS).where(audit.c.subject == number).order_by(audit.c.id)))


def read_last_events(connection: Connection, numbers: Sequence[str], moves: Iterable[Move]) -> dict[str, LeadEvent]:
    """Lead number → the last event that is one of these moves, for those that have one."""
    actions = {f"{PREFIX}{move}" for move in moves}
    last: dict[str, Row[Any]] = {}
    for chunk in chunks(list(numbers)):  # chosen here: asked of the store, it would read all events of these moves
        rows = connection.execute(select(*COLUMNS).where(audit.c.subject.in_(chunk)).order_by(audit.c.id))
        last.update({row.subject: row for row in rows if row.action in actions})
    return {number: _event(row) for number, row in last.items()}


def read_events_of(connection: Connection, numbers: Sequence[str]) -> dict[str, list[LeadEvent]]:
    """Number → its events, the oldest first, for at most a thousand leads; numbers without events are left out."""
    found: dict[str, list[LeadEvent]] = {}
    for event in _events(connection, select(*COLUMNS).where(audit.c.subject.in_(numbers)).order_by(audit.c.id)):
        found.setdefault(event.lead, []).append(event)
    return found


def read_events_of_all(connection: Connection) -> Iterator[LeadEvent]:
    """The events of all leads, lead by lead, each lead's oldest first."""
    is_of_lead = audit.c.action.in_(sorted(ACTIONS))
    return _events(connection, select(*COLUMNS).where(is_of_lead).order_by(audit.c.subject, audit.c.id))


def _events(connection: Connection, query: Select[Any]) -> Iterator[LeadEvent]:
    for row in connection.execute(query, execution_options={"yield_per": 2_000}):
        if row.action in ACTIONS:
            yield _event(row)


def _event(row: Row[Any]) -> LeadEvent:
    told = json.loads(row.detail)
    return LeadEvent(
        lead=row.subject,
        move=ACTIONS[row.action],
        from_state=None if told["from"] is None else LeadState(told["from"]),
        to_state=LeadState(told["to"]),
        actor=row.actor,
        role=Role(told["role"]),
        at=row.at,
        reason=told["reason"],
        facts=told["facts"],
    )
