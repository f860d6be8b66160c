"""CSS selectors of a layout → the texts at their places; ::attr(name) and ::text as in parsel."""

from typing import Any

from lxml.html import HtmlElement
from parsel import Selector, SelectorList

from crawlers.pages.markup import element_text
from crawlers.pages.texts import one_line

ROWS_MOST = 1_000
LONGEST = 20_000
"""Characters of one fact."""


def select_rows(tree: HtmlElement, rows: str) -> list[Selector]:
    """The elements that are rows."""
    return list(Selector(root=tree, type="html").css(rows)[:ROWS_MOST])


def whole(tree: HtmlElement) -> Selector:
    """The page as one row."""
    return Selector(root=tree, type="html")


def text_at(place: Selector, selector: str) -> str:
    """The first text that is not empty; of an element all that is written inside."""
    return next((text for one in _found(place, selector) if (text := _text(one, selector))), "")


def texts_at(place: Selector, selector: str) -> list[str]:
    """Each text at the place."""
    return [text for one in _found(place, selector)[:100] if (text := _text(one, selector))]


def _found(place: Selector, selector: str) -> SelectorList[Any]:
    return place.css(selector) if selector else place.css("gi-none")


def _text(found: Selector, selector: str) -> str:
    told = found.get() or "" if "::" in selector else element_text(found.root)
    return one_line(told)[:LONGEST]
