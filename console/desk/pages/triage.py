"""待研判: the queue in three panes – shops, lead, evidence – with one key a decision; batches with a preview."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from console.desk.asking import cookie_at_hand, see_other
from console.desk.context import Desk, DeskOf
from console.desk.language import translated as _
from console.desk.lead_lines import read_titles
from console.desk.lead_moving import move_by_form
from console.desk.lead_view import read_lead_view
from console.desk.pages.lead_acts import seal_quietly
from console.desk.pages.today import last_looks
from console.desk.queue_choice import QueueChoice, QueueChoiceOf
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from console.desk.security.visitor import POLL
from console.words import ACTS, SHANGHAI
from leads_db.lifecycle import EXCLUSIONS, find_rule
from leads_db.records.account import Actor, Role
from leads_db.records.handling import LeadState, Move
from leads_db.store.engine import reading
from leads_db.store.lead_access import refuse_unseen
from leads_db.store.leads import QUEUED
from leads_db.store.queue_views import QueueRow, read_shops
from leads_db.store.triage_views import (
    count_decisions,
    count_waiting,
    read_by_numbers,
    read_decisions,
    read_leads_of_shop,
)

router = APIRouter(prefix="/triage", dependencies=[allow(*CENTRE)])
LISTED = 60
"""Leads from the top of the queue whose shops are shown."""
STRIP = 10
BLIND = "gi-blind"
"""Cookie of 盲审: scores are hidden until somebody asks for them."""
BATCH_MOST = 60
BATCHED = {Move.CONFIRM: "确认侵权疑似", Move.EXCLUDE: "排除"}
LETTERS = "ABCDEFGH"
Numbers = Annotated[list[str], Query(max_length=BATCH_MOST)]


def count_new(connection: Connection, actor: Actor) -> int:
    """For the header: leads that wait for triage."""
    return count_waiting(connection, actor, [LeadState.NEW])


COUNTERS = {"/triage": count_new}


@router.get("")
def queue(
    request: Request,
    desk: DeskOf,
    actor: ActorOf,
    choice: QueueChoiceOf,
    lead: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """The queue with one lead open: the one that is named, else the first."""
    now = desk.clock()
    with reading(desk.engine) as connection:
        shops = read_shops(connection, choice.wanted(), actor, limit=LISTED)
        order = [row.number for shop in shops for row in shop]
        chosen = lead or next(iter(order), "")
        context = {
            "shops": shops,
            "titles": read_titles(connection, order),
            "strip": read_decisions(connection, actor, limit=STRIP),
            "decided": count_decisions(connection, actor, _midnight(now)),
            "waiting": count_waiting(connection, actor, [LeadState.NEW]),
            "looks": last_looks(connection, desk),
            **_pane(connection, desk, actor, chosen, now, choice, order),
        }
    cities = cities_of(desk, actor)
    slugs = sorted(desk.names.indications, key=lambda slug: not desk.names.is_ours(slug, None, cities))
    shared = {"slugs": slugs, "choice": choice, "acts": ACTS, "queued": QUEUED, "others": desk.locks.others(actor, now)}
    return desk.render("triage.html", {**context, **shared, "chosen": chosen, "order": order, "is_blind": is_blind()})


@router.get("/pane/{number}")
def pane(request: Request, desk: DeskOf, actor: ActorOf, number: str, choice: QueueChoiceOf) -> HTMLResponse:
    """One lead's two panes; a look ahead (marked as the page's own) does not count as opening it."""
    now = desk.clock()
    with reading(desk.engine) as connection:
        context = _pane(connection, desk, actor, number, now, choice, [], looks_ahead=POLL in request.headers)
    return desk.render("_triage_pane.html", {**context, "is_blind": is_blind()})


@router.get("/strip")
def strip(desk: DeskOf, actor: ActorOf) -> HTMLResponse:
    """The last decisions and today's count, asked for by the page after each decision."""
    now = desk.clock()
    with reading(desk.engine) as connection:
        context = {
            "strip": read_decisions(connection, actor, limit=STRIP),
            "decided": count_decisions(connection, actor, _midnight(now)),
            "waiting": count_waiting(connection, actor, [LeadState.NEW]),
        }
    return desk.render("_triage_strip.html", context)


