"""按需采集: a typed form, a dry run that shows what would be asked, and the order. No free address, no shell text.

指定链接复核: instead of a search, known pages of one source's own site are looked at once more.
"""

import threading
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from console.desk.asking import see_other
from console.desk.context import Desk, DeskOf, SourceLine
from console.desk.language import translated as _
from console.desk.security.access import ActorOf, allow
from leads_db.errors import CrawlError, RegisterError, RequestRefused
from leads_db.records.account import Role
from scheduler.ordering import LINKS_MOST, Order, order_run

router = APIRouter(dependencies=[allow(Role.OPS)])
PAGES_MOST, REQUESTS_MOST, MINUTES_MOST, SOURCES_MOST = 20, 5_000, 480, 10
LINKS_LENGTH = 20_000
Slug = Annotated[str, Form(pattern=r"^[a-z0-9-]{0,60}$")]
_one_rehearsal = threading.Lock()
"""A dry run starts a process of its own; one at a time is enough for a desk."""


@router.get("/ops/collect")
def collect_form(desk: DeskOf) -> HTMLResponse:
    """The empty form."""
    return _form(desk, {})


@router.post("/ops/collect")
def order_collection(
    desk: DeskOf,
    actor: ActorOf,
    reason: Annotated[str, Form(min_length=2, max_length=200)],
    source: Annotated[list[str], Form(min_length=1, max_length=SOURCES_MOST)],
    act: Annotated[str, Form(pattern="^(rehearse|order)$")],
    indication: Slug = "",
    pages: Annotated[int | None, Form(ge=1, le=PAGES_MOST)] = None,
    requests: Annotated[int | None, Form(ge=1, le=REQUESTS_MOST)] = None,
    minutes: Annotated[int | None, Form(ge=1, le=MINUTES_MOST)] = None,
    urgent: Annotated[str, Form(pattern="^(on)?$")] = "",
    links: Annotated[str, Form(max_length=LINKS_LENGTH)] = "",
) -> Response:
    """Rehearse or order; a source not on offer, an unknown indication, a link of others' is told on the form."""
    named = tuple(dict.fromkeys(links.split()))
    orders = [
        Order(
            source=name,
            indication=indication or None,
            pages=pages,
            requests=requests,
            minutes=minutes,
            is_urgent=bool(urgent),
            links=named,
            reason=reason.strip(),
        )
        for name in dict.fromkeys(source)
    ]
    offered = {line.name for line in offered_sources(desk)}
    if not {order.source for order in orders} <= offered or (indication and indication not in desk.names.indications):
        return _form(desk, {"orders": orders, "fault": _("来源或地理标志不在可选范围内。")}, status=400)
    if named and (fault := _why_no_links(orders, named, indication, pages)):
        return _form(desk, {"orders": orders, "fault": fault}, status=400)
    try:
        return _rehearse(desk, orders) if act == "rehearse" else _order(desk, actor.name, orders)
    except RequestRefused as fault:
        told = _("只能复核所选来源自己网站上、可逐页读取的商品页：{cause}", cause=str(fault)[:300])
        return _form(desk, {"orders": orders, "fault": told}, status=400)
    except (CrawlError, RegisterError) as fault:
        return _form(desk, {"orders": orders, "fault": str(fault)}, status=400)


def _why_no_links(orders: list[Order], links: tuple[str, ...], indication: str, pages: int | None) -> str:
    """Empty where the form makes sense: links go to one source, and nothing is searched for beside them."""
    if len(orders) != 1:
        return _("复核指定链接时只选一个来源。")
    if len(links) > LINKS_MOST:
        return _("一次至多复核 {most} 个链接。", most=LINKS_MOST)
    return _("复核指定链接时不检索：地理标志和页数请留空。") if indication or pages else ""


def offered_sources(desk: Desk) -> tuple[SourceLine, ...]:
    """The allow list: sources that are switched on, whose file can be read, and that need no officer."""
    return tuple(line for line in desk.sources if line.is_watched and not line.fault and line.kind != "officer")


def _rehearse(desk: Desk, orders: list[Order]) -> HTMLResponse:
    from scheduler.rehearsal import rehearse  # the crawler's parts: only where they are needed

    if not _one_rehearsal.acquire(blocking=False):
        return _form(desk, {"orders": orders, "fault": _("另一次干跑正在进行，请稍候再试。")}, status=429)
    try:
        return _form(desk, {"orders": orders, "rehearsals": [rehearse(desk.settings, order) for order in orders]})
    finally:
        _one_rehearsal.release()


def _order(desk: Desk, actor: str, orders: list[Order]) -> RedirectResponse:
    numbers = [order_run(desk.engine, desk.settings, order, requested_by=actor, clock=desk.clock) for order in orders]
    if len(numbers) == 1:
        return see_other(f"/runs/{numbers[0]}", told=_("已排入采集。"))
    return see_other("/runs", told=_("已排入 {count} 个采集。", count=len(numbers)))


def _form(desk: Desk, more: dict[str, object], *, status: int = 200) -> HTMLResponse:
    ours = [slug for slug in desk.names.indications if desk.names.is_ours(slug, None, desk.settings.cities)]
    limits = {"pages_most": PAGES_MOST, "requests_most": REQUESTS_MOST, "minutes_most": MINUTES_MOST}
    limits["links_most"] = LINKS_MOST
    known = {"orders": [], "rehearsals": [], "fault": "", **limits}
    context = {**known, "offered": offered_sources(desk), "indications": ours, **more}
    return desk.render("ops_collect.html", context, status=status)
