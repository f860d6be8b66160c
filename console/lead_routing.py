"""One stored lead → where it should go: its newest listing and what its seller's pages tell, given to the router."""

from sqlalchemy import Connection

from leads_db.records import Lead, Listing
from leads_db.records.routing import Routing
from leads_db.store.handling import read_handling
from leads_db.store.lead_views import read_lead_listings
from leads_db.store.sellers import best_fact, keys_of, read_seller_facts
from pipelines.routing.router import Router
from pipelines.routing.subject import Subject
from pipelines.sellers import WHERE

LIVE_WORDS = ("直播", "/live")
LISTINGS_READ = 20


def route_lead(connection: Connection, router: Router, lead: Lead) -> Routing:
    """The proposal for this lead. Raises NotFound for one that has no handling."""
    return router.route(subject_of(connection, lead))


def subject_of(connection: Connection, lead: Lead) -> Subject:
    """What is known of the lead's seller: a bureau's own finding first, then its listings, then its pages."""
    handling = read_handling(connection, lead.number)
    items = read_lead_listings(connection, [lead.number], per_lead=LISTINGS_READ).get(lead.number, ())
    listings = [item.listing for item in items]
    stored = read_seller_facts(connection, {key for one in listings[:1] for key in keys_of(one)})
    facts = [known for held in stored.values() for known in held]
    told = best_fact(facts, "operator_address")
    icp = best_fact(facts, "icp_number")
    own = _first(listings, "operator_address")
    where, sure = ("", 1.0) if own or told is None else WHERE[told.how]
    return Subject(
        platform=lead.platform,
        indication=lead.indication,
        city=lead.city,
        shop_name=_first(listings, "shop_name"),
        operator_name=_first(listings, "operator_name"),
        operator_address=own or (told.value if told else ""),
        address_where=where,
        address_sure=sure,
        verified_address=str(handling.outcome.get("actual_address") or ""),
        shop_location=_first(listings, "shop_location"),
        ships_from=_first(listings, "ships_from"),
        icp_number=icp.value if icp else "",
        title=_first(listings, "title"),
        url=_first(listings, "url"),
        is_live=any(word in f"{one.title}{one.url or ''}" for one in listings for word in LIVE_WORDS),
        returns=handling.returns,
    )


def _first(listings: list[Listing], name: str) -> str:
    return next((str(value) for one in listings if (value := getattr(one, name))), "")
