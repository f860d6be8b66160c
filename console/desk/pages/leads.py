"""线索: the list with its filters, and one lead that can be read in a minute."""

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from console.desk.context import DeskOf
from console.desk.highlight import show_fields
from console.desk.law import number_grounds
from console.desk.lead_lines import read_lead_lines
from console.desk.pages.today import last_looks
from leads_db.errors import NotFound
from leads_db.records import FindingState, Verdict
from leads_db.store.engine import reading
from leads_db.store.lead_views import read_lead_choices, read_lead_listings
from leads_db.store.leads import QUEUED, LeadFilter, count_leads, read_lead, read_leads

router = APIRouter()
PAGE_SIZE = 30
LISTINGS_SHOWN = 100


class VerdictChoice(StrEnum):
    """What the filter offers; `all` is no filter."""

    ALL = ""
    INFRINGING = Verdict.INFRINGING
    IRREGULAR_USE = Verdict.IRREGULAR_USE
    UNLICENSED_LOCAL = Verdict.UNLICENSED_LOCAL
    INSUFFICIENT = Verdict.INSUFFICIENT


class StockChoice(StrEnum):
    """Real goods, those of the practice market, or both."""

    ALL = ""
    REAL = "real"
    PRACTICE = "practice"


Word = Annotated[str, Query(max_length=60, pattern=r"^[a-z0-9:_-]*$")]


@router.get("/leads")
def lead_list(
    desk: DeskOf,
    verdict: VerdictChoice = VerdictChoice.ALL,
    indication: Word = "",
    bureau: Word = "",
    stock: StockChoice = StockChoice.ALL,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """Waiting leads, the likeliest first, 30 a page."""
    cities = desk.settings.cities
    wanted = LeadFilter(
        cities=cities,
        verdict=Verdict(verdict) if verdict else None,
        indication=indication or None,
        bureau=bureau or None,
        is_practice=None if stock is StockChoice.ALL else stock is StockChoice.PRACTICE,
    )
    with reading(desk.engine) as connection:
        found = read_lead_lines(
            connection, read_leads(connection, wanted, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
        )
        counts = count_leads(connection, wanted)
        choices = read_lead_choices(connection, cities)
        looks = last_looks(connection, desk)
    query = {"verdict": verdict.value, "indication": indication, "bureau": bureau, "stock": stock.value}
    chosen = {name: value for name, value in query.items() if value}
    context = {"lines": found, "total": sum(counts.values()), "choices": choices, "chosen": query, "looks": looks}
    paging = {"page": page, "pages": max(1, -(-sum(counts.values()) // PAGE_SIZE)), "query": urlencode(chosen)}
    return desk.render("leads.html", {**context, **paging, "queued": QUEUED})


@router.get("/leads/{number}")
def one_lead(
    desk: DeskOf, number: str, listing: Annotated[str, Query(pattern=r"^[0-9a-f]{0,32}$")] = ""
) -> HTMLResponse:
    """The lead; `listing` (a listing key) chooses which of its listings is read, else the gravest."""
    with reading(desk.engine) as connection:
        lead = read_lead(connection, number)
        items = read_lead_listings(connection, [number], per_lead=LISTINGS_SHOWN).get(number, ())
    shown = next((item for item in items if not listing or item.listing.key == listing), None)
    if shown is None:
        raise NotFound(f"listing {listing}")
    findings = shown.assessment.findings if shown.assessment else ()
    fields, left_out = show_fields(shown.listing, findings)
    by_state = {state: [item for item in findings if item.state is state] for state in FindingState}
    context = {"lead": lead, "items": items, "shown": shown, "fields": fields, "left_out": left_out}
    return desk.render("lead.html", {**context, "by_state": by_state, "grounds": number_grounds(findings)})
