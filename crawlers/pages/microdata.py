"""Microdata of a page → things in the shape of JSON-LD, read by extruct.

A page is hostile until read: extruct reads nested properties again and again, so one with too many is given up.
"""

import re
from typing import Any

from extruct.w3cmicrodata import MicrodataExtractor
from lxml.html import HtmlElement

from crawlers.pages.json_ld import Node
from crawlers.pages.markup import tree_to_text

PROPERTIES_MOST = 3_000
"""Properties of one page: real item pages have a few hundred (eBay 2016: 210); 45,000 took extruct 16 seconds."""
_HIDDEN = re.compile(r"(?:^|[\s_-])(?:hdn|hidden|sr-only|visuallyhidden|screen-reader-text)(?:$|\s)")


class _Extractor(MicrodataExtractor):  # type: ignore[misc]  # extruct carries no types
    """Reads texts as the page shows them; extruct's own way puts spaces between Chinese words in other markup."""

    def _extract_textContent(self, node: HtmlElement) -> str:
        return tree_to_text(node)


def read_microdata(tree: HtmlElement, url: str) -> tuple[tuple[Node, ...], bool]:
    """Top-level things in page order with absolute addresses, and whether the page was given up as too large."""
    if tree.find(".//*[@itemscope]") is None:
        return (), False
    if sum(1 for _ in tree.iterfind(".//*[@itemprop]")) > PROPERTIES_MOST:
        return (), True
    _drop_hidden_words(tree)
    return tuple(_as_node(item) for item in _Extractor().extract_items(tree, url)), False


def _as_node(value: Any) -> Any:
    """One item of extruct as JSON-LD would say it; texts stay as they are."""
    if not isinstance(value, dict):
        return value
    kinds = value.get("type", [])
    told: dict[str, Any] = {"@type": kinds if isinstance(kinds, list) else [kinds]}
    for name, held in value.get("properties", {}).items():
        told[name] = [_as_node(one) for one in (held if isinstance(held, list) else [held])]
    return told


def _drop_hidden_words(tree: HtmlElement) -> None:
    """Words inside a property that are hidden from who looks at the page."""
    for element in [one for one in tree.iter() if _HIDDEN.search(one.get("class") or "")]:
        if any(above.get("itemprop") for above in element.iterancestors()):
            element.drop_tree()
