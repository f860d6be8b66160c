"""A dry run: what an order would search, which addresses it would ask for first, and what robots.txt says to them."""

from collections.abc import Mapping
from dataclasses import dataclass

from crawlers.kinds import make_kind
from crawlers.kinds.addresses import address_kind
from crawlers.kinds.kind import Kind
from crawlers.robots_check import check_robots
from crawlers.source_file import Source
from leads_db.records import Unit, UnitState, WatchTerm
from leads_db.settings import Settings
from scheduler.ordering import Order, find_order_terms
from scheduler.planning import page_ranges

UNITS_SHOWN = 40
ADDRESSES_ASKED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedUnit:
    """One unit that the run would be cut into."""

    term: str
    indication: str
    page_from: int
    page_to: int
    urls: tuple[str, ...]
    """First addresses; empty for an interface whose calls are signed at the moment of sending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """Nothing of it is kept."""

    order: Order
    kind: str
    unit_count: int
    requests_most: int
    """As many as the run may send: the source's limit, or the order's where that is lower."""
    units: tuple[PlannedUnit, ...]
    """The first UNITS_SHOWN."""
    refused: Mapping[str, str]
    """Address → why robots.txt (or the egress rule) closes it; empty text: open."""
    by_contract: bool
    """True for an official interface, to which its terms apply and not robots.txt."""


def rehearse(settings: Settings, order: Order) -> Rehearsal:
    """One small request for robots.txt a host; no list, no item. Raises what `order_run` raises, and CrawlError."""
    source, terms = find_order_terms(settings, order)
    ranges = [(1, 1)] if order.links else page_ranges(source, order.pages)
    kind = address_kind(source, order.params) if order.links else make_kind(source)
    pairs = [(term, pages) for pages in ranges for term in terms]
    units = tuple(_unit(source, kind, term, *pages) for term, pages in pairs[:UNITS_SHOWN])
    urls = [] if source.is_interface else list(dict.fromkeys(url for unit in units for url in unit.urls))
    return Rehearsal(
        order=order,
        kind=source.kind,
        unit_count=len(pairs),
        requests_most=min(order.requests or source.max_requests, source.max_requests),
        units=units,
        refused=check_robots(source, settings, urls[:ADDRESSES_ASKED]) if urls else {},
        by_contract=source.is_interface,
    )


def _unit(source: Source, kind: Kind, term: WatchTerm, page_from: int, page_to: int) -> PlannedUnit:
    unit = Unit(
        id=0,
        run_id=0,
        source=source.name,
        term=term.text,
        indication=term.indication,
        page_from=page_from,
        page_to=page_to,
        state=UnitState.WAITING,
        attempts=0,
    )
    urls = () if source.is_interface else tuple(ask.url for ask in kind.start(unit))
    return PlannedUnit(term=term.text, indication=term.indication, page_from=page_from, page_to=page_to, urls=urls)
