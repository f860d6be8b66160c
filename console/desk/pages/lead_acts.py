"""Acts on one lead: every move of the centre, its seal and pack, lists of sellers, facts filled in, new collections."""

import io
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi import Form as FormField
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from sqlalchemy import Connection

from console.desk.asking import is_local, see_other
from console.desk.context import Desk, DeskOf
from console.desk.language import translated as _
from console.desk.lead_moving import LISTS as LIST_FACTS
from console.desk.lead_moving import OF_CENTRE, Form, Moved, changes_of, move_by_form, why_refused
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from console.lead_words import SELLER_LISTS
from leads_db.clocks import shanghai_day
from leads_db.errors import CrawlError, EvidenceError, NotFound, RegisterError, StateError, StoreError
from leads_db.evidence_pack.writing import write_pack
from leads_db.records.account import Actor
from leads_db.records.handling import LeadState, Move
from leads_db.records.seal import Seal
from leads_db.records.seller_list import SellerList
from leads_db.store.engine import reading, writing
from leads_db.store.lead_access import refuse_unseen
from leads_db.store.lead_views import read_lead_listings
from leads_db.store.leads import read_lead
from leads_db.store.seals import read_kept_pages, read_seals, seal_lead, verify_seal
from leads_db.store.seller_lists import mark_seller
from leads_db.store.seller_words import fill_seller_facts

router = APIRouter(prefix="/leads/{number}", dependencies=[allow(*CENTRE)])
Back = Annotated[str, FormField(max_length=600)]
Reason = Annotated[str, FormField(max_length=2_000)]
FIELDS_MOST = 120
PART = "gi-part"
"""Header of forms that a script sends: the answer is the text alone."""


@router.post("/moves/{move}")
async def move(
    request: Request, tasks: BackgroundTasks, desk: DeskOf, actor: ActorOf, number: str, move: Move
) -> Response:
    """One move of the table, its facts from the form. Moved first by somebody else: 409 with the difference."""
    if move not in OF_CENTRE:
        raise NotFound(f"move {move}")
    sent = await request.form(max_fields=FIELDS_MOST, max_files=0)
    texts = {
        name: [str(one) for one in sent.getlist(name)] if name in LIST_FACTS else str(sent.get(name)) for name in sent
    }
    return await run_in_threadpool(_move, request, tasks, desk, actor, number, move, texts)  # the store may let it wait


def _move(
    request: Request, tasks: BackgroundTasks, desk: Desk, actor: Actor, number: str, move: Move, texts: Form
) -> Response:
    back = str(texts.get("back", "")) or f"/leads/{number}"
    moved = move_by_form(desk, number, move, actor, texts)
    if PART in request.headers:
        _after(desk, tasks, number, actor, moved)
        return PlainTextResponse(moved.told, status_code=200 if moved.handling else 409, background=tasks)
    if moved.stale is not None:
        now, changes = changes_of(desk, number, texts)
        told = {"by": now.last_by, "at": now.state_since, "changes": changes, "back": f"/leads/{number}"}
        return desk.render("conflict.html", {**told, "number": number}, status=409)
    _after(desk, tasks, number, actor, moved)
    answer = see_other(back if is_local(back) else "/", told=moved.told, kind="good" if moved.handling else "bad")
    answer.background = tasks
    return answer


def _after(desk: Desk, tasks: BackgroundTasks, number: str, actor: Actor, moved: Moved) -> None:
    """What follows once the answer is sent."""
    if moved.handling is not None:
        desk.locks.release(number, actor)
        if moved.handling.state is LeadState.CONFIRMED:
            tasks.add_task(seal_quietly, desk, number, actor)


def seal_quietly(desk: Desk, number: str, actor: Actor) -> None:
    """Seal what was confirmed, so that the approver finds it sealed; where that fails the page says what is missing."""
    try:
        with writing(desk.engine) as connection:
            if not read_seals(connection, number, actor):
                seal_lead(connection, number, desk.settings.evidence_folder, actor, desk.clock())
    except (EvidenceError, StoreError):
        return


@router.post("/seal")
def seal(desk: DeskOf, actor: ActorOf, number: str, back: Back = "") -> RedirectResponse:
    """Fix what was kept of the lead's pages."""
    back = back or f"/leads/{number}"
    try:
        with writing(desk.engine) as connection:
            made = seal_lead(connection, number, desk.settings.evidence_folder, actor, desk.clock())
    except EvidenceError as fault:
        missing = type(fault).__name__ == "EvidenceMissing"
        told = _("没有可封存的页面，请先补采证据。") if missing else _("有页面与留存摘要不一致，没有封存。")
        return see_other(back, told=told, kind="bad")
    return see_other(back, told=_("已封存 {count} 页，证据包 {name}。", count=len(made.pages), name=made.name))


