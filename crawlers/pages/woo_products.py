"""An answer of the WooCommerce Store API → listings: prices in minor units, names with HTML escapes."""

import html
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.pages.addresses import join_url
from crawlers.pages.fact_tables import pair_facts, split_description
from crawlers.pages.facts import known, make_listing, merge_facts, price_notes
from crawlers.pages.interface_answers import ProductsReading, parse_json, rows_of
from crawlers.pages.item_page import ItemReading
from crawlers.pages.prices import Price
from crawlers.pages.texts import clean, one_line
from crawlers.pages.weights import read_weight
from crawlers.source_file import Source
from leads_db.errors import PageChanged

MINOR_UNITS_MOST = 4


def read_store_products(page: FetchedPage, source: Source) -> ProductsReading:
    """All products of one answer. Raises PageChanged with the interface's own reason where it refuses."""
    answer = parse_json(page)
    if isinstance(answer, dict) and clean(answer.get("code")):
        raise PageChanged(f"{clean(answer['code'])}: {one_line(answer.get('message'))[:200]}", url=page.url)
    if not isinstance(answer, list):
        raise PageChanged("A list of products was expected.", url=page.url)
    items = [_item(product, page, source) for product in rows_of(answer) if _is_whole(product)]
    if answer and not items:
        raise PageChanged("None of the products has an id and a name.", url=page.url)
    left_out = len(answer) - len(items)
    total = clean(page.headers.get("x-wp-total"))
    return ProductsReading(
        items=tuple(items),
        count=len(answer),
        total=int(total) if total.isdecimal() and len(total) < 12 else None,
        notes=(f"products_unreadable: {left_out}",) if left_out else (),
    )


def _is_whole(product: Mapping[str, Any]) -> bool:
    return bool(clean(product.get("id")) and _name(product.get("name")))


def _item(product: Mapping[str, Any], page: FetchedPage, source: Source) -> ItemReading:
    description, pairs = split_description(product.get("description"))
    short, short_pairs = split_description(product.get("short_description"))
    told = {
        "item_id": clean(product.get("id")),
        "title": _name(product.get("name")),
        "url": join_url(source.base_url, clean(product.get("permalink"))) if product.get("permalink") else "",
        "description": "\n".join(text for text in (short, description) if text),
        "attributes": _attributes(product),
        "category": ">".join(filter(None, (_name(one.get("name")) for one in rows_of(product.get("categories"))))),
        "price": _price(product.get("prices")),
        "net_weight_kg": read_weight(product.get("formatted_weight")),
        "image_urls": tuple(
            filter(None, (join_url(page.url, clean(image.get("src"))) for image in rows_of(product.get("images"))))
        ),
    }
    facts = merge_facts(known(told), pair_facts((*pairs, *short_pairs)))
    notes = ("sold_out",) if product.get("is_in_stock") is False else ()
    return ItemReading(make_listing(facts, page, source.platform), notes + price_notes(facts))


def _attributes(product: Mapping[str, Any]) -> dict[str, str]:
    told: dict[str, str] = {}
    for attribute in rows_of(product.get("attributes")):
        terms = [_name(term.get("name")) for term in rows_of(attribute.get("terms"))]
        name = _name(attribute.get("name"))
        if name and any(terms):
            told.setdefault(name, "、".join(filter(None, terms)))
    brands = [_name(brand.get("name")) for brand in rows_of(product.get("brands"))]
    return told if not any(brands) else {"品牌": "、".join(filter(None, brands)), **told}


def _price(prices: object) -> Price | None:
    if not isinstance(prices, Mapping):
        return None
    range_ = prices.get("price_range")
    told = clean(range_.get("min_amount")) if isinstance(range_, Mapping) else ""
    told = told or clean(prices.get("price"))
    currency, places = one_line(prices.get("currency_code")), prices.get("currency_minor_unit", 2)
    if not told.isdecimal() or len(told) > 15 or not isinstance(places, int) or not 0 <= places <= MINOR_UNITS_MOST:
        return Price(None, currency, f"{told} {currency}".strip()) if told else None
    amount = Decimal(told).scaleb(-places)
    return Price(amount, currency, f"{amount} {currency}".strip())


def _name(value: object) -> str:
    return one_line(html.unescape(clean(value)))
