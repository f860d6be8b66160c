"""Requests for assistance to a platform's seat or another bureau, and what recipients other than the host answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from leads_db.errors import FactsMissing, FactsRefused, MoveNotAllowed, NotFound
from leads_db.lead_tables import dispatches, leads
from leads_db.lifecycle import CLOSED
from leads_db.move_facts import read_text
from leads_db.records.account import Actor, Role
from leads_db.records.handling import Dispatch, DispatchKind, LeadState, Receipt, ReceiptKind
from leads_db.store.audit import save_audit
from leads_db.store.dispatches import dispatch_columns, read_dispatch
from leads_db.store.lead_access import PLATFORM, TRANSFER, sees
from leads_db.store.letter_notices import tell_bureaus
from leads_db.store.letter_numbers import take_letter_number
from leads_db.store.receipts import read_receipts, save_receipts
from leads_db.store.uids import new_uid

KIND_OF_LETTER = "assistance_letter"
ANSWERED_BY = frozenset({DispatchKind.ASSISTANT, DispatchKind.COPY, DispatchKind.ASSISTANCE})
"""Kinds whose bureau signs and answers here; the host moves the lead itself."""
ANSWERS = ("operator_name", "operator_code", "operator_address", "telephone", "answer")
"""What an answer may tell."""


def request_assistance(
    connection: Connection,
    number: str,
    bureau: str,
    actor: Actor,
    *,
    at: datetime,
    word: str,
    letter: Mapping[str, object],
    kind: str = KIND_OF_LETTER,
) -> Dispatch:
    """Ask a bureau, or platform:<id>, for data about a lead's seller; the lead itself does not move.

    `kind`: the PaperKind whose numbers are taken.

    Raises NotFound, MoveNotAllowed (no approver, or the lead is closed).
    """
    lead = _read_open(connection, actor, number)
    batch = new_uid()
    printed = take_letter_number(
        connection,
        organ=word,
        kind=kind,
        subject=batch,
        at=at,
        actor=actor.name,
        is_practice=lead.is_practice,
    )
    item = Dispatch(
        uid=new_uid(),
        lead=number,
        bureau=bureau,
        kind=DispatchKind.ASSISTANCE,
        round=_count_asked(connection, lead.id, bureau) + 1,
        number=printed,
        batch=batch,
        sent_at=at,
        sent_by=actor.name,
        seal="",
        letter={**letter, "number": printed, "leads": (number,)},
        is_practice=lead.is_practice,
    )
    connection.execute(insert(dispatches).values(dispatch_columns(item, lead.id)))
    tell_bureaus(connection, [item], at=at)
    detail = {"uid": item.uid, "bureau": bureau, "number": printed}
    save_audit(connection, at=at, actor=actor.name, action="assistance.ask", subject=number, detail=detail)
    return item


def _count_asked(connection: Connection, lead_id: int, bureau: str) -> int:
    asked = (dispatches.c.lead_id == lead_id, dispatches.c.bureau == bureau)
    query = select(func.count()).select_from(dispatches).where(*asked, dispatches.c.kind == DispatchKind.ASSISTANCE)
    return connection.scalar(query) or 0


def _read_open(connection: Connection, actor: Actor, number: str) -> Row[Any]:
    """The open lead that somebody may write a letter about. Raises NotFound, MoveNotAllowed."""
    query: Select[Any] = select(leads.c.id, leads.c.state, leads.c.is_practice)
    row = connection.execute(query.where(leads.c.number == number, sees(actor))).one_or_none()
    if row is None:
        raise NotFound(f"lead {number[:60]}")
    if Role.APPROVER not in actor.roles or LeadState(row.state) in CLOSED:
        raise MoveNotAllowed(lead=number, letter=KIND_OF_LETTER, state=row.state)
    return row


def note_receipt(
    connection: Connection,
    uid: str,
    kind: ReceiptKind,
    actor: Actor,
    *,
    at: datetime,
    facts: Mapping[str, object] | None = None,
) -> tuple[Receipt, ...]:
    """Sign or answer what came to a bureau as assistant, copy or request; a second time changes nothing.

    What went by post to an authority without an account is noted by the approver. All receipts of the dispatch.
    Raises NotFound, MoveNotAllowed (a host signs by moving the lead), FactsRefused, FactsMissing.
    """
    item = read_dispatch(connection, uid, actor)
    by_post = item.bureau.startswith((TRANSFER, PLATFORM)) and Role.APPROVER in actor.roles
    if not by_post and (not actor.is_of_bureau or actor.bureau != item.bureau):
        raise NotFound(f"dispatch {uid[:40]}")
    if kind not in (ReceiptKind.SIGNED, ReceiptKind.ANSWERED) or item.kind not in ANSWERED_BY:
        raise MoveNotAllowed(dispatch=uid, receipt=kind, kind=item.kind)
    told = _read_answer(facts or {}) if kind is ReceiptKind.ANSWERED else {}
    held = {receipt.kind for receipt in read_receipts(connection, uid)}
    if kind not in held and ReceiptKind.RECALLED not in held:
        save_receipts(connection, [uid], kind, at=at, actor=actor.name, facts=told, is_practice=item.is_practice)
        detail = {"uid": uid, "kind": kind, "facts": told}
        save_audit(connection, at=at, actor=actor.name, action="dispatch.receipt", subject=item.lead, detail=detail)
    return read_receipts(connection, uid)


def _read_answer(facts: Mapping[str, object]) -> dict[str, str]:
    unknown = sorted(set(facts) - set(ANSWERS))
    if unknown:
        raise FactsRefused(unknown=", ".join(name[:40] for name in unknown[:10]))
    try:
        told = {name: text for name, value in facts.items() if (text := read_text(value))}
    except ValueError as fault:
        raise FactsRefused(cause=str(fault)[:200]) from fault
    if not told:
        raise FactsMissing(missing="an answer")
    return told
