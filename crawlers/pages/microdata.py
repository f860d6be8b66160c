"""Microdata of a page → things in the shape of JSON-LD, in one pass.

Own code and not extruct's reader: a hostile page of 1 MB, properties inside properties, costs that one 35 seconds of
processor time (and deep nesting a RecursionError), this one 0.3; a limit on their number does not help.
The tests hold both to the same answers.
"""

import re
from typing import Any

import lxml.etree
from lxml.html import HtmlElement

from crawlers.pages.addresses import join_url
from crawlers.pages.json_ld import Node
from crawlers.pages.markup import tree_to_text

TEXT_MOST = 2_000_000
"""Characters of one page that are read as values; properties inside properties are read again and again."""
_HIDDEN = re.compile(r"(?:^|[\s_-])(?:hdn|hidden|sr-only|visuallyhidden|screen-reader-text)(?:$|\s)")
_SOURCES = {
    "meta": "content",
    "data": "value",
    "meter": "value",
    **dict.fromkeys(("a", "area", "link"), "href"),
    **dict.fromkeys(("img", "audio", "embed", "iframe", "source", "track", "video"), "src"),
    "object": "data",
}
"""Element → attribute that holds its value; all others are worth their `content` or their text."""
_ADDRESSES = ("href", "src", "data")


def read_microdata(tree: HtmlElement, url: str) -> tuple[Node, ...]:
    """Top-level things in page order, addresses made absolute."""
    if not any(element.get("itemscope") is not None for element in tree.iter()):
        return ()
    _drop_hidden_words(tree)
    return _Reader(tree, url).read()


class _Reader:
    """One page being read."""

    def __init__(self, tree: HtmlElement, url: str) -> None:
        self._tree = tree
        self._url = url
        self._left = TEXT_MOST
        self._strays: dict[HtmlElement, dict[str, Any]] = {}
        """Properties outside every scope: things of their own until some scope refers to them."""

    def read(self) -> tuple[Node, ...]:
        found: list[dict[str, Any]] = []
        referring: list[tuple[dict[str, Any], str]] = []
        self._walk(self._tree, found, None, referring)
        if referring:
            by_id = {element.get("id"): element for element in self._tree.iter() if element.get("id")}
            for node, names in referring[:100]:
                for name in names.split()[:20]:
                    if name in by_id:
                        self._walk(by_id[name], found, node, [])
        return tuple(found)

    def _walk(
        self,
        root: HtmlElement,
        found: list[dict[str, Any]],
        owner: dict[str, Any] | None,
        referring: list[tuple[dict[str, Any], str]],
    ) -> None:
        """Give every property below `root` to the scope around it; scopes that are no property go to `found`."""
        open_scopes: list[dict[str, Any]] = [owner] if owner is not None else []
        for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
            is_scope = element.get("itemscope") is not None
            if event == "end":
                if is_scope:
                    open_scopes.pop()
                continue
            names = (element.get("itemprop") or "").split()
            if is_scope:
                node: dict[str, Any] = {"@type": (element.get("itemtype") or "").split()}
                if names and open_scopes:
                    self._assign(open_scopes, names, node)
                    stray = self._strays.pop(element, None)
                    found[:] = [one for one in found if one is not stray]
                else:
                    found.append(node)
                    self._strays |= {element: node} if names else {}
                open_scopes.append(node)
                if element.get("itemref"):
                    referring.append((node, element.get("itemref") or ""))
            elif names and open_scopes:
                self._assign(open_scopes, names, self._value(element))

    def _assign(self, open_scopes: list[dict[str, Any]], names: list[str], value: object) -> None:
        for name in names[:10]:
            open_scopes[-1].setdefault(name, []).append(value)

    def _value(self, element: HtmlElement) -> str:
        source = _SOURCES.get(element.tag)
        if source is not None:
            told = element.get(source) or ""
            return join_url(self._url, told) if source in _ADDRESSES and told else told
        told = element.get("content") or (element.get("datetime") if element.tag == "time" else "")
        if told or self._left <= 0:
            return told or ""
        text = tree_to_text(element)
        self._left -= len(text) + 1
        return text


def _drop_hidden_words(tree: HtmlElement) -> None:
    """Words inside a property that are hidden from who looks at the page."""
    for element in [one for one in tree.iter() if _HIDDEN.search(one.get("class") or "")]:
        if any(above.get("itemprop") for above in element.iterancestors()):
            element.drop_tree()
