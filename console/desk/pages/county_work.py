"""线索办理: one lead on one page – what came, its evidence, check, conclusion, answer – and every act on it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile

from console.clock_words import LIMIT_UNITS
from console.desk.asking import see_other
from console.desk.context import Desk, DeskOf
from console.desk.county_acts import seal_fault
from console.desk.county_forms import FORMS, INLINE, facts_of, fault_word, move_word, told_word
from console.desk.county_reading import CountySheet, read_limits, read_sheet
from console.desk.drafts import forget_draft, keep_draft
from console.desk.language import translated as _
from console.desk.paper_desk import papers_of
from console.desk.photos import keep_photos
from console.desk.security.access import ActorOf, allow
from console.documents.county_papers import give_back, sign_for
from console.lead_words import DISPATCH_KINDS, FACTS, LEAD_FLAGS, LEAD_STATES
from console.words import SHANGHAI
from leads_db.errors import FactsRefused, NotFound, StaleLead, StateError
from leads_db.records.account import Actor
from leads_db.records.handling import Move
from leads_db.store.county_views import COUNTY, CountyRow, read_county_row
from leads_db.store.engine import reading, writing
from leads_db.store.handling import move_lead

router = APIRouter(prefix="/county/lead", dependencies=[allow(*COUNTY)])
CSRF, SEEN, REASON, MOVE = "csrf", "version", "reason", "move"


async def read_form(request: Request) -> AsyncIterator[FormData]:
    """The form as it was sent; its files are closed after the answer."""
    form = await request.form(max_files=12, max_fields=60)
    yield form
    await form.close()


FormOf = Annotated[FormData, Depends(read_form)]


@router.get("/{uid}")
def work_page(desk: DeskOf, actor: ActorOf, uid: str) -> HTMLResponse:
    """The lead as the bureau sees it."""
    return _page(desk, actor, uid)


@router.post("/{uid}/check")
def check_evidence(desk: DeskOf, actor: ActorOf, uid: str) -> Response:
    """Hold the kept pages against the seal; a fault is told to the centre."""
    found = seal_fault(desk, uid, actor)
    if found is not None:
        told = _("证据校验未通过：{count} 项与封存时不一致。不能签收，已告知保护中心。", count=len(found.faults))
        return see_other(f"/county/lead/{uid}", told=told, kind="bad")
    return see_other(f"/county/lead/{uid}", told=_("证据校验通过：与封存时一致（形式真实性）。"))


@router.post("/{uid}/draft")
def save_draft(desk: DeskOf, actor: ActorOf, uid: str, form: FormOf) -> Response:
    """Keep a half-filled form for this person."""
    values = _texts(form)
    with reading(desk.engine) as connection:
        read_county_row(connection, uid, actor)
    move = values.pop(MOVE, "")
    if move not in {found.value for found in FORMS}:
        raise HTTPException(400)
    keep_draft(desk.settings, actor, uid, move, {name: values[name] for name in _names(Move(move)) if name in values})
    return see_other(f"/county/lead/{uid}", told=_("草稿已保存，只有您能看到。"))


@router.post("/{uid}/{move}")
def act(desk: DeskOf, actor: ActorOf, uid: str, move: Move, form: FormOf) -> Response:
    """Make one move. What the store refuses is told beside the form, which keeps what was written."""
    if move not in FORMS:
        raise NotFound(f"move {move}")
    values = _texts(form)
    with reading(desk.engine) as connection:
        row = read_county_row(connection, uid, actor)
    if not row.is_host:
        raise NotFound(f"dispatch {uid[:40]}")
    if move is Move.SIGN and seal_fault(desk, uid, actor) is not None:
        return see_other(f"/county/lead/{uid}", told=_("证据校验未通过，不能签收；已告知保护中心。"), kind="bad")
    try:
        uploads = _uploads(form) if move is Move.VERIFY else []
        photos = keep_photos(desk.settings, uploads, is_practice=row.is_practice)
        with writing(desk.engine) as connection:
            told = _make(connection, desk, row, actor, move, values, photos)
    except StaleLead as fault:
        return _page(desk, actor, uid, status=409, stale=fault, given={move: values})
    except StateError as fault:
        return _page(desk, actor, uid, status=400, fault=fault_word(fault), given={move: values})
    forget_draft(desk.settings, actor, uid, move.value)
    return see_other("/county" if move is Move.RETURN else f"/county/lead/{uid}", told=told)


def _make(
    connection: Connection,
    desk: Desk,
    row: CountyRow,
    actor: Actor,
    move: Move,
    values: Mapping[str, str],
    photos: tuple[str, ...],
) -> str:
    """Make the move; what is told of it. Raises StateError, NotFound."""
    if move is Move.SIGN:
        sign_for(connection, papers_of(desk), [row], actor, at=desk.clock())
        return _("已签收，签收回执在“批量”页打印。")
    seen, reason = _version(values.get(SEEN, "")), values.get(REASON, "")
    facts = facts_of(FORMS[move], values)
    if move is Move.RETURN:
        give_back(connection, papers_of(desk), row, actor, at=desk.clock(), facts=facts, reason=reason, seen=seen)
        return _("已退回，退回单在“批量”页打印。")
    facts |= {"photos": list(photos)} if photos else {}
    move_lead(connection, row.lead, move, actor, at=desk.clock(), reason=reason, facts=facts, expected_version=seen)
    return _("已保存：{move}。", move=move_word(move))


def _version(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise FactsRefused(fact=SEEN)
    return int(text)


def _names(move: Move) -> Sequence[str]:
    return [*(field.name for field in FORMS[move].fields), REASON]


def _texts(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.multi_items() if isinstance(value, str) and name != CSRF}


def _uploads(form: FormData) -> list[UploadFile]:
    return [value for value in form.getlist("photo") if isinstance(value, UploadFile)]


def _page(
    desk: Desk,
    actor: Actor,
    uid: str,
    *,
    status: int = 200,
    fault: str = "",
    stale: StaleLead | None = None,
    given: Mapping[Move, Mapping[str, str]] | None = None,
) -> HTMLResponse:
    with reading(desk.engine) as connection:
        sheet = read_sheet(connection, desk, uid, actor)
        limits = read_limits(connection, desk)
    facts = {"sheet": sheet, "row": sheet.row, "fault": fault, "changes": _changes(sheet, stale)}
    today = desk.clock().astimezone(SHANGHAI).date()
    words = {"states_word": LEAD_STATES, "flags_word": LEAD_FLAGS, "kinds_word": DISPATCH_KINDS, "facts_word": FACTS}
    tools = {
        "forms": FORMS,
        "inline": INLINE,
        "Move": Move,
        "move_word": move_word,
        "today": today,
        "told_word": told_word,
        "limits": limits,
        "units": LIMIT_UNITS,
    }
    filled = {move: _filled(sheet, move, (given or {}).get(move)) for move in sheet.moves}
    return desk.render("county_work.html", {**facts, **words, **tools, "filled": filled}, status=status)


def _filled(sheet: CountySheet, move: Move, given: Mapping[str, str] | None) -> Mapping[str, Any]:
    """What stands in the fields: what was just sent, else the draft, else what was told before."""
    if given is not None:
        return given
    told = {name: _plain(value) for name, value in sheet.handling.outcome.items()}
    return {**told, **sheet.drafts.get(move.value, {})}


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _changes(sheet: CountySheet, stale: StaleLead | None) -> list[tuple[str, str, str]]:
    """What others did since the form was opened: (act, as it was seen, as it is)."""
    if stale is None:
        return []
    missed = sheet.handling.version - int(stale.facts.get("expected", 0))
    return [(move_word(event.move), _("没有"), event.actor) for event in sheet.events[-max(1, missed) :]]