@router.post("/seals/{name}/verify")
def verify(desk: DeskOf, actor: ActorOf, number: str, name: str, back: Back = "") -> RedirectResponse:
    """Check the pages against what was sealed, and say so."""
    with reading(desk.engine) as connection:
        _own_seal(connection, number, name, actor)
        check = verify_seal(connection, name, desk.settings.evidence_folder)
    if check.holds:
        told = _("✓ 校验一致：{count} 页与封存时相同（形式真实性）。", count=check.pages)
        return see_other(back or f"/leads/{number}", told=told)
    told = _("✕ 校验未通过：{count} 页缺失或与封存时不同，不要使用。", count=len(check.faults))
    return see_other(back or f"/leads/{number}", told=told, kind="bad")


@router.get("/seals/{name}.zip")
def pack(desk: DeskOf, actor: ActorOf, number: str, name: str) -> Response:
    """The evidence pack with its checker."""
    held = io.BytesIO()
    with reading(desk.engine) as connection:
        seal = _own_seal(connection, number, name, actor)
        try:
            write_pack(held, seal, read_kept_pages(connection, seal), desk.settings.evidence_folder)
        except EvidenceError:
            told = _("✕ 证据文件不在原处或读不出。请从备份恢复证据目录。")
            return see_other(f"/leads/{number}", told=told, kind="bad")
    headers = {"Content-Disposition": f'attachment; filename="{quote(seal.name)}.zip"'}
    return Response(held.getvalue(), media_type="application/zip", headers=headers)


def _own_seal(connection: Connection, number: str, name: str, actor: Actor) -> Seal:
    found = next((seal for seal in read_seals(connection, number, actor) if seal.name == name), None)
    if found is None:
        raise NotFound(f"seal {name[:80]}")
    return found


@router.post("/lists")
def put_on_list(
    desk: DeskOf,
    actor: ActorOf,
    number: str,
    mark: Annotated[SellerList, FormField()],
    reason: Reason = "",
    to_on: Annotated[str, FormField(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = "",
    back: Back = "",
) -> RedirectResponse:
    """Put the seller on a list for this indication, with a reason."""
    try:
        with writing(desk.engine) as connection:
            on = shanghai_day(desk.clock())
            until = date.fromisoformat(to_on) if to_on else None
            mark_seller(connection, number, mark, actor, at=desk.clock(), reason=reason, from_on=on, to_on=until)
    except ValueError:
        return see_other(back or f"/leads/{number}", told=_("日期不对。"), kind="bad")
    except StateError as fault:
        return see_other(back or f"/leads/{number}", told=why_refused(fault), kind="bad")
    return see_other(back or f"/leads/{number}", told=_("店铺已列入{list}。", list=_(SELLER_LISTS[mark])))


@router.post("/seller")
def fill(
    desk: DeskOf,
    actor: ActorOf,
    number: str,
    operator_name: Annotated[str, FormField(max_length=200)] = "",
    operator_code: Annotated[str, FormField(max_length=40)] = "",
    operator_address: Annotated[str, FormField(max_length=300)] = "",
    basis: Annotated[str, FormField(max_length=100)] = "",
    back: Back = "",
) -> RedirectResponse:
    """Facts of the seller that a person found out, and where from."""
    facts = {"operator_name": operator_name, "operator_code": operator_code, "operator_address": operator_address}
    given: dict[str, object] = {name: value for name, value in facts.items() if value.strip()}
    try:
        with writing(desk.engine) as connection:
            fill_seller_facts(connection, number, actor, at=desk.clock(), facts=given, basis=basis)
    except StateError:
        return see_other(back or f"/leads/{number}", told=_("请至少填一项，并写明来源。"), kind="bad")
    return see_other(back or f"/leads/{number}", told=_("已补充卖家信息。"))


@router.post("/recapture")
def recapture(desk: DeskOf, actor: ActorOf, number: str, back: Back = "") -> RedirectResponse:
    """Have the lead's source collected again for this indication, ahead of what waits."""
    from scheduler.ordering import Order, order_run  # the crawler's parts: only where they are needed

    with reading(desk.engine) as connection:
        refuse_unseen(connection, [number], actor)
        lead = read_lead(connection, number)
        if lead.city not in cities_of(desk, actor):
            raise NotFound(f"lead {number[:60]}")
        items = read_lead_listings(connection, [number], per_lead=1).get(number, ())
    offered = {line.name for line in desk.sources if line.is_watched and not line.fault and line.kind != "officer"}
    if not items or items[0].source not in offered:
        told = _("这条线索的来源不在自动采集之列，请由运维或执法人员补采。")
        return see_other(back or f"/leads/{number}", told=told, kind="note")
    reason = _("为线索 {number} 补采证据", number=number)
    order = Order(source=items[0].source, indication=lead.indication, pages=1, is_urgent=True, reason=reason)
    try:
        run = order_run(desk.engine, desk.settings, order, requested_by=actor.name, clock=desk.clock)
    except (CrawlError, RegisterError):
        return see_other(back or f"/leads/{number}", told=_("来源现在不能采集，请告知运维。"), kind="bad")
    return see_other(back or f"/leads/{number}", told=_("已排入补采（采集 {number}）。", number=run))
