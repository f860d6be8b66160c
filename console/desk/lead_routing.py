"""Where a lead should go, for the person who decides it: the proposal with its reason, and what can be chosen."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from console.desk.context import Desk
from console.desk.lead_view import LeadView
from leads_db.records import Listing, SellerFact
from leads_db.records.routing import Routing
from leads_db.register import load_register
from leads_db.store.sellers import SURE
from pipelines.routing.router import Router
from pipelines.routing.subject import Subject
from pipelines.sellers import WHERE


@cache
def _router(folder: Path) -> Router:
    return Router(load_register(folder))


def route_of(desk: Desk, view: LeadView) -> Routing:
    """The proposal. Raises RegisterError."""
    return _router(desk.settings.register_folder).route(subject_of(view))


def subject_of(view: LeadView) -> Subject:
    """What is known of the lead's seller, from its listing, its other pages, people and the bureau's verification."""
    lead = view.lead
    listing = view.shown.listing if view.shown else Listing(platform=lead.platform, item_id="", title="")
    facts = _best(view)
    address = facts.get("operator_address")
    own = listing.operator_address or ""
    told = address if address is not None and (address.how == "person" or not own) else None
    where, sure = WHERE.get(told.how, ("", 1.0)) if told else ("", 1.0)
    name = facts.get("operator_name")
    return Subject(
        platform=lead.platform,
        indication=lead.indication,
        city=lead.city,
        shop_name=lead.seller_name,
        operator_name=listing.operator_name or (name.value if name else ""),
        operator_address=told.value if told else own,
        address_where=where,
        address_sure=sure,
        verified_address=str(view.handling.outcome.get("actual_address") or ""),
        returns=view.handling.returns,
        shop_location=listing.shop_location or "",
        ships_from=listing.ships_from or "",
        title=listing.title,
        url=listing.url or "",
    )


def _best(view: LeadView) -> Mapping[str, SellerFact]:
    """Field → its surest fact."""
    best: dict[str, SellerFact] = {}
    for known in sorted(view.seller.facts, key=lambda one: SURE.index(one.fact.how)):
        best.setdefault(known.fact.field, known.fact)
    return best


def bureau_choices(
    desk: Desk, cities: tuple[str, ...]
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """(id, name) of the bureaus of these cities, and of the places outside to which a lead can be transferred."""
    ours = tuple((one.id, one.name) for one in desk.names.bureaus.values() if one.city in cities)
    away = tuple((f"transfer:{code}", name) for code, name in desk.names.divisions.items())
    return ours, away
