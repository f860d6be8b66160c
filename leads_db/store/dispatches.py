"""Read what was sent: the dispatches of a lead and of a letter."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from leads_db.errors import NotFound
from leads_db.lead_tables import dispatches, leads
from leads_db.records.account import Actor
from leads_db.records.handling import Dispatch, DispatchKind, Receipt, ReceiptKind
from leads_db.store.receipts import read_receipts, save_receipts
from leads_db.store.record_json import to_json

COLUMNS = (
    *(dispatches.c[name] for name in Dispatch.__slots__ if name != "lead"),
    leads.c.number.label("lead"),
)


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


def note_read(connection: Connection, uid: str, actor: Actor, *, at: datetime) -> tuple[Receipt, ...]:
    """Note that the bureau has opened it, the first time only; all its receipts. Raises NotFound."""
    item = read_dispatch(connection, uid, actor)
    if actor.is_of_bureau and item.bureau == actor.bureau:
        save_receipts(connection, [uid], ReceiptKind.READ, at=at, actor=actor.name, is_practice=item.is_practice)
    return read_receipts(connection, uid)


def _query() -> Select[Any]:
    return select(*COLUMNS).join(leads, leads.c.id == dispatches.c.lead_id)


def _read(connection: Connection, query: Select[Any]) -> tuple[Dispatch, ...]:
    return tuple(map(_dispatch, connection.execute(query)))


def _dispatch(row: Row[Any]) -> Dispatch:
    facts = {name: getattr(row, name) for name in Dispatch.__slots__}
    return Dispatch(**{**facts, "kind": DispatchKind(row.kind), "letter": json.loads(row.letter)})
