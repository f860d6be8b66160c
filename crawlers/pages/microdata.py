"""Microdata of a page → things in the shape of JSON-LD."""

from collections.abc import Mapping
from typing import Any

from extruct.w3cmicrodata import MicrodataExtractor
from lxml.html import HtmlElement

from crawlers.pages.json_ld import Node

_UNSEEN = "//*[@itemprop]//*[contains(@class, 'hdn') or contains(@class, 'sr-only') or contains(@class, 'hidden')]"
"""Words inside a property that are hidden from who looks at the page."""
ITEMS_MOST = 1_000
"""Described things on one page; the microdata of a page with more is left alone."""


def read_microdata(tree: HtmlElement, url: str) -> tuple[Node, ...]:
    """Top-level things in page order, addresses made absolute."""
    scopes = tree.xpath("count(//*[@itemscope])")
    if not 0 < scopes <= ITEMS_MOST:
        return ()
    for element in tree.xpath(_UNSEEN):
        element.drop_tree()
    try:
        found = MicrodataExtractor().extract_items(tree, url)
    except (RecursionError, ValueError):
        return ()
    return tuple(_as_node(item) for item in found if isinstance(item, dict))


def _as_node(item: Mapping[str, Any]) -> Node:
    properties = item.get("properties")
    held = properties if isinstance(properties, Mapping) else {"name": item.get("value", "")}
    return {"@type": item.get("type", ""), **{name: _value(value) for name, value in held.items()}}


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return [_value(one) for one in value]
    return _as_node(value) if isinstance(value, Mapping) else value
