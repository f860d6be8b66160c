"""Elements → short CSS selectors that find them again on other pages of the same kind."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement
from parsel import Selector

_STABLE = re.compile(r"^[A-Za-z_][A-Za-z_-]{1,40}$")
"""A class or id without numbers or hashes in it: those change from item to item, or from build to build."""
_PASSING = frozenset(
    {"active", "first", "last", "odd", "even", "hover", "selected", "current", "on", "hot", "new", "sale"}
)
DEEPEST = 5


def classes_of(element: HtmlElement) -> list[str]:
    """Those that name what the element is."""
    told = (element.get("class") or "").split()
    return [name for name in told if _STABLE.match(name) and name.lower() not in _PASSING]


def own_selectors(element: HtmlElement) -> Iterator[str]:
    """From the most to the least telling: id, class with tag, tag."""
    name = element.get("id") or ""
    if _STABLE.match(name):
        yield f"#{name}"
    for told in classes_of(element):
        yield f"{element.tag}.{told}"
    yield str(element.tag)


def selector_within(element: HtmlElement, place: HtmlElement) -> str:
    """The shortest selector whose first hit inside `place` is the element; empty where none of a few levels does."""
    for selector in _longer_and_longer(element, place):
        found = first_hit(place, selector)
        if found is element:
            return selector
    return ""


def first_hit(place: HtmlElement, selector: str) -> HtmlElement | None:
    """The first element inside `place` that the selector finds."""
    hits = Selector(root=place, type="html").css(selector)
    return next((hit.root for hit in hits if hit.root is not place), None)


def all_hits(place: HtmlElement, selector: str) -> list[HtmlElement]:
    """All of them."""
    return [hit.root for hit in Selector(root=place, type="html").css(selector)]


def _number(element: HtmlElement) -> int:
    """Its place among those of its tag, from 1."""
    return 1 + sum(1 for one in element.itersiblings(element.tag, preceding=True))


def _longer_and_longer(element: HtmlElement, place: HtmlElement) -> Iterator[str]:
    yield from own_selectors(element)
    yield f"{element.tag}:nth-of-type({_number(element)})"
    tail = next(own_selectors(element))
    above = element.getparent()
    for _ in range(DEEPEST):
        if above is None or above is place:
            return
        for head in own_selectors(above):
            yield f"{head} {tail}"
            yield f"{head} {element.tag}"
        tail = f"{next(own_selectors(above))} {tail}"
        above = above.getparent()
