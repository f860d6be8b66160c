"""One lead that can be read in a minute."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from console.clock_words import LIMIT_UNITS
from console.desk.context import DeskOf
from console.desk.county_forms import FORMS, move_word
from console.desk.county_reading import read_limits
from console.desk.lead_routing import route_of
from console.desk.lead_story import read_story, told_facts
from console.desk.lead_view import read_lead_view
from console.desk.pages.by_post import posted_moves
from console.desk.security.access import CENTRE, ActorOf, allow
from leads_db.records.handling import LeadState
from leads_db.store.engine import reading

router = APIRouter(dependencies=[allow(*CENTRE)])
TO_ROUTE = frozenset({LeadState.NEW, LeadState.HELD, LeadState.CONFIRMED, LeadState.RETURNED, LeadState.UNROUTABLE})
"""States in which it is still open where the lead goes."""


@router.get("/leads/{number}")
def one_lead(
    desk: DeskOf, actor: ActorOf, number: str, listing: Annotated[str, Query(pattern=r"^[0-9a-f]{0,32}$")] = ""
) -> HTMLResponse:
    """The lead; `listing` (a listing key) chooses which of its listings is read, else the gravest."""
    with reading(desk.engine) as connection:
        view = read_lead_view(connection, desk, actor, number, desk.clock(), listing=listing)
        story = read_story(connection, desk, actor, number)
        limits = read_limits(connection, desk)
    routing = route_of(desk, view) if view.handling.state in TO_ROUTE else None
    posted = posted_moves(view.handling, actor)
    tools = {"forms": FORMS, "move_word": move_word, "units": LIMIT_UNITS, "limits": limits, "posted": posted}
    context = {"view": view, "story": story, "routing": routing, "told_facts": told_facts, **tools}
    return desk.render("lead.html", context)
