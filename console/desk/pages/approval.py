"""待审签: what reviewers confirmed: sealed evidence, routing and the letter's draft side by side; 5 % of exclusions."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from console.desk.context import Desk, DeskOf
from console.desk.lead_lines import read_titles
from console.desk.lead_routing import bureau_choices, route_of
from console.desk.lead_view import LeadView, read_lead_view
from console.desk.paper_desk import file_answer, papers_of
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from console.documents.draft_view import draft_view
from console.documents.letter_making import make_letter, render_letter
from console.documents.letters import LetterFacts
from console.documents.sending import letter_kind
from leads_db.errors import DocumentError, NotFound
from leads_db.lifecycle import EXCLUSIONS
from leads_db.records.account import Actor, Role
from leads_db.records.handling import LeadState
from leads_db.records.routing import OVERSEAS, UNKNOWN
from leads_db.store.engine import reading
from leads_db.store.lead_access import refuse_unseen
from leads_db.store.queue_views import QueueFilter, read_queue
from leads_db.store.triage_views import SAMPLE_SHARE, count_waiting, read_sample

router = APIRouter(prefix="/approvals", dependencies=[allow(*CENTRE)])
LISTED = 50
SAMPLED_FOR = timedelta(days=7)
SURE_ENOUGH = 0.6
"""Below it the place must be looked up before a letter goes out."""


def count_confirmed(connection: Connection, actor: Actor) -> int:
    """For the header: leads that wait for approval."""
    return count_waiting(connection, actor, [LeadState.CONFIRMED])


COUNTERS = {"/approvals": count_confirmed}


@router.get("")
def approvals(desk: DeskOf, actor: ActorOf, lead: Annotated[str, Query(max_length=60)] = "") -> HTMLResponse:
    """The confirmed leads with one open."""
    now = desk.clock()
    with reading(desk.engine) as connection:
        rows = read_queue(connection, QueueFilter(states=(LeadState.CONFIRMED,)), actor, limit=LISTED)
        order = [row.number for row in rows]
        chosen = lead or next(iter(order), "")
        view = read_lead_view(connection, desk, actor, chosen, now) if chosen else None
        lock = desk.locks.hold(chosen, actor, now) if chosen else None
        titles, total = read_titles(connection, order), max(count_confirmed(connection, actor), len(rows))
        more = _decision(connection, desk, actor, view) if view else {}
    after = next((one for one in order[order.index(chosen) + 1 :]), "") if chosen in order else ""
    shown = {
        "rows": rows,
        "titles": titles,
        "chosen": chosen,
        "view": view,
        "lock": lock,
        "after": after,
        "total": total,
    }
    return desk.render("approval.html", {**shown, **more, "now": now})


def _decision(connection: Connection, desk: Desk, actor: Actor, view: LeadView) -> dict[str, Any]:
    """Routing and draft."""
    routing = route_of(desk, view)
    ours, away = bureau_choices(desk, cities_of(desk, actor))
    known = view.handling.host or routing.host
    host = "" if known in (UNKNOWN, OVERSEAS) else known
    letter = None
    try:
        letter = draft_view(_draft(connection, desk, view.lead.number, actor, host))
    except DocumentError:
        letter = None
    return {
        "routing": routing,
        "host": host,
        "is_sure": routing.sure >= SURE_ENOUGH,
        "ours": ours,
        "away": away,
        "letter": letter,
        "is_own": view.handling.reviewer == actor.name,
        "may_approve": Role.APPROVER in actor.roles,
    }


def _draft(connection: Connection, desk: Desk, number: str, actor: Actor, host: str) -> LetterFacts:
    kind = letter_kind(connection, number, host)
    return make_letter(connection, papers_of(desk), kind, [number], actor, at=desk.clock(), host=host, is_draft=True)


@router.get("/{number}/draft.docx")
def draft(
    desk: DeskOf, actor: ActorOf, number: str, host: Annotated[str, Query(pattern=r"^[a-z0-9:_-]{0,60}$")] = ""
) -> Response:
    """The letter as it would go out, marked as a draft."""
    with reading(desk.engine) as connection:
        refuse_unseen(connection, [number], actor)
        try:
            letter = _draft(connection, desk, number, actor, host)
        except DocumentError as fault:
            raise NotFound(f"draft of {number[:60]}") from fault
    return file_answer(render_letter(letter, desk.settings), f"draft-{number}.docx")


@router.get("/excluded")
def excluded(desk: DeskOf, actor: ActorOf) -> HTMLResponse:
    """One in twenty of a week's exclusions, for a second look."""
    with reading(desk.engine) as connection:
        rows, total = read_sample(connection, actor, desk.clock() - SAMPLED_FOR, limit=LISTED)
        titles = read_titles(connection, [row.number for row in rows])
    context = {"rows": rows, "titles": titles, "total": total, "reasons": EXCLUSIONS, "share": 100 // SAMPLE_SHARE}
    return desk.render("approval_excluded.html", context)
