"""来件登记: one by a form, many by a list that is shown before it is taken in; what waits for its sender's date."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from console.desk.asking import see_other
from console.desk.context import Desk, DeskOf
from console.desk.intake_form import (
    Line,
    OrderOf,
    broken_word,
    intake_desk,
    keep_upload,
    kept_upload,
    place_word,
    session_of,
)
from console.desk.language import translated as _
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from console.intake.recognising import indication_choices
from console.intake.running import Taken
from console.words import SHANGHAI
from leads_db.errors import ImportFileError
from leads_db.records.intake import IntakeKind
from leads_db.register import load_register
from leads_db.store.engine import reading
from leads_db.store.intakes import count_intakes, read_intakes

router = APIRouter(prefix="/intake", dependencies=[allow(*CENTRE)])
PAGE_SIZE = 30
PREVIEW_ROWS = 200
SOON = timedelta(days=3)


@router.get("")
def intake_page(desk: DeskOf, actor: ActorOf, page: Annotated[int, Query(ge=1, le=10_000)] = 1) -> HTMLResponse:
    """The forms, and what waits: the nearest date first."""
    return _page(desk, actor, page)


@router.post("")
def take_one(
    desk: DeskOf,
    actor: ActorOf,
    order: OrderOf,
    their_number: Line = "",
    indication: Annotated[str, Form(max_length=60, pattern=r"^[a-z0-9-]*$")] = "",
    title: Line = "",
    text: Annotated[str, Form(max_length=20_000)] = "",
    url: Annotated[str, Form(max_length=2_000)] = "",
    platform: Line = "",
    shop_name: Line = "",
    operator_name: Line = "",
    operator_address: Line = "",
    named_informer: Annotated[str, Form(pattern="^(yes)?$")] = "",
) -> RedirectResponse:
    """Take in one; the page then says which lead it joined or opened."""
    cells: dict[str, object] = {
        "their_number": their_number, "indication": indication, "title": title, "text": text, "url": url,
        "platform": platform, "shop_name": shop_name, "operator_name": operator_name,
        "operator_address": operator_address, "named_informer": named_informer,
    }  # fmt: skip
    taker = intake_desk(desk.settings.register_folder)
    return _told(taker.take_one(session_of(desk, actor), cells, order))


@router.post("/preview")
def preview(desk: DeskOf, actor: ActorOf, order: OrderOf, upload: Annotated[UploadFile, File()]) -> HTMLResponse:
    """The list as it would be taken in; nothing is changed."""
    try:
        path = keep_upload(desk, upload)
        found = intake_desk(desk.settings.register_folder).preview(session_of(desk, actor), path, order)
    except ImportFileError as fault:
        return _page(desk, actor, 1, fault=broken_word(str(fault)))
    shown = {"looked": found.looked[:PREVIEW_ROWS], "total": len(found.looked), "unused": found.unused}
    broken = [broken_word(text) for text in found.broken[:PREVIEW_ROWS]]
    facts = {
        "order": order,
        "token": path.name,
        "digest": found.file.digest,
        "kind_word": _kinds()[order.kind],
        "place_word": place_word,
    }
    return desk.render("intake_preview.html", {**shown, **facts, "broken": broken, "name": upload.filename or ""})


@router.post("/save")
def save(desk: DeskOf, actor: ActorOf, order: OrderOf, token: Annotated[str, Form(max_length=40)]) -> RedirectResponse:
    """Take in the list that was looked at."""
    try:
        path = kept_upload(desk, token)
        taken = intake_desk(desk.settings.register_folder).take_file(session_of(desk, actor), path, order)
    except ImportFileError as fault:
        return see_other("/intake", told=broken_word(str(fault)), kind="bad")
    path.unlink(missing_ok=True)
    return _told(taken)


def _told(taken: Taken) -> RedirectResponse:
    tally = taken.tally
    facts = {"opened": tally.opened, "joined": tally.joined, "known": tally.known}
    told = (
        [_("新建线索 {opened} 条，并入已有线索 {joined} 条，以前已登记 {known} 条。", **facts)] if tally.saved else []
    )
    kind = "bad" if not tally.saved else "note" if taken.broken else "good"
    return see_other("/intake", told=[*told, *map(broken_word, taken.broken[:3])], kind=kind)


def _page(desk: Desk, actor: ActorOf, page: int, *, fault: str = "") -> HTMLResponse:
    cities = cities_of(desk, actor)
    today = desk.clock().astimezone(SHANGHAI).date()
    with reading(desk.engine) as connection:
        counts = count_intakes(connection, cities, today=today, soon=today + SOON)
        waiting = read_intakes(connection, cities, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE, open_only=True)
    register = load_register(desk.settings.register_folder)
    context = {"counts": counts, "waiting": waiting, "today": today, "page": page, "page_size": PAGE_SIZE}
    choices = {"indications": indication_choices(register, cities), "kinds": _kinds(), "fault": fault}
    return desk.render("intake.html", {**context, **choices}, status=400 if fault else 200)


def _kinds() -> dict[IntakeKind, str]:
    return {
        IntakeKind.FORWARDED: _("上级或其他单位交办、转来"),
        IntakeKind.HOTLINE: _("12315、热线投诉举报"),
        IntakeKind.OFFICER: _("执法人员自行发现"),
    }
