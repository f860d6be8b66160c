"""线索: the list with its filters, and one lead that can be read in a minute."""

from dataclasses import asdict
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from console.desk.choice import ChoiceOf
from console.desk.context import DeskOf
from console.desk.highlight import show_fields
from console.desk.law import number_grounds
from console.desk.lead_lines import read_lead_lines
from console.desk.pages.today import last_looks
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from console.desk.seller import read_seller
from leads_db.errors import NotFound
from leads_db.records import FindingState
from leads_db.store.engine import reading
from leads_db.store.lead_views import read_lead_choices, read_lead_listings
from leads_db.store.leads import QUEUED, count_leads, read_lead, read_leads

router = APIRouter(dependencies=[allow(*CENTRE)])
PAGE_SIZE = 30
LISTINGS_SHOWN = 100


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
        lead = read_lead(connection, number)
        if lead.city not in cities_of(desk, actor):
            raise NotFound(f"lead {number}")
        items = read_lead_listings(connection, [number], per_lead=LISTINGS_SHOWN).get(number, ())
        shown = next((item for item in items if not listing or item.listing.key == listing), None)
        if shown is None:
            raise NotFound(f"listing {listing}")
        seller = read_seller(connection, shown.listing)
    findings = shown.assessment.findings if shown.assessment else ()
    fields, left_out = show_fields(shown.listing, findings)
    by_state = {state: [item for item in findings if item.state is state] for state in FindingState}
    context = {"seller": seller, "lead": lead, "items": items, "shown": shown, "fields": fields, "left_out": left_out}
    return desk.render("lead.html", {**context, "by_state": by_state, "grounds": number_grounds(findings)})
