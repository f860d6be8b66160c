"""派发与督办: what goes out today, what must be filled in first, what came back, what is late, what was asked."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from console.clock_words import left_words
from console.desk.asking import see_other
from console.desk.context import Desk, DeskOf
from console.desk.language import translated as _
from console.desk.lead_lines import read_titles
from console.desk.lead_moving import why_refused
from console.desk.lead_routing import bureau_choices
from console.desk.paper_desk import papers_of
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from console.documents.forms import TITLES
from console.documents.sending import ask_with_letter, send_with_letters
from leads_db.clocks import shanghai_day
from leads_db.errors import DocumentError, NotReady, RegisterError, StateError
from leads_db.lifecycle import EXCLUSIONS, RETURN_REASONS
from leads_db.records.account import Actor, Role
from leads_db.records.handling import LeadState, Move
from leads_db.records.routing import OVERSEAS, UNKNOWN
from leads_db.store.clocks import read_time_rules
from leads_db.store.daily_pick import DailyPick, pick_for_today
from leads_db.store.dispatch_views import read_asked
from leads_db.store.due_clocks import read_open_clocks, waive_supervision
from leads_db.store.engine import reading, writing
from leads_db.store.events import read_last_events
from leads_db.store.lead_access import PLATFORM, TRANSFER, refuse_unseen
from leads_db.store.leads import read_lead
from leads_db.store.queue_views import QueueFilter, QueueRow, read_queue
from leads_db.store.readiness import Gap, read_to_fill
from leads_db.store.triage_views import count_waiting, read_by_numbers

router = APIRouter(prefix="/dispatches", dependencies=[allow(*CENTRE)])
LISTED = 100
AHEAD = timedelta(days=3)
MOST = 200
BACK = (LeadState.RETURNED, LeadState.UNROUTABLE)
OUTSIDE = (NotReady, StateError, DocumentError, RegisterError)
Reason = Annotated[str, Form(max_length=2_000)]


class Tab(StrEnum):
    """What the page shows."""

    READY = "ready"
    FILL = "fill"
    BACK = "back"
    LATE = "late"
    ASKED = "asked"
    SENT = "sent"


TABS = {
    Tab.READY: "待派发",
    Tab.FILL: "待补充",
    Tab.BACK: "退回与主体不明",
    Tab.LATE: "期限与督办",
    Tab.ASKED: "协查",
    Tab.SENT: "已派发待签收",
}


def count_to_do(connection: Connection, actor: Actor) -> int:
    """For the header: leads that wait for the approver here."""
    return count_waiting(connection, actor, [LeadState.APPROVED, *BACK])


COUNTERS = {"/dispatches": count_to_do}


@router.get("")
def dispatching(
    desk: DeskOf,
    actor: ActorOf,
    tab: Tab = Tab.READY,
    lead: Annotated[str, Query(max_length=60)] = "",
    bureau: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """One of the six lists; `lead`: the returned one whose forms are shown; `bureau`: whose ready leads are shown."""
    with reading(desk.engine) as connection:
        context = READERS[tab](connection, desk, actor, bureau)
    ours, away = bureau_choices(desk, cities_of(desk, actor))
    shared = {
        "chosen": lead,
        "tab": tab,
        "tabs": TABS,
        "ours": ours,
        "away": away,
        "may_send": Role.APPROVER in actor.roles,
    }
    return desk.render(f"dispatch_{tab}.html", {**context, **shared})


def _ready(connection: Connection, desk: Desk, actor: Actor, bureau: str) -> dict[str, Any]:
    """With the leads of one bureau, or of the first bureaus up to LISTED leads; the others by their numbers alone."""
    cities = cities_of(desk, actor)
    picks = pick_for_today(connection, cities, caps={}, default_cap=desk.settings.daily_cap, now=desk.clock())
    ordered = sorted(picks, key=lambda pick: (pick.bureau.startswith(TRANSFER), pick.bureau))
    ready = [pick for pick in ordered if pick.numbers]
    shown = [pick for pick in ready if pick.bureau == bureau] or _first_of(ready)
    numbers = [number for pick in shown for number in pick.numbers]
    return {
        "picks": shown,
        "others": [pick for pick in ready if pick not in shown],
        "idle": [pick for pick in ordered if not pick.numbers],
        "rows": {row.number: row for row in read_by_numbers(connection, numbers, actor)},
        "routed": read_last_events(connection, numbers, (Move.APPROVE, Move.ROUTE, Move.REROUTE)),
        "cap": desk.settings.daily_cap,
    }


def _first_of(picks: Sequence[DailyPick]) -> list[DailyPick]:
    """The first bureaus, together not above LISTED leads; at least one bureau."""
    shown: list[DailyPick] = []
    count = 0
    for pick in picks:
        count += len(pick.numbers)
        if shown and count > LISTED:
            break
        shown.append(pick)
    return shown


def _fill(connection: Connection, desk: Desk, actor: Actor, _bureau: str) -> dict[str, Any]:
    found = read_to_fill(connection, cities_of(desk, actor), limit=LISTED)
    rows = {row.number: row for row in read_by_numbers(connection, list(found), actor)}
    gaps = {number: lacking for number, lacking in found.items() if not _awaits_approval(rows.get(number), lacking)}
    return {"gaps": gaps, "rows": rows}


def _awaits_approval(row: QueueRow | None, gaps: Sequence[Gap]) -> bool:
    """The bureau is known and only has to be approved: nothing is to be filled in."""
    known = row is not None and (row.bureau or UNKNOWN) not in (UNKNOWN, OVERSEAS)
    return known and row is not None and row.state is LeadState.CONFIRMED and list(gaps) == [Gap.JURISDICTION]


def _back(connection: Connection, desk: Desk, actor: Actor, _bureau: str) -> dict[str, Any]:
    rows = read_queue(connection, QueueFilter(states=BACK, with_lawful=True), actor, limit=LISTED)
    events = read_last_events(connection, [row.number for row in rows], (Move.RETURN, Move.MARK_UNROUTABLE))
    return {"rows": rows, "why": events, "reasons": RETURN_REASONS, "exclusions": EXCLUSIONS}


def _late(connection: Connection, desk: Desk, actor: Actor, _bureau: str) -> dict[str, Any]:
    now = desk.clock()
    by = read_time_rules(connection, desk.settings.register_folder)
    clocks = read_open_clocks(connection, due_before=now + AHEAD, actor=actor, limit=LISTED)
    rows = {row.number: row for row in read_by_numbers(connection, {clock.lead for clock in clocks}, actor)}
    lines = []
    for clock in clocks:
        left = by.calendar.count_workdays(shanghai_day(now), shanghai_day(clock.due_at))
        lines.append(
            {
                "clock": clock,
                "row": rows.get(clock.lead),
                "rule": by.rule(clock.rule, clock.started_at),
                "is_late": now > clock.due_at,
                "left": left_words(left, is_late=now > clock.due_at),
                "due_on": shanghai_day(clock.due_at),
            }
        )
    return {"lines": lines}


def _asked(connection: Connection, desk: Desk, actor: Actor, _bureau: str) -> dict[str, Any]:
    return {"asked": read_asked(connection, actor, limit=LISTED)}


def _sent(connection: Connection, desk: Desk, actor: Actor, _bureau: str) -> dict[str, Any]:
    wanted = QueueFilter(states=(LeadState.DISPATCHED,), with_lawful=True)
    rows: tuple[QueueRow, ...] = read_queue(connection, wanted, actor, limit=LISTED)
    numbers = [row.number for row in rows]
    sent = read_last_events(connection, numbers, (Move.DISPATCH,))
    return {"rows": rows, "sent": sent, "titles": read_titles(connection, numbers)}


READERS: Mapping[Tab, Callable[[Connection, Desk, Actor, str], dict[str, Any]]] = {
    Tab.READY: _ready,
    Tab.FILL: _fill,
    Tab.BACK: _back,
    Tab.LATE: _late,
    Tab.ASKED: _asked,
    Tab.SENT: _sent,
}


@router.post("/send", dependencies=[allow(Role.APPROVER)])
def send(desk: DeskOf, actor: ActorOf, number: Annotated[list[str], Form(max_length=MOST)]) -> RedirectResponse:
    """Send these leads with their letters: all of a city or none; twice the same sends once."""
    told: list[str] = []
    try:
        with writing(desk.engine) as connection:
            by_city: dict[str, list[str]] = {}
            for one in dict.fromkeys(number):
                by_city.setdefault(read_lead(connection, one).city, []).append(one)
            for numbers in by_city.values():
                _sent_out, papers = send_with_letters(connection, papers_of(desk), numbers, actor, at=desk.clock())
                told += [f"{paper.number} {paper.title}" for paper in papers]
    except OUTSIDE as fault:
        return see_other("/dispatches", told=_why(fault), kind="bad")
    first = _("已派发 {count} 条，文书 {letters} 件。", count=len(set(number)), letters=len(told))
    return see_other("/dispatches?tab=sent", told=[first, *told[:4]])


@router.post("/{number}/ask", dependencies=[allow(Role.APPROVER)])
def ask(
    desk: DeskOf, actor: ActorOf, number: str, bureau: Annotated[str, Form(pattern=r"^[a-z0-9:_-]{1,60}$")]
) -> RedirectResponse:
    """Ask a bureau or the platform for the seller's data by a numbered letter."""
    with reading(desk.engine) as connection:
        refuse_unseen(connection, [number], actor)
    with reading(desk.engine) as connection:
        platform = PLATFORM + read_lead(connection, number).platform
    known = {platform} | {choice for group in bureau_choices(desk, cities_of(desk, actor)) for choice, _name in group}
    if bureau not in known:
        return see_other("/dispatches?tab=back", told=_("请选择协查单位。"), kind="bad")
    try:
        with writing(desk.engine) as connection:
            item, paper = ask_with_letter(connection, papers_of(desk), number, bureau, actor, at=desk.clock())
    except OUTSIDE as fault:
        return see_other("/dispatches?tab=back", told=_why(fault), kind="bad")
    return see_other(
        "/dispatches?tab=asked", told=_("已发{paper} {number}。", paper=TITLES[paper.kind], number=item.number)
    )


@router.post("/{number}/waive", dependencies=[allow(Role.APPROVER)])
def waive(
    desk: DeskOf, actor: ActorOf, number: str, due_on: Annotated[date, Form()], reason: Reason = ""
) -> RedirectResponse:
    """A late limit is not taken up, with a reason."""
    try:
        with writing(desk.engine) as connection:
            waive_supervision(connection, number, actor, due_on=due_on, reason=reason, at=desk.clock())
    except StateError as fault:
        return see_other("/dispatches?tab=late", told=why_refused(fault), kind="bad")
    return see_other("/dispatches?tab=late", told=_("{number} 已免督办。", number=number))


def _why(fault: Exception) -> str:
    if isinstance(fault, StateError):
        return why_refused(fault)
    return _("文书没有做成，没有派发。请核对发文机关、承办单位和模板。")
