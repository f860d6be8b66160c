"""协查来件: requests that came to a bureau or a platform's seat; read, signed and answered, the lead never moved."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from console.desk.asking import see_other
from console.desk.context import DeskOf
from console.desk.county_forms import fault_word
from console.desk.county_reading import read_sheet
from console.desk.language import translated as _
from console.desk.security.access import OF_BUREAU, ActorOf, allow
from console.lead_words import DISPATCH_KINDS
from leads_db.errors import NotFound, StateError
from leads_db.records.account import Actor
from leads_db.records.handling import DispatchKind, ReceiptKind
from leads_db.store.assistance import note_receipt
from leads_db.store.county_views import CountyFilter, count_county_rows, read_county_row, read_county_rows
from leads_db.store.dispatches import note_read
from leads_db.store.engine import reading, writing

router = APIRouter(prefix="/county/assistance", dependencies=[allow(*OF_BUREAU)])
PAGE_SIZE = 30
HELPING = CountyFilter(kinds=(DispatchKind.ASSISTANCE, DispatchKind.ASSISTANT, DispatchKind.COPY))
Text = Annotated[str, Form(max_length=2_000)]


def _count_waiting(connection: Connection, actor: Actor) -> int:
    return count_county_rows(connection, actor, CountyFilter(kinds=(DispatchKind.ASSISTANCE,), is_signed=False))


COUNTERS = {"/county/assistance": _count_waiting}


@router.get("")
def requests(desk: DeskOf, actor: ActorOf, page: Annotated[int, Query(ge=1, le=10_000)] = 1) -> HTMLResponse:
    """What came for help, the newest first."""
    with reading(desk.engine) as connection:
        rows = read_county_rows(connection, actor, HELPING, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    facts = {"rows": rows, "page": page, "is_last": len(rows) < PAGE_SIZE, "kinds_word": DISPATCH_KINDS}
    return desk.render("county_assistance.html", facts)


@router.post("/{uid}/open")
def open_request(desk: DeskOf, actor: ActorOf, uid: str) -> RedirectResponse:
    """Note that it was read, then show it."""
    with writing(desk.engine) as connection:
        read_county_row(connection, uid, actor)
        note_read(connection, uid, actor, at=desk.clock())
    return see_other(f"/county/assistance/{uid}")


@router.get("/{uid}")
def one_request(desk: DeskOf, actor: ActorOf, uid: str) -> HTMLResponse:
    """The request with its questions, and the answer's form."""
    return _page(desk, actor, uid)


@router.post("/{uid}/{kind}")
def note(
    desk: DeskOf,
    actor: ActorOf,
    uid: str,
    kind: ReceiptKind,
    operator_name: Text = "",
    operator_code: Text = "",
    operator_address: Text = "",
    telephone: Text = "",
    answer: Text = "",
) -> Response:
    """Sign or answer."""
    told = {
        "operator_name": operator_name,
        "operator_code": operator_code,
        "operator_address": operator_address,
        "telephone": telephone,
        "answer": answer,
    }
    facts = {name: value for name, value in told.items() if value.strip()}
    try:
        with writing(desk.engine) as connection:
            read_county_row(connection, uid, actor)
            note_receipt(connection, uid, kind, actor, at=desk.clock(), facts=facts)
    except NotFound:
        raise
    except StateError as fault:
        return _page(desk, actor, uid, fault=fault_word(fault), told=told)
    word = _("已签收。") if kind is ReceiptKind.SIGNED else _("已答复，保护中心可以看到。")
    return see_other(f"/county/assistance/{uid}", told=word)


def _page(desk: DeskOf, actor: Actor, uid: str, *, fault: str = "", told: dict[str, str] | None = None) -> HTMLResponse:
    with reading(desk.engine) as connection:
        sheet = read_sheet(connection, desk, uid, actor)
    if sheet.row.is_host:
        raise NotFound(f"dispatch {uid[:40]}")
    facts = {"sheet": sheet, "row": sheet.row, "fault": fault, "told": told or {}, "kinds_word": DISPATCH_KINDS}
    return desk.render("county_request.html", facts, status=400 if fault else 200)
