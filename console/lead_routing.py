"""One lead → where it should go: its listings and what is known of its seller, given to the router. Pure."""

from collections.abc import Iterable, Sequence

from leads_db.records import Lead, Listing
from leads_db.records.handling import Handling
from leads_db.records.routing import Routing
from leads_db.store.sellers import KnownFact, best_fact
from pipelines.routing.router import Router
from pipelines.routing.subject import Subject
from pipelines.sellers import WHERE

LIVE_WORDS = ("直播", "/live")


def route_lead(
    router: Router, lead: Lead, handling: Handling, listings: Sequence[Listing], facts: Iterable[KnownFact]
) -> Routing:
    """The proposal for this lead; `listings`: its own, the gravest first; `facts`: what is known of its seller."""
    return router.route(subject_of(lead, handling, listings, tuple(facts)))


def subject_of(
    lead: Lead, handling: Handling, listings: Sequence[Listing], facts: Sequence[KnownFact]
) -> Subject:  # fmt: skip
    """A bureau's own finding goes first, then what a person told, the listings, the seller's pages."""
    address = best_fact(facts, "operator_address")
    own = _first(listings, "operator_address")
    told = address if address is not None and (address.how == "person" or not own) else None
    where, sure = WHERE.get(told.how, ("", 1.0)) if told else ("", 1.0)
    name, icp = best_fact(facts, "operator_name"), best_fact(facts, "icp_number")
    return Subject(
        platform=lead.platform,
        indication=lead.indication,
        city=lead.city,
        shop_name=_first(listings, "shop_name") or lead.seller_name,
        operator_name=_first(listings, "operator_name") or (name.value if name else ""),
        operator_address=told.value if told else own,
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


def _first(listings: Sequence[Listing], name: str) -> str:
    return next((str(value) for one in listings if (value := getattr(one, name))), "")
