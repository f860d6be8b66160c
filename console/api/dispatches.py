"""What was sent to the caller's bureau: its queue, one sending whole, the evidence pack, and its receipts."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse
from pydantic import Field
from sqlalchemy import Connection

from console.api.access import CallerOf, only
from console.api.answers import CONFLICT, RefusalAnswer
from console.api.forms import Code, Form, Text, Uid, Version
from console.api.models import DispatchLine, DispatchPage, DispatchWhole, ReceiptLine
from console.api.moves import told_since
from console.api.repeats import RepeatsOf
from console.desk.context import Desk, DeskOf
from console.desk.county_acts import seal_fault
from console.desk.pack_file import pack_answer
from console.desk.paper_desk import papers_of
from console.documents.county_papers import give_back, letter_of_row, sign_for
from leads_db.errors import DigestMismatch, DocumentError, FactsMissing, MoveNotAllowed, NotFound, StaleLead
from leads_db.lifecycle import RETURN_REASONS
from leads_db.records.account import OF_BUREAU, Actor
from leads_db.records.handling import DispatchKind, ReceiptKind
from leads_db.store.assistance import note_receipt
from leads_db.store.county_views import (
    COUNTY,
    OF_LEADS,
    CountyFilter,
    CountyRow,
    read_county_row,
    read_county_rows_since,
)
from leads_db.store.dispatches import note_read
from leads_db.store.engine import reading
from leads_db.store.receipts import read_receipts

router = APIRouter(tags=["派发"], dependencies=[only(*sorted(OF_BUREAU))])
ALL_KINDS = (*OF_LEADS, DispatchKind.ASSISTANCE)
ZIP = {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}, "description": "证据包"}


class ReceiptOrder(Form):
    """What became of a sending. `read`, `signed` need nothing more."""

    kind: Literal["read", "signed", "returned", "answered"]
    expected_version: Version | None = None
    """Of the lead; needed to return it."""
    return_reason: Literal[tuple(RETURN_REASONS)] | None = None  # type: ignore[valid-type]  # made of a table
    proposed_bureau: Code | None = None
    lacking: Text | None = None
    reason: Annotated[str, Field(max_length=2_000)] = ""
    operator_name: Text | None = None
    operator_code: Text | None = None
    operator_address: Text | None = None
    telephone: Text | None = None
    answer: Text | None = None


RETURN_FACTS = ("return_reason", "proposed_bureau", "lacking")
ANSWER_FACTS = ("operator_name", "operator_code", "operator_address", "telephone", "answer")


@router.get("/dispatches")
def queue(
    desk: DeskOf,
    actor: CallerOf,
    since: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_-]{22}$", description="上次的 next_since")] = None,
    kind: DispatchKind | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DispatchPage:
    """What lies with the caller's bureau, the oldest first: ask again with `since` for what is new."""
    kinds = ALL_KINDS if kind is None else (kind,)
    with reading(desk.engine) as connection:
        rows = read_county_rows_since(connection, actor, CountyFilter(kinds=kinds), limit=limit, since=since)
    lines = [DispatchLine.model_validate(_plain(row)) for row in rows]
    return DispatchPage(items=lines, next_since=lines[-1].uid if lines else since)


def _plain(row: CountyRow) -> dict[str, object]:
    told = {name: getattr(row, name) for name in row.__slots__ if name != "letter"}
    return told | {"flags": sorted(row.flags), "receipts": sorted(row.receipts)}


@router.get("/dispatches/{uid}")
def one_dispatch(desk: DeskOf, actor: CallerOf, uid: Uid) -> DispatchWhole:
    """One of them with all that its letter prints. Reading it is no receipt: send `read`."""
    with reading(desk.engine) as connection:
        return _whole(connection, read_county_row(connection, uid, actor))


def _whole(connection: Connection, row: CountyRow) -> DispatchWhole:
    has_pack = bool(row.seal) and row.kind is not DispatchKind.ASSISTANCE
    try:
        letter = letter_of_row(row) if row.facts else None
    except DocumentError:
        letter = None
    told = [ReceiptLine.model_validate(receipt) for receipt in read_receipts(connection, row.uid)]
    more = {
        "letter": letter,
        "reply_by_on": row.reply_by_on,
        "seal": row.seal,
        "pack_url": f"/api/v1/dispatches/{row.uid}/pack" if has_pack else None,
        "told": told,
    }
    return DispatchWhole.model_validate({**_plain(row), **more})


@router.get(
    "/dispatches/{uid}/pack",
    response_class=FileResponse,
    responses={200: ZIP, 409: {"model": RefusalAnswer, "description": "Conflict"}},
)
def pack(desk: DeskOf, actor: CallerOf, uid: Uid) -> Response:
    """The sealed pages as one zip that anybody can check; the same bytes each time. 409: no longer as sealed."""
    with reading(desk.engine) as connection:
        row = read_county_row(connection, uid, actor)
    return pack_answer(desk, row)


@router.post("/dispatches/{uid}/receipts", response_model=DispatchWhole, responses=CONFLICT)
def acknowledge(desk: DeskOf, actor: CallerOf, repeats: RepeatsOf, uid: Uid, order: ReceiptOrder) -> Response:
    """Tell what became of it. A host signs or returns the lead by this; assistants and seats sign and answer.

    Signing checks the evidence first; 409 `seal_broken` tells the centre.
    """
    if (told := repeats.kept(order)) is not None:
        return told  # also of what was returned and is no longer here
    with reading(desk.engine) as connection:
        row = read_county_row(connection, uid, actor)
    if order.kind == "signed" and row.state == "dispatched" and (found := seal_fault(desk, uid, actor)) is not None:
        raise DigestMismatch(pages=len(found.faults))

    def act(connection: Connection) -> DispatchWhole:
        return _note(connection, desk, uid, actor, order)

    return repeats.once(order, act)


def _note(connection: Connection, desk: Desk, uid: str, actor: Actor, order: ReceiptOrder) -> DispatchWhole:
    row, now = read_county_row(connection, uid, actor), desk.clock()
    if order.kind == "read":
        note_read(connection, uid, actor, at=now)
    elif order.kind == "signed":
        if row.is_host and not actor.roles & COUNTY:
            raise MoveNotAllowed(move="sign")
        sign_for(connection, papers_of(desk), [row], actor, at=now)
    elif order.kind == "returned":
        return _returned(connection, desk, row, actor, order)
    else:
        facts = {name: value for name in ANSWER_FACTS if (value := getattr(order, name)) is not None}
        note_receipt(connection, uid, ReceiptKind.ANSWERED, actor, at=now, facts=facts)
    return _whole(connection, read_county_row(connection, uid, actor))


def _returned(connection: Connection, desk: Desk, row: CountyRow, actor: Actor, order: ReceiptOrder) -> DispatchWhole:
    """It no longer lies with the bureau afterwards: this answer is the last that is told of it."""
    if not row.is_host:
        raise NotFound(f"dispatch {row.uid}")
    if order.expected_version is None:
        raise FactsMissing(missing="expected_version")
    facts = {name: value for name in RETURN_FACTS if (value := getattr(order, name)) is not None}
    try:
        give_back(
            connection,
            papers_of(desk),
            row,
            actor,
            at=desk.clock(),
            facts=facts,
            reason=order.reason,
            seen=order.expected_version,
        )
    except StaleLead as fault:
        raise told_since(connection, fault, row.lead, actor) from fault
    return _whole(connection, row)
