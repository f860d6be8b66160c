"""Texts found at the places of a layout → the facts of a listing."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.layout import Layout
from crawlers.pages.addresses import join_url, stable_id
from crawlers.pages.facts import known, make_listing, price_notes
from crawlers.pages.item_page import ItemReading
from crawlers.pages.markup import plain_text
from crawlers.pages.prices import Price, is_yuan, read_price
from crawlers.pages.sales import parse_sales
from crawlers.pages.texts import clean, one_line
from crawlers.pages.weights import read_weight
from crawlers.source_file import Source

_PLAIN = ("title", "category", "shop_name", "shop_id", "shop_location", "ships_from",
          "operator_name", "operator_code", "operator_address")  # fmt: skip
CUT_MARKS = ("...", "…")
"""At the end of a title: the list shows only its beginning."""

Told = Mapping[str, Any]
"""Fact → text, number or list of texts, as found."""


def laid_facts(told: Told, page: FetchedPage, source: Source) -> dict[str, Any]:
    """The facts in the terms of a Listing; what is not told is left out."""
    layout = layout_of(source)
    facts: dict[str, Any] = {name: one_line(_first(told.get(name))) for name in _PLAIN}
    price, sold = one_line(_first(told.get("price"))), one_line(_first(told.get("sold")))
    item_id = one_line(_first(told.get("item_id")))[:200]
    facts |= {
        "item_id": item_id,
        "url": _address(one_line(_first(told.get("url"))), item_id, page, source),
        "description": plain_text(_first(told.get("description"))),
        "price": price_in(price, layout.price_unit, source.currency) if price else None,
        "net_weight_kg": read_weight(_first(told.get("weight"))),
        "image_urls": tuple(filter(None, (join_url(page.url, clean(one)) for one in _many(told.get("image_urls"))))),
        "attributes": {name: text for name in told if not name.isascii() and (text := one_line(_first(told[name])))},
    }
    if sold:
        facts |= {"sold_raw": sold, "sold_count": parse_sales(sold).count}
    return known(facts)


def price_in(told: str, unit: str, currency: str) -> Price:
    """A price in yuan, or in fen where the layout says so; fen that are no whole number are not read."""
    if unit == "yuan":
        return read_price(told, currency)
    price = read_price(told, currency)
    if price.amount is None or price.amount != price.amount.to_integral_value():
        return Price(None, currency, f"{told} 分")
    amount = (price.amount / 100).quantize(Decimal("0.01"))
    named = "CNY" if not price.currency or is_yuan(price.currency) else price.currency
    return Price(amount, named, f"{amount} {named}")


def make_row(facts: Mapping[str, Any], page: FetchedPage, source: Source) -> ItemReading | None:
    """The listing; None without a title, or without anything that identifies it."""
    item_id = facts.get("item_id") or (stable_id(facts["url"]) if facts.get("url") else "")
    if not item_id or not facts.get("title"):
        return None
    return ItemReading(make_listing({**facts, "item_id": item_id}, page, source.platform), price_notes(facts))


def is_cut(title: str) -> bool:
    """True for a title of which the list shows only the beginning."""
    return title.rstrip().endswith(CUT_MARKS)


def layout_of(source: Source) -> Layout:
    """The layout, which these kinds always have."""
    assert source.layout is not None
    return source.layout


def _address(url: str, item_id: str, page: FetchedPage, source: Source) -> str:
    made = layout_of(source).item_address
    if made and item_id:
        return source.address(made.replace("{item_id}", item_id))
    return join_url(page.url, url) if url else ""


def _first(value: object) -> Any:
    return next(iter(value), "") if isinstance(value, list) else value


def _many(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
