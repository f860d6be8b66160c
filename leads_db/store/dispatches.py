"""Read what was sent, and carry it: the dispatches of leads and bureaus, and the outbox that the channels work off."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, select, update

from leads_db.errors import NotFound
from leads_db.lead_tables import dispatches, leads, outbox, receipts
from leads_db.records.account import Actor
from leads_db.records.handling import Dispatch, DispatchKind, Receipt, ReceiptKind
from leads_db.store.lead_access import TAKEN_BACK
from leads_db.store.receipts import read_receipts, save_receipts
from leads_db.store.record_json import to_json

COLUMNS = (
    *(dispatches.c[name] for name in Dispatch.__slots__ if name != "lead"),
    leads.c.number.label("lead"),
)
MAX_ATTEMPTS = 8
RETRY_BASE = timedelta(minutes=1)


class OutboxState(StrEnum):
    """Where one delivery stands."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One sending on its way through one channel."""

    id: int
    dispatch: str
    channel: str
    attempts: int


def dispatch_columns(item: Dispatch, lead_id: int) -> dict[str, object]:
    """Column of `dispatches` → value."""
    values: dict[str, object] = {name: getattr(item, name) for name in Dispatch.__slots__ if name != "lead"}
    return {**values, "lead_id": lead_id, "letter": to_json(item.letter)}


def read_dispatches(connection: Connection, number: str) -> tuple[Dispatch, ...]:
    """Everything that was sent of a lead, the oldest first."""
    return _read(connection, _query().where(leads.c.number == number).order_by(dispatches.c.id))


def read_batch(connection: Connection, batch: str) -> tuple[Dispatch, ...]:
    """All sendings of one letter."""
    return _read(connection, _query().where(dispatches.c.batch == batch).order_by(dispatches.c.id))


def read_dispatch(connection: Connection, uid: str, actor: Actor) -> Dispatch:
    """One sending, for its bureau or for the centre of its city. Raises NotFound, for others too."""
    row = connection.execute(_query().add_columns(leads.c.city).where(dispatches.c.uid == uid)).one_or_none()
    mine = row is not None and (
        (actor.is_of_bureau and row.bureau == actor.bureau) or (actor.is_centre and row.city in actor.cities)
    )
    if row is None or not mine:
        raise NotFound(f"dispatch {uid[:40]}")
    return _dispatch(row)


def read_sent_to(
    connection: Connection, bureau: str, *, kinds: Sequence[DispatchKind] | None = None, limit: int = 200
) -> tuple[Dispatch, ...]:
    """What lies with a bureau, the newest first: neither recalled nor returned."""
    gone = exists(select(receipts.c.id).where(receipts.c.dispatch == dispatches.c.uid, receipts.c.kind.in_(TAKEN_BACK)))
    query = _query().where(dispatches.c.bureau == bureau, ~gone)
    if kinds is not None:
        query = query.where(dispatches.c.kind.in_(kinds))
    return _read(connection, query.order_by(dispatches.c.sent_at.desc(), dispatches.c.id.desc()).limit(limit))


def note_read(connection: Connection, uid: str, actor: Actor, *, at: datetime) -> tuple[Receipt, ...]:
    """Note that the bureau has opened it, the first time only; all its receipts. Raises NotFound."""
    item = read_dispatch(connection, uid, actor)
    if actor.is_of_bureau and item.bureau == actor.bureau:
        save_receipts(connection, [uid], ReceiptKind.READ, at=at, actor=actor.name, is_practice=item.is_practice)
    return read_receipts(connection, uid)


def read_due_deliveries(connection: Connection, channel: str, now: datetime, *, limit: int) -> tuple[Delivery, ...]:
    """What a channel should carry now, the oldest first. Delivery is at least once; the receiver knows the uid."""
    due = (outbox.c.channel == channel, outbox.c.state == OutboxState.WAITING, outbox.c.not_before <= now)
    query = select(*(outbox.c[name] for name in Delivery.__slots__)).where(*due).order_by(outbox.c.id).limit(limit)
    return tuple(Delivery(**row._asdict()) for row in connection.execute(query))


def save_delivered(connection: Connection, delivery: Delivery, *, at: datetime) -> None:
    """Note that the channel carried it."""
    values = {"state": OutboxState.SENT, "attempts": delivery.attempts + 1, "settled_at": at}
    connection.execute(update(outbox).where(outbox.c.id == delivery.id).values(**values))


def save_undelivered(connection: Connection, delivery: Delivery, cause: str, *, at: datetime) -> None:
    """Try again after a growing wait, or give it up after MAX_ATTEMPTS; the letter itself stays sent."""
    tried = delivery.attempts + 1
    values: dict[str, object] = {"attempts": tried, "cause": cause[:2_000], "not_before": at + RETRY_BASE * 2**tried}
    if tried >= MAX_ATTEMPTS:
        values |= {"state": OutboxState.DEAD, "settled_at": at}
    connection.execute(update(outbox).where(outbox.c.id == delivery.id).values(**values))


def _query() -> Select[Any]:
    return select(*COLUMNS).join(leads, leads.c.id == dispatches.c.lead_id)


def _read(connection: Connection, query: Select[Any]) -> tuple[Dispatch, ...]:
    return tuple(map(_dispatch, connection.execute(query)))


def _dispatch(row: Row[Any]) -> Dispatch:
    facts = {name: getattr(row, name) for name in Dispatch.__slots__}
    return Dispatch(**{**facts, "kind": DispatchKind(row.kind), "letter": json.loads(row.letter)})
