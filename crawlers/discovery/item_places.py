"""An item's page without data for machines → the selectors of its title, price, seller and place."""

import re
from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

from crawlers.discovery.cards import price_elements
from crawlers.discovery.selectors import first_hit, selector_within
from crawlers.fetched import FetchedPage
from crawlers.pages.laid_out import CUT_MARKS
from crawlers.pages.markup import element_text, parse_markup

_ASIDE = frozenset({"nav", "aside", "footer", "header", "script", "style", "title"})
_SELLER = re.compile(r"(?:shop|store|seller|vendor|merchant)[-_]?(?:name|title)?$", re.IGNORECASE)
LONGEST = 200


def find_places(pages: Sequence[FetchedPage], titles: Mapping[str, str]) -> dict[str, str]:
    """Fact → selector, such as hold on all of the pages; `titles`: address → title as the list shows it.

    Empty where a page's title or its price is not found.
    """
    trees = [(parse_markup(page.text), titles.get(page.url) or titles.get(page.ask.url, "")) for page in pages]
    trees = [(tree, title) for tree, title in trees if title]
    if not trees:
        return {}
    tree, title = trees[0]
    head = _titled(tree, title)
    price = _price_after(tree, head) if head is not None else None
    if head is None or price is None:
        return {}
    seller = next((one for one in tree.iter("a", "span", "p", "div", "b") if _is_seller(one)), None)
    found = {"title": head, "price": price, **({"shop_name": seller} if seller is not None else {})}
    places = {name: told for name, element in found.items() if (told := selector_within(element, tree))}
    holds = all(_agrees(first_hit(other, places.get("title", "gi-none")), told) for other, told in trees[1:])
    return places if holds and {"title", "price"} <= set(places) else {}


def _titled(tree: HtmlElement, title: str) -> HtmlElement | None:
    """The innermost element that says just this title, outside of links, navigation and the head."""
    found = None
    for element in tree.iter("h1", "h2", "h3", "p", "div", "span", "strong", "b", "td", "font", "dt", "em"):
        if _agrees(element, title) and not any(
            above.tag in _ASIDE or above.tag == "a" for above in element.iterancestors()
        ):
            found = element
            if not len(element) or element.tag in ("h1", "h2"):
                return element
    return found


def _agrees(element: HtmlElement | None, title: str) -> bool:
    """True where the element says the title, or begins with one that the list cut short."""
    if element is None:
        return False
    text, start = element_text(element), title.rstrip("".join(CUT_MARKS)).strip()
    return (
        bool(start)
        and len(text) <= LONGEST
        and (text == title or text.startswith(start) or (len(text) > 3 and text in title))
    )


def _price_after(tree: HtmlElement, head: HtmlElement) -> HtmlElement | None:
    """The first price behind the title in reading order, else the first one at all."""
    order = {element: at for at, element in enumerate(tree.iter())}
    prices = list(price_elements(tree))
    return next((one for one in prices if order[one] > order[head]), next(iter(prices), None))


def _is_seller(element: HtmlElement) -> bool:
    told = any(_SELLER.search(name) for name in (element.get("class") or "").split())
    return told and 1 < len(element_text(element)) <= 40
