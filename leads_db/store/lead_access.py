"""Who may see which leads, and in which roles somebody may move one. Every read for a person goes through here."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, false, or_, select, true

from leads_db.errors import NotFound
from leads_db.lead_tables import dispatches, leads, receipts
from leads_db.records.account import CENTRE, OF_BUREAU, Actor, Role
from leads_db.records.handling import LeadState, ReceiptKind

WITH_CENTRE = frozenset(
    {
        LeadState.NEW,
        LeadState.HELD,
        LeadState.EXCLUDED,
        LeadState.MERGED,
        LeadState.CONFIRMED,
        LeadState.APPROVED,
        LeadState.UNROUTABLE,
        LeadState.RETURNED,
    }
)
"""States in which no bureau holds the lead, whatever host was thought of."""
TRANSFER = "transfer:"
"""Begins the id of an authority outside the city; it has no account, so the approver notes what it answers by post."""
PLATFORM = "platform:"
"""Begins the id of a platform that is asked for data; it has no account either."""
TAKEN_BACK = (ReceiptKind.RECALLED, ReceiptKind.RETURNED)


def sees(actor: Actor) -> ColumnElement[bool]:
    """The condition on `leads` under which somebody sees a lead.

    The centre: its cities' leads. A bureau: what was sent to it and neither recalled nor returned. Others: none.
    """
    seen: list[ColumnElement[bool]] = []
    if Role.SYSTEM in actor.roles:
        return true()
    if actor.is_centre:
        seen.append(leads.c.city.in_(actor.cities))
    if actor.is_of_bureau:
        seen.append(sent_to(actor.bureau or ""))
    return or_(*seen) if seen else false()


def refuse_unseen(connection: Connection, numbers: Sequence[str], actor: Actor) -> None:
    """Raise NotFound for the first of these leads that the actor does not see, as if there were none."""
    seen = read_seen_numbers(connection, numbers, actor)
    for number in numbers:
        if number not in seen:
            raise NotFound(f"lead {number[:60]}")


def read_seen_numbers(connection: Connection, numbers: Sequence[str], actor: Actor) -> frozenset[str]:
    """Those of these leads that the actor sees."""
    return frozenset(connection.scalars(select(leads.c.number).where(leads.c.number.in_(numbers), sees(actor))))


def sent_to(bureau: str) -> ColumnElement[bool]:
    """The condition on `leads`: something of the lead lies with this bureau."""
    gone = exists(select(receipts.c.id).where(receipts.c.dispatch == dispatches.c.uid, receipts.c.kind.in_(TAKEN_BACK)))
    return leads.c.id.in_(select(dispatches.c.lead_id).where(dispatches.c.bureau == bureau, ~gone))


def roles_on(actor: Actor, row: Row[Any]) -> frozenset[Role]:
    """The actor's roles that count for this row of `leads` (city, host, state); empty: as if there were no lead."""
    roles = actor.roles & {Role.SYSTEM}
    if row.city in actor.cities:
        roles |= actor.roles & CENTRE
        if Role.APPROVER in roles and (row.host or "").startswith(TRANSFER) and row.state not in WITH_CENTRE:
            roles |= {Role.COUNTY, Role.COUNTY_HEAD}
    if actor.bureau is not None and row.host == actor.bureau and LeadState(row.state) not in WITH_CENTRE:
        roles |= actor.roles & OF_BUREAU
    return roles
