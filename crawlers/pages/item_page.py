"""An item page → a listing: JSON-LD, else microdata, else OpenGraph, else heading and price; earlier wins by field."""

import html
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from crawlers.fetched import FetchedPage
from crawlers.pages.addresses import is_same_item, stable_id
from crawlers.pages.fact_tables import pair_facts, read_pairs, read_seller_line
from crawlers.pages.facts import in_currency, make_listing, merge_facts, price_conflict, price_notes
from crawlers.pages.json_ld import read_json_ld
from crawlers.pages.markup import parse_markup
from crawlers.pages.microdata import read_microdata
from crawlers.pages.offers import is_sold_out
from crawlers.pages.open_graph import open_graph_facts, read_metas, shared_title, tells_product
from crawlers.pages.products import main_product, product_facts, products_of
from crawlers.pages.script_prices import script_price
from crawlers.pages.texts import one_line
from crawlers.pages.visible import canonical_url, heading, price_facts, sales_facts
from leads_db.errors import PageChanged
from leads_db.records import Listing


@dataclass(frozen=True, slots=True)
class ItemReading:
    """A listing and what could not be read of it."""

    listing: Listing
    notes: tuple[str, ...]


def read_item(page: FetchedPage, platform: str, currency: str = "") -> ItemReading:
    """The item that the page is about. `currency`: that of prices which name none; empty: they stay unread.

    Raises PageChanged where neither product data nor heading and price stand.
    """
    tree = parse_markup(page.text)
    metas = read_metas(tree)
    shared = open_graph_facts(metas, page.url)
    told, notes = _structured(tree, page, (heading(tree), shared_title(metas)))
    if told:
        notes += price_conflict(told, shared)
    elif not tells_product(metas):
        told, notes = _weak(tree, shared), (*notes, "extraction_weak")
    facts = merge_facts(told, shared, pair_facts((*read_pairs(tree), *read_seller_line(tree, page.text))))
    if "sold_count" not in facts:
        facts = merge_facts(facts, sales_facts(tree, page.text))
    facts = merge_facts(facts, {"title": heading(tree)})
    facts = _addressed(facts | {"title": _as_seen(facts.get("title", ""), tree, shared)}, tree, page)
    if not facts["title"]:
        raise PageChanged("Product data without a name.", url=page.url)
    if "price" not in facts and (found := script_price(tree, facts["title"])):
        facts, notes = facts | {"price": found}, (*notes, "price_from_script")
    facts = in_currency(facts, currency)
    return ItemReading(make_listing(facts, page, platform), notes + price_notes(facts))


def _structured(
    tree: HtmlElement, page: FetchedPage, headings: tuple[str, str]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Facts of the main product in JSON-LD or else microdata; empty where there is none."""
    nodes, broken = read_json_ld(tree)
    notes: tuple[str, ...] = ("jsonld_broken",) if broken else ()
    products = products_of(nodes)
    if not products:
        nodes = read_microdata(tree, page.url)
        products = products_of(nodes)
    product = main_product(products, page.url, headings)
    if product is None:
        return {}, notes
    notes += ("sold_out",) if is_sold_out(product) else ()
    return product_facts(product, nodes, page.url), notes


def _weak(tree: HtmlElement, shared: dict[str, Any]) -> dict[str, Any]:
    """Heading and price of a page that says nothing to machines. Raises PageChanged where one is missing."""
    title, price = heading(tree) or shared.get("title", ""), price_facts(tree)
    if not title or not (price or script_price(tree, title)):
        raise PageChanged("No product data, and no heading with a price.")
    return {"title": title, **price}


def _as_seen(title: str, tree: HtmlElement, shared: dict[str, Any]) -> str:
    """A title whose entities were escaped once too often, as the page itself shows it."""
    decoded = one_line(html.unescape(title)) if "&" in title else title
    seen = (heading(tree), shared.get("title", "")) if decoded != title else ()
    return decoded if decoded in seen else title


def _addressed(facts: dict[str, Any], tree: HtmlElement, page: FetchedPage) -> dict[str, Any]:
    """With the address that the page claims, where it can be its own, and an id: the shop's, else the address."""
    claimed = (canonical_url(tree, page.url), facts.get("url", ""))
    url = next((told for told in claimed if is_same_item(told, page.url)), page.url)
    return {**facts, "url": url, "item_id": facts.get("item_id") or stable_id(url)}
