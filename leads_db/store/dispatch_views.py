"""What the centre sees of the letters that went out for help: to whom, when, and what came back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from leads_db.lead_tables import dispatches, leads, receipts
from leads_db.records.account import Actor
from leads_db.records.handling import DispatchKind, ReceiptKind
from leads_db.store.lead_access import PLATFORM, TRANSFER, sees


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """One request for assistance."""

    uid: str
    lead: str
    bureau: str
    number: str
    sent_at: datetime
    sent_by: str
    is_practice: bool
    receipts: Mapping[ReceiptKind, Mapping[str, object]]
    """What became of it → what was told."""

    @property
    def answers_by_post(self) -> bool:
        """True where nobody there has an account: the approver notes what came back."""
        return self.bureau.startswith((TRANSFER, PLATFORM))


def read_asked(connection: Connection, actor: Actor, *, limit: int) -> tuple[AskedFor, ...]:
    """The requests about leads that the actor sees, the newest first."""
    names = ("uid", "bureau", "number", "sent_at", "sent_by", "is_practice")
    columns = (*(dispatches.c[name] for name in names), leads.c.number.label("lead"))
    query = select(*columns).join(leads, leads.c.id == dispatches.c.lead_id)
    asked = query.where(dispatches.c.kind == DispatchKind.ASSISTANCE, sees(actor))
    rows = connection.execute(asked.order_by(dispatches.c.id.desc()).limit(limit)).all()
    came: dict[str, dict[ReceiptKind, Mapping[str, object]]] = {}
    told = select(receipts.c.dispatch, receipts.c.kind, receipts.c.facts)
    for row in connection.execute(told.where(receipts.c.dispatch.in_([row.uid for row in rows]))):
        came.setdefault(row.dispatch, {})[ReceiptKind(row.kind)] = json.loads(row.facts)
    return tuple(AskedFor(**row._asdict(), receipts=came.get(row.uid, {})) for row in rows)