@router.post("/mode")
def set_mode(blind: Annotated[str, Form(pattern="^(on|off)$")]) -> RedirectResponse:
    """Switch 盲审 on or off in this browser."""
    answer = see_other("/triage", told=_("已开启盲审。") if blind == "on" else _("已关闭盲审。"))
    answer.set_cookie(BLIND, blind, httponly=True, samesite="lax", max_age=365 * 86_400)
    return answer


@router.get("/batch")
def batch(
    desk: DeskOf,
    actor: ActorOf,
    seller: Annotated[str, Query(pattern=r"^[0-9a-f]{0,32}$")] = "",
    number: Numbers = [],  # noqa: B006 – FastAPI copies it
    act: Move = Move.CONFIRM,
    exclusion: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """What would become of each lead of a shop, or of those that are ticked; afterwards, what became of it."""
    with reading(desk.engine) as connection:
        if seller:
            known = read_leads_of_shop(connection, seller, actor, limit=BATCH_MOST)
            number = [row.number for row in known if row.state in (LeadState.NEW, LeadState.HELD)]
        number = list(dict.fromkeys(number))[:BATCH_MOST]
        refuse_unseen(connection, number, actor)
        found = {row.number: row for row in read_by_numbers(connection, number, actor)}
        titles = read_titles(connection, number)
    rows = [_line(found[one], act, actor) for one in number]
    context = {"rows": rows, "titles": titles, "act": act, "acts": BATCHED, "exclusions": EXCLUSIONS}
    return desk.render("triage_batch.html", {**context, "exclusion": exclusion, "seller": seller})


@router.post("/batch")
def decide_batch(
    request: Request,
    desk: DeskOf,
    actor: ActorOf,
    number: Annotated[list[str], Form(max_length=BATCH_MOST)],
    version: Annotated[list[str], Form(max_length=BATCH_MOST)],
    act: Annotated[Move, Form()] = Move.CONFIRM,
    exclusion: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=2_000)] = "",
) -> RedirectResponse:
    """Decide each by itself: what one refuses does not take the others back."""
    act = act if act in BATCHED else Move.CONFIRM
    held = {name: told for name, _between, told in (pair.partition("=") for pair in version)}
    done: list[str] = []
    refused: list[str] = []
    for one in dict.fromkeys(number):
        form = {"version": held.get(one, ""), "exclusion": exclusion, "reason": reason}
        moved = move_by_form(desk, one, act, actor, form)
        done += [one] if moved.handling else []
        refused += [] if moved.handling else [f"{one}：{moved.told}"]
        if moved.handling and act is Move.CONFIRM:
            seal_quietly(desk, one, actor)
    told = [_("办理 {done} 条，未办 {refused} 条。", done=len(done), refused=len(refused)), *refused[:4]]
    return see_other("/triage", told=told, kind="bad" if refused else "good")


def _pane(
    connection: Connection,
    desk: Desk,
    actor: Actor,
    number: str,
    now: datetime,
    choice: QueueChoice,
    order: Sequence[str],
    *,
    looks_ahead: bool = False,
) -> dict[str, Any]:
    """What the two panes show; an empty number: nothing waits."""
    if not number:
        return {"view": None}
    view = read_lead_view(connection, desk, actor, number, now)
    lock = None if looks_ahead else desk.locks.hold(number, actor, now)
    place = order.index(number) if number in order else -1
    after = order[place + 1] if 0 <= place < len(order) - 1 else ""
    return {
        "view": view,
        "lock": lock,
        "choice": choice,
        "after": after,
        "exclusions": list(zip(LETTERS, EXCLUSIONS.items(), strict=True)),
        "may_review": Role.REVIEWER in actor.roles,
    }


def _line(row: QueueRow, act: Move, actor: Actor) -> dict[str, Any]:
    return {"number": row.number, "row": row, "may": find_rule(act, row.state, actor.roles) is not None}


def _midnight(now: datetime) -> datetime:
    return now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


def is_blind() -> bool:
    """True when the reader works without seeing scores first."""
    return cookie_at_hand(BLIND) == "on"
