"""线索: the list with its filters, and one lead that can be read in a minute."""

from dataclasses import asdict
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from console.desk.choice import ChoiceOf
from console.desk.context import DeskOf
from console.desk.lead_lines import read_lead_lines
from console.desk.lead_routing import route_of
from console.desk.lead_story import read_story, told_facts
from console.desk.lead_view import read_lead_view
from console.desk.pages.today import last_looks
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from leads_db.records.handling import LeadState
from leads_db.store.engine import reading
from leads_db.store.lead_views import read_lead_choices
from leads_db.store.leads import QUEUED, count_leads, read_leads

router = APIRouter(dependencies=[allow(*CENTRE)])
PAGE_SIZE = 30
TO_ROUTE = frozenset({LeadState.NEW, LeadState.HELD, LeadState.CONFIRMED, LeadState.RETURNED, LeadState.UNROUTABLE})
"""States in which it is still open where the lead goes."""


@router.get("/leads")
def lead_list(
    desk: DeskOf, actor: ActorOf, choice: ChoiceOf, page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> HTMLResponse:
    """Waiting leads, the likeliest first, 30 a page."""
    cities = cities_of(desk, actor)
    wanted = choice.wanted(cities)
    with reading(desk.engine) as connection:
        found = read_leads(connection, wanted, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
        total = sum(count_leads(connection, wanted).values())
        context = {
            "lines": read_lead_lines(connection, found),
            "choices": read_lead_choices(connection, cities),
            "looks": last_looks(connection, desk),
        }
    chosen = {name: str(value) for name, value in asdict(choice).items()}
    query = urlencode({name: value for name, value in chosen.items() if value})
    paging = {"page": page, "pages": max(1, -(-total // PAGE_SIZE)), "query": query, "total": total}
    return desk.render("leads.html", {**context, **paging, "chosen": chosen, "queued": QUEUED})


@router.get("/leads/{number}")
def one_lead(
    desk: DeskOf, actor: ActorOf, number: str, listing: Annotated[str, Query(pattern=r"^[0-9a-f]{0,32}$")] = ""
) -> HTMLResponse:
    """The lead; `listing` (a listing key) chooses which of its listings is read, else the gravest."""
    with reading(desk.engine) as connection:
        view = read_lead_view(connection, desk, actor, number, desk.clock(), listing=listing)
        story = read_story(connection, desk, actor, number)
    routing = route_of(desk, view) if view.handling.state in TO_ROUTE else None
    context = {"view": view, "story": story, "routing": routing, "told_facts": told_facts}
    return desk.render("lead.html", context)
