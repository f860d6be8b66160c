"""What a move does beside the lead's own columns: receipts, void numbers, the checks that need other rows."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from leads_db.clocks import shanghai_day
from leads_db.errors import FactsRefused
from leads_db.lead_tables import dispatches, lead_listings, leads, receipts
from leads_db.lifecycle import CLOSED
from leads_db.records.account import Actor
from leads_db.records.handling import DispatchKind, LeadState, Move, ReceiptKind
from leads_db.store.events import read_last_events
from leads_db.store.letter_numbers import void_letter_number
from leads_db.store.receipts import read_sent_uids, save_receipts
from leads_db.tables import assessments

Effect = Callable[[Connection, Row[Any], Actor, datetime, Mapping[str, object]], dict[str, object]]
"""(connection, row of `leads`, actor, at, facts) → facts that the store adds to the event."""

RECALLED_KINDS = tuple(kind for kind in DispatchKind if kind is not DispatchKind.ASSISTANCE)


def read_acts(connection: Connection, lead_id: int) -> tuple[str, ...]:
    """What the machine suspects now of a lead's listings: acts, sorted."""
    query = (
        select(assessments.c.record)
        .join(lead_listings, lead_listings.c.listing_id == assessments.c.listing_id)
        .join(leads, leads.c.id == lead_listings.c.lead_id)
        .where(leads.c.id == lead_id, assessments.c.indication == leads.c.indication, assessments.c.is_current)
    )
    return tuple(sorted({act for text in connection.scalars(query) for act in json.loads(text)["acts"]}))


def _exclude(
    connection: Connection, row: Row[Any], actor: Actor, at: datetime, facts: Mapping[str, object]
) -> dict[str, object]:
    return {"acts": list(read_acts(connection, row.id))}


def _merge(
    connection: Connection, row: Row[Any], actor: Actor, at: datetime, facts: Mapping[str, object]
) -> dict[str, object]:
    query = select(leads.c.state, leads.c.city, leads.c.is_practice).where(leads.c.number == facts["into"])
    into = connection.execute(query).one_or_none()
    if into is None or facts["into"] == row.number or LeadState(into.state) in CLOSED:
        raise FactsRefused(move=Move.MERGE, fact="into", cause="no other open lead")
    if into.city != row.city or into.is_practice != row.is_practice:
        raise FactsRefused(move=Move.MERGE, fact="into", cause="no lead of the same city")
    if connection.scalar(select(exists().where(leads.c.merged_into == row.number))):
        raise FactsRefused(move=Move.MERGE, fact="into", cause="other leads are merged into this one")
    return {}


def _receive(kind: ReceiptKind) -> Effect:
    def note(
        connection: Connection, row: Row[Any], actor: Actor, at: datetime, facts: Mapping[str, object]
    ) -> dict[str, object]:
        uids = read_sent_uids(connection, row.id, row.round, (DispatchKind.HOST, DispatchKind.TRANSFER))
        save_receipts(connection, uids, kind, at=at, actor=actor.name, facts=facts, is_practice=row.is_practice)
        if kind is ReceiptKind.RETURNED:  # assistants and copies of what the host gave back see no more of it
            others = read_sent_uids(connection, row.id, row.round, (DispatchKind.ASSISTANT, DispatchKind.COPY))
            over = ReceiptKind.RECALLED
            save_receipts(connection, others, over, at=at, actor=actor.name, is_practice=row.is_practice)
        return {}

    return note


def _recall(
    connection: Connection, row: Row[Any], actor: Actor, at: datetime, facts: Mapping[str, object]
) -> dict[str, object]:
    uids = read_sent_uids(connection, row.id, row.round, RECALLED_KINDS)
    save_receipts(connection, uids, ReceiptKind.RECALLED, at=at, actor=actor.name, is_practice=row.is_practice)
    sent = select(dispatches.c.number, dispatches.c.batch).where(dispatches.c.uid.in_(uids)).distinct()
    for number, batch in connection.execute(sent).all():
        recalled = exists(
            select(receipts.c.id).where(
                receipts.c.dispatch == dispatches.c.uid, receipts.c.kind == ReceiptKind.RECALLED
            )
        )
        left = select(exists().where(dispatches.c.batch == batch, dispatches.c.number == number, ~recalled))
        if not connection.scalar(left):
            void_letter_number(connection, number, reason="已撤回", at=at)
    return {}


def _told_day(fact: str, since: tuple[Move, ...]) -> Effect:
    """The day may lie before the move, not after it, and not before the last of the moves `since` or its own day."""

    def check(
        connection: Connection, row: Row[Any], actor: Actor, at: datetime, facts: Mapping[str, object]
    ) -> dict[str, object]:
        told = facts.get(fact)
        if told is None:
            return {}
        last = read_last_events(connection, [row.number], since).get(row.number)
        earlier = (last.facts.get("sent_out_on") or last.facts.get("came_back_on")) if last else None
        from_on = str(earlier) if earlier else shanghai_day(last.at).isoformat() if last else ""
        if not from_on <= str(told) <= shanghai_day(at).isoformat():
            raise FactsRefused(fact=fact, cause="not between what came before and today")
        return {}

    return check


EFFECTS: Mapping[Move, Effect] = {
    Move.EXCLUDE: _exclude,
    Move.MERGE: _merge,
    Move.SIGN: _receive(ReceiptKind.SIGNED),
    Move.RETURN: _receive(ReceiptKind.RETURNED),
    Move.RECALL: _recall,
    Move.PAUSE: _told_day("sent_out_on", (Move.SIGN, Move.RESUME)),
    Move.RESUME: _told_day("came_back_on", (Move.PAUSE,)),
}
