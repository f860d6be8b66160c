"""A search or list page → items told in full, links to items, the next page, and how many there are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from crawlers.fetched import FetchedPage
from crawlers.pages.addresses import host_of, join_url
from crawlers.pages.facts import make_listing, price_notes
from crawlers.pages.item_links import find_item_links
from crawlers.pages.item_page import ItemReading
from crawlers.pages.json_ld import Node, first_text, read_json_ld, types_of, values_of
from crawlers.pages.laid_out import is_cut
from crawlers.pages.markup import parse_markup, tree_to_text
from crawlers.pages.microdata import read_microdata
from crawlers.pages.pagers import next_url
from crawlers.pages.products import product_facts, product_id, products_of
from crawlers.pages.selected import select_rows, text_at
from crawlers.source_file import Source

_TOTAL = re.compile(
    r"(?:共|找到|约)\s*(?:约|有|找到)?\s*([\d,]{1,12})\s*(?:件|个|条|款|种|项)(?!评|规格|颜色|图|店|问|人)"
    r"|([\d,]{1,12})\s+(?:results|products|items)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ListReading:
    """What a list page shows."""

    items: tuple[ItemReading, ...]
    """Those that the page itself tells with number, name and price."""
    links: tuple[str, ...]
    """Addresses of item pages still to be read, in page order."""
    next_url: str
    """Empty: no next page is linked."""
    total: int | None
    says_empty: bool
    notes: tuple[str, ...]


def read_list(page: FetchedPage, source: Source) -> ListReading:
    """Items from structured data, else links; nothing at all where the layout is not known."""
    tree = parse_markup(page.text)
    nodes, broken = read_json_ld(tree)
    listed = list(_listed(nodes)) or list(_listed(read_microdata(tree, page.url)))
    items = tuple(_item(node, nodes, page, source) for node in listed if _is_whole(node))
    links = [_address(node, page.url) for node in listed if not _is_whole(node)]
    if not items and not any(links):
        links = _laid_links(tree, page, source) if source.layout else find_item_links(tree, page.url, source)
    written = tree_to_text(tree)
    links = list(dict.fromkeys(link for link in links if host_of(link) in source.own_hosts))
    shown = len(items) + len(links)
    return ListReading(
        items=items,
        links=tuple(links),
        next_url=next_url(tree, page.url, source, page.ask.page or 1),
        total=_total(written, nodes, shown),
        says_empty=not shown and (any(words in written for words in source.nothing_found) or _counts_zero(nodes)),
        notes=("jsonld_broken",) if broken else (),
    )


def _laid_links(tree: HtmlElement, page: FetchedPage, source: Source) -> list[str]:
    """The links of the rows that the source file names, where addresses do not tell items from other pages."""
    layout = source.layout
    assert layout is not None
    told = [text_at(row, layout.fields.get("url", "")) for row in select_rows(tree, layout.rows)]
    return [join_url(page.url, one) for one in told if one]


def _listed(nodes: Sequence[Node]) -> Iterator[Node]:
    """The entries of item lists; failing these, the products where there are several."""
    entries = [
        entry
        for node in nodes
        if types_of(node) & {"itemlist", "offercatalog"}
        for told in values_of(node, "itemListElement")
        for entry in (values_of(told, "item") or [told] if isinstance(told, dict) else [{"url": told}])
    ]
    products = products_of(nodes)
    for entry in entries or (products if len(products) > 1 else []):
        yield entry if isinstance(entry, dict) else {"url": entry}


def _is_whole(node: Node) -> bool:
    """True where nothing is left to be read on the item's own page; a title that is cut short is."""
    name = first_text(node, "name")
    is_left = is_cut(name) and first_text(node, "url", "@id")
    return bool(products_of([node]) and product_id(node) and name and values_of(node, "offers") and not is_left)


def _item(node: Node, nodes: Sequence[Node], page: FetchedPage, source: Source) -> ItemReading:
    facts: dict[str, Any] = {"url": page.url, **product_facts(node, (), page.url)}
    return ItemReading(make_listing(facts, page, source.platform), price_notes(facts))


def _address(node: Node, url: str) -> str:
    told = first_text(node, "url", "@id")
    return join_url(url, told) if told else ""


def _total(written: str, nodes: Sequence[Node], shown: int) -> int | None:
    """The first count that can be the list's: less than what is shown counts something else, such as the basket."""
    counts = [(found[1] or found[2]).replace(",", "") for found in islice(_TOTAL.finditer(written), 100)]
    counts += [first_text(node, "numberOfItems") for node in nodes if "itemlist" in types_of(node)]
    return next((int(count) for count in counts if count.isdecimal() and len(count) < 12 and int(count) >= shown), None)


def _counts_zero(nodes: Sequence[Node]) -> bool:
    return any(first_text(node, "numberOfItems") == "0" for node in nodes if "itemlist" in types_of(node))
