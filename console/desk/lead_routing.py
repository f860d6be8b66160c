"""Where a lead should go, for the person who decides it: the proposal with its reason, and what can be chosen."""

from functools import cache
from pathlib import Path

from console.desk.context import Desk
from console.desk.lead_view import LeadView
from console.lead_routing import route_lead
from leads_db.records.routing import Routing
from leads_db.register import load_register
from pipelines.routing.router import Router


@cache
def _router(folder: Path) -> Router:
    return Router(load_register(folder))


def route_of(desk: Desk, view: LeadView) -> Routing:
    """The proposal. Raises RegisterError."""
    router = _router(desk.settings.register_folder)
    listings = [item.listing for item in view.items]
    return route_lead(router, view.lead, view.handling, listings, view.seller.facts)


def bureau_choices(
    desk: Desk, cities: tuple[str, ...]
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """(id, name) of the bureaus of these cities, and of the places outside to which a lead can be transferred."""
    ours = tuple((one.id, one.name) for one in desk.names.bureaus.values() if one.city in cities)
    away = tuple((f"transfer:{code}", name) for code, name in desk.names.divisions.items())
    return ours, away
