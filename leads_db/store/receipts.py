"""What became of dispatches: each kind of receipt once for each dispatch, however often it is told."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from leads_db.lead_tables import dispatches, receipts
from leads_db.records.handling import DispatchKind, Receipt, ReceiptKind
from leads_db.store.record_json import to_json
from leads_db.store.upsert import insert_new


def save_receipts(
    connection: Connection,
    uids: Sequence[str],
    kind: ReceiptKind,
    *,
    at: datetime,
    actor: str,
    facts: Mapping[str, object] | None = None,
    is_practice: bool = False,
) -> None:
    """Note what became of these dispatches; one that is noted already stays as it was."""
    told = {"kind": kind, "at": at, "actor": actor, "facts": to_json(facts or {}), "is_practice": is_practice}
    insert_new(connection, receipts, [{"dispatch": uid, **told} for uid in uids], "dispatch", "kind")


def read_receipts(connection: Connection, uid: str) -> tuple[Receipt, ...]:
    """All receipts of one dispatch in their order."""
    query = select(receipts).where(receipts.c.dispatch == uid).order_by(receipts.c.id)
    return tuple(
        Receipt(
            dispatch=row.dispatch, kind=ReceiptKind(row.kind), at=row.at, actor=row.actor, facts=json.loads(row.facts)
        )
        for row in connection.execute(query)
    )


def read_sent_uids(connection: Connection, lead_id: int, round_: int, kinds: Sequence[DispatchKind]) -> tuple[str, ...]:
    """Uids of what was sent of a lead in one round."""
    query = select(dispatches.c.uid).where(dispatches.c.lead_id == lead_id, dispatches.c.round == round_)
    return tuple(connection.scalars(query.where(dispatches.c.kind.in_(kinds)).order_by(dispatches.c.id)))
