"""Move leads. The table of moves decides; the event goes into the audit and the columns change in one transaction."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from leads_db.errors import FactsMissing, FactsRefused, MoveNotAllowed, NotFound, StaleLead
from leads_db.lead_tables import leads
from leads_db.lifecycle import MoveRule, find_rule
from leads_db.move_facts import LONGEST, read_facts, read_text
from leads_db.move_guards import check_guards
from leads_db.records.account import CENTRE, OF_BUREAU, Actor, Role
from leads_db.records.handling import Handling, LeadEvent, LeadFlag, LeadState, Move
from leads_db.replay import after
from leads_db.store.events import save_lead_events
from leads_db.store.lead_access import roles_on
from leads_db.store.move_effects import EFFECTS
from leads_db.store.record_json import to_json
from leads_db.store.turns import take_turn

COLUMNS = [leads.c[item.name] for item in fields(Handling)]
MAKES_MORE = {Move.OPEN: "save_leads", Move.DISPATCH: "dispatch_leads", Move.RECUR: "save_leads"}
"""Moves that are part of something larger, and what makes them."""


def move_lead(
    connection: Connection,
    number: str,
    move: Move,
    actor: Actor,
    *,
    at: datetime,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
    expected_version: int | None = None,
) -> Handling:
    """Make one move and return where the lead stands then.

    `expected_version`: what the actor had before their eyes. Raises NotFound (also for a lead that the actor may not
    see), StaleLead, MoveNotAllowed, SamePerson, FactsMissing, FactsRefused; nothing is changed then.
    """
    if move in MAKES_MORE:
        raise MoveNotAllowed(move=move, made_by=MAKES_MORE[move])
    return make_move(
        connection, number, move, actor, at=at, reason=reason, facts=facts or {}, expected_version=expected_version
    )


def make_move(
    connection: Connection,
    number: str,
    move: Move,
    actor: Actor,
    *,
    at: datetime,
    reason: str = "",
    facts: Mapping[str, object],
    expected_version: int | None = None,
) -> Handling:
    """See `move_lead`; any move of the table, for the store's own use."""
    take_turn(connection, "audit")  # first, so that no two movers wait for each other crosswise
    row = _read_row(connection, number)
    roles = _roles(actor, move, number, row)
    handling = handling_of(row)
    _refuse_stale(number, handling, expected_version)
    found = find_rule(move, handling.state, roles)
    if found is None:
        raise MoveNotAllowed(lead=number, move=move, state=handling.state)
    rule, role = found
    told = read_facts(rule, facts)
    why = _read_reason(rule, reason)
    check_guards(move, handling, actor, told)
    effect = EFFECTS.get(move)
    more = effect(connection, row, actor, at, told) if effect else {}
    event = LeadEvent(
        lead=number,
        move=move,
        from_state=handling.state,
        to_state=rule.to_state or handling.state,
        actor=actor.name,
        role=role,
        at=at,
        reason=why,
        facts={**told, **more},
    )
    moved = after(handling, event)
    save_lead_events(connection, [event])
    connection.execute(update(leads).where(leads.c.id == row.id).values({**handling_columns(moved), "gaps": None}))
    return moved


def read_handling(connection: Connection, number: str) -> Handling:
    """Where a lead stands. Raises NotFound."""
    return handling_of(_read_row(connection, number, locked=False))


def _read_row(connection: Connection, number: str, *, locked: bool = True) -> Row[Any]:
    query = select(leads.c.id, leads.c.number, leads.c.city, leads.c.is_practice, leads.c.indication, *COLUMNS)
    query = query.where(leads.c.number == number)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    if row is None:
        raise NotFound(f"lead {number[:60]}")
    return row


def _roles(actor: Actor, move: Move, number: str, row: Row[Any]) -> frozenset[Role]:
    if not actor.roles & (CENTRE | OF_BUREAU | {Role.SYSTEM}):
        raise MoveNotAllowed(move=move, roles=", ".join(sorted(actor.roles)))
    roles = roles_on(actor, row)
    if not roles:
        raise NotFound(f"lead {number[:60]}")
    return roles


def _refuse_stale(number: str, handling: Handling, expected_version: int | None) -> None:
    if expected_version is not None and expected_version != handling.version:
        raise StaleLead(
            lead=number,
            expected=expected_version,
            version=handling.version,
            state=handling.state,
            last_move=handling.last_move,
            last_by=handling.last_by,
        )


def _read_reason(rule: MoveRule, reason: str) -> str:
    try:
        text = read_text(reason)
    except ValueError as fault:
        raise FactsRefused(move=rule.move, fact="reason", longest=LONGEST) from fault
    if rule.needs_reason and not text:
        raise FactsMissing(move=rule.move, missing="reason")
    return text


def handling_of(row: Row[Any]) -> Handling:
    """The Handling in the columns of `leads`."""
    facts: dict[str, Any] = {item.name: getattr(row, item.name) for item in fields(Handling)}
    facts |= {
        "state": LeadState(row.state),
        "last_move": Move(row.last_move),
        "asked": None if row.asked is None else Move(row.asked),
        "flags": frozenset(map(LeadFlag, row.flags.split())),
        "excluded_acts": tuple(row.excluded_acts.split()),
        "outcome": json.loads(row.outcome),
    }
    return Handling(**facts)


def handling_columns(handling: Handling) -> dict[str, object]:
    """Column of `leads` → value."""
    values: dict[str, object] = {item.name: getattr(handling, item.name) for item in fields(Handling)}
    values["flags"] = " ".join(sorted(handling.flags))
    values["excluded_acts"] = " ".join(handling.excluded_acts)
    values["outcome"] = to_json(handling.outcome)
    return values
