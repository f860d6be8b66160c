"""Facts of one listing gathered from several places of a page: merged field by field, then made a Listing."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.pages.prices import Price
from leads_db.records import Listing

FOREIGN_SIGNS = re.compile(r"[$€£₩฿₫₽]")

Facts = Mapping[str, Any]
"""Field of Listing → value, absent where not told; `price` holds a Price, `attributes` a mapping."""


def known(facts: Facts) -> dict[str, Any]:
    """Without empty values; a number may be 0."""
    return {name: value for name, value in facts.items() if value or isinstance(value, int | Decimal)}


def merge_facts(*readings: Facts) -> dict[str, Any]:
    """One set of facts; what was read earlier wins, attributes by name. A price that tells less gives way."""
    merged: dict[str, Any] = {}
    attributes: dict[str, str] = {}
    for reading in readings:
        for name, value in known(reading).items():
            if name == "attributes":
                attributes |= _new(value, attributes)
            elif name not in merged or (name == "price" and _tells_more(value, merged[name])):
                merged[name] = value
    return {**merged, "attributes": attributes} if attributes else merged


def price_conflict(earlier: Facts, later: Facts) -> tuple[str, ...]:
    """A note where two places of one page tell different prices."""
    first, second = earlier.get("price"), later.get("price")
    if not (isinstance(first, Price) and isinstance(second, Price)):
        return ()
    if None in (first.amount, second.amount) or first.amount == second.amount:
        return ()
    return (f"price_conflict: {first.raw} / {second.raw}",)


def price_notes(facts: Facts) -> tuple[str, ...]:
    """What is missing of the price."""
    price = facts.get("price")
    if not isinstance(price, Price):
        return ("price_missing",)
    if price.amount is None:
        return (f"price_unparsed: {price.raw}",)
    return () if price.currency else ("currency_missing",)


def in_currency(facts: Facts, currency: str) -> dict[str, Any]:
    """The facts with this currency for a price that names none; a foreign sign beside the number keeps it unread."""
    price = facts.get("price")
    is_bare = isinstance(price, Price) and price.amount is not None and not price.currency
    if not currency or not is_bare or not isinstance(price, Price) or FOREIGN_SIGNS.search(price.raw):
        return dict(facts)
    return {**facts, "price": Price(price.amount, currency, f"{price.raw} {currency}")}


def make_listing(facts: Facts, page: FetchedPage, platform: str) -> Listing:
    """The listing; `facts` hold at least item_id and title."""
    told = {name: value for name, value in facts.items() if name != "price"}
    price = facts.get("price")
    if isinstance(price, Price):
        told |= {"price_cny": price.cny, "price_raw": price.raw or None}
    return Listing(platform=platform, seen_at=page.fetched_at, **told)


def _tells_more(price: Price, held: Price) -> bool:
    """True for an amount where none is held, or the currency of the very amount that is held."""
    if held.amount is None:
        return price.amount is not None
    return price.amount == held.amount and bool(price.currency) and not held.currency


def _new(value: Mapping[str, str], held: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in value.items() if name not in held}
