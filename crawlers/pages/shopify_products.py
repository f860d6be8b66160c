"""A products.json of Shopify → listings. The answer states no currency: the source file may."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.pages.addresses import join_url
from crawlers.pages.fact_tables import pair_facts, split_description
from crawlers.pages.facts import known, make_listing, merge_facts, price_notes
from crawlers.pages.interface_answers import ProductsReading, parse_json, rows_of
from crawlers.pages.item_page import ItemReading
from crawlers.pages.prices import Price, read_price
from crawlers.pages.texts import clean, one_line
from crawlers.source_file import Source
from leads_db.errors import PageChanged


def read_products(page: FetchedPage, source: Source) -> ProductsReading:
    """All products of one answer. Raises PageChanged where it holds no list of products."""
    answer = parse_json(page)
    products = answer.get("products") if isinstance(answer, dict) else None
    if not isinstance(products, list):
        raise PageChanged("The answer holds no list «products».", url=page.url)
    items = [_item(product, page, source) for product in rows_of(products) if _is_whole(product)]
    if products and not items:
        raise PageChanged("None of the products has an id and a title.", url=page.url)
    left_out = len(products) - len(items)
    notes = (f"products_unreadable: {left_out}",) if left_out else ()
    return ProductsReading(items=tuple(items), count=len(products), notes=notes)


def _is_whole(product: Mapping[str, Any]) -> bool:
    return bool(clean(product.get("id")) and one_line(product.get("title")))


def _item(product: Mapping[str, Any], page: FetchedPage, source: Source) -> ItemReading:
    description, pairs = split_description(product.get("body_html"))
    variants = rows_of(product.get("variants"))
    on_sale = [variant for variant in variants if variant.get("available", True)] or variants
    cheapest = min(on_sale, key=_rank, default={})
    names = [one_line(variant.get("title")) for variant in variants]
    shown = [name for name in dict.fromkeys(names) if name not in ("", "Default Title", "默认规格")]
    told = {
        "item_id": clean(product.get("id")),
        "title": one_line(product.get("title")),
        "url": join_url(source.base_url, f"products/{clean(product.get('handle'))}"),
        "description": description,
        "attributes": {"规格": " / ".join(shown[:30])} if shown else {},
        "category": one_line(product.get("product_type")),
        "price": _price(cheapest, source),
        "net_weight_kg": _kilograms(cheapest.get("grams")),
        "shop_name": one_line(product.get("vendor")),
        "image_urls": tuple(
            filter(None, (join_url(page.url, clean(image.get("src"))) for image in rows_of(product.get("images"))))
        ),
    }
    facts = merge_facts(known(pair_facts(pairs)), known(told))
    notes = ("sold_out",) if variants and not any(variant.get("available", True) for variant in variants) else ()
    return ItemReading(make_listing(facts, page, source.platform), notes + price_notes(facts))


def _price(variant: Mapping[str, Any], source: Source) -> Price | None:
    told = clean(variant.get("price"))
    return read_price(told, source.currency) if told else None


def _rank(variant: Mapping[str, Any]) -> Decimal:
    amount = read_price(variant.get("price")).amount
    return Decimal("Infinity") if amount is None else amount


def _kilograms(grams: object) -> Decimal | None:
    told = clean(grams)
    return Decimal(told) / 1000 if told.isdecimal() and len(told) < 12 and int(told) else None
