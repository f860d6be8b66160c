"""帮助: how a bureau works here, on one page."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from console.clock_words import LIMIT_UNITS
from console.desk.context import DeskOf
from console.desk.county_reading import read_limits
from console.desk.security.access import OF_BUREAU, allow
from console.lead_words import LEAD_STATES
from leads_db.lifecycle import RETURN_REASONS
from leads_db.store.engine import reading

router = APIRouter(dependencies=[allow(*OF_BUREAU)])


@router.get("/help")
def help_page(desk: DeskOf) -> HTMLResponse:
    """What to do in which state, with the way of a lead drawn."""
    with reading(desk.engine) as connection:
        limits = read_limits(connection, desk)
    facts = {"limits": limits, "units": LIMIT_UNITS, "reasons": RETURN_REASONS, "states_word": LEAD_STATES}
    return desk.render("county_help.html", facts)
