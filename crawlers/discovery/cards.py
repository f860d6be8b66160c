"""Repeated cards on a list page, found by the prices in them → the layout of a source file."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawlers.discovery.selectors import all_hits, classes_of, first_hit, selector_within
from crawlers.pages.addresses import host_of, join_url
from crawlers.pages.markup import element_text
from crawlers.pages.texts import half_width
from crawlers.source_file import Source

PRICE = re.compile(
    r"^(?:[^\d]{0,8})?(?:[¥￥$€£₩]|CNY|RMB|US\$|HK\$)\s*\d[\d,.]*(?:\s*元)?(?:\s*起)?(?:\s*[-–~].{1,20})?$|^\D{0,6}\d[\d,.]*\s*元(?:起)?$"
)
_STRUCK = frozenset({"del", "s", "strike"})
_OLD = re.compile(r"old|market|origin|regular|was|before|del", re.IGNORECASE)
_SELLER = re.compile(r"shop|store|seller|vendor|merchant|brand-?name", re.IGNORECASE)
_PLACE = re.compile(r"location|place|area|region|city|address|origin", re.IGNORECASE)
CARDS_LEAST = 2
PRICES_MOST = 300
SIBLINGS_MOST = 2_000
LONGEST_PRICE = 40
LEVELS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """What repeats on a list page."""

    rows: str
    """CSS selector of a card."""
    fields: Mapping[str, str]
    """Fact → CSS selector within a card."""
    links: tuple[str, ...]
    """Addresses of the items, in page order."""
    titles: tuple[str, ...]
    """As the cards show them, beside the links."""


def find_cards(tree: HtmlElement, url: str, source: Source) -> Cards | None:
    """The largest group of alike elements that each hold a price and a link on the source's hosts; None: none."""
    groups: dict[tuple[HtmlElement, str, str], list[HtmlElement]] = defaultdict(list)
    for price in price_elements(tree):
        card = _card_of(price)
        if card is not None and card not in groups[_alike(card)]:
            groups[_alike(card)].append(card)
    for group in sorted(groups.values(), key=len, reverse=True):
        found = _read_group(tree, group, url, source) if len(group) >= CARDS_LEAST else None
        if found is not None:
            return found
    return None


def price_elements(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Elements that hold nothing but a price which is not struck out."""
    count = 0
    for element in tree.iter("span", "b", "strong", "em", "i", "font", "p", "div", "li", "dd", "td", "bdi", "ins", "u"):
        if len(element) > 4 or any(len(part) > 2 for part in element):
            continue
        text = half_width(element_text(element))
        if 0 < len(text) <= LONGEST_PRICE and PRICE.match(text) and not _is_old(element):
            yield element
            count += 1
            if count >= PRICES_MOST:
                return


def _is_old(element: HtmlElement) -> bool:
    near = (element, *[above for _, above in zip(range(2), element.iterancestors(), strict=False)])
    return any(one.tag in _STRUCK for one in near) or any(_OLD.search(one.get("class") or "") for one in near[:2])


def _card_of(price: HtmlElement) -> HtmlElement | None:
    """The lowest element around the price that holds a link and has siblings like itself with prices."""
    for _, above in zip(range(LEVELS), price.iterancestors(), strict=False):
        parent = above.getparent()
        if parent is None or above.tag in ("body", "html", "table", "tbody") or len(parent) > SIBLINGS_MOST:
            return None
        alike = [one for one in parent if one.tag == above.tag and classes_of(one)[:1] == classes_of(above)[:1]]
        if len(alike) >= CARDS_LEAST and (above.tag == "a" or above.find(".//a[@href]") is not None):
            return above
    return None


def _alike(card: HtmlElement) -> tuple[HtmlElement, str, str]:
    parent = card.getparent()
    assert parent is not None
    return parent, str(card.tag), next(iter(classes_of(card)), "")


def _read_group(tree: HtmlElement, cards: Sequence[HtmlElement], url: str, source: Source) -> Cards | None:
    rows = _rows_selector(tree, cards)
    title = _title_link(cards[0], url, source)
    if not rows or title is None:
        return None
    fields = {}
    if title is not cards[0]:
        at = selector_within(title, cards[0])
        fields["url"] = f"{at}::attr(href)" if at else ""
        fields["title"] = f"{at}::attr(title)" if at and (title.get("title") or "").strip() else at
    if not fields.get("url"):
        return None
    price = next((one for one in price_elements(cards[0])), None)
    fields["price"] = selector_within(price, cards[0]) if price is not None else ""
    fields |= {"shop_name": _marked(cards, _SELLER), "shop_location": _marked(cards, _PLACE)}
    fields = {name: told for name, told in fields.items() if told}
    found = [(_link_of(card, fields, url), _title_of(card, fields)) for card in cards]
    own = [(link, text) for link, text in found if host_of(link) in source.own_hosts and text]
    if len(own) < CARDS_LEAST:
        return None
    return Cards(rows=rows, fields=fields, links=tuple(one for one, _ in own), titles=tuple(text for _, text in own))


def _rows_selector(tree: HtmlElement, cards: Sequence[HtmlElement]) -> str:
    """One that finds these cards and nearly nothing else."""
    parent = cards[0].getparent()
    assert parent is not None
    shared = [name for name in classes_of(cards[0]) if all(name in classes_of(card) for card in cards)]
    tag = cards[0].tag
    candidates = [f"{tag}.{name}" for name in shared]
    for above in (parent, *[one for _, one in zip(range(2), parent.iterancestors(), strict=False)]):
        heads = [f".{name}" for name in classes_of(above)] + (
            [f"#{above.get('id')}"] if above.get("id", "").isidentifier() else []
        )
        candidates += [f"{head} {told}" for head in heads for told in (*(f"{tag}.{name}" for name in shared), str(tag))]
    for candidate in candidates:
        hits = set(all_hits(tree, candidate))
        if all(card in hits for card in cards) and len(hits) <= len(cards) * 1.2 + 1:
            return candidate
    return ""


def _title_link(card: HtmlElement, url: str, source: Source) -> HtmlElement | None:
    """The link with the longest words that leads to the source's own pages."""
    links = [link for link in card.iter("a") if host_of(join_url(url, link.get("href") or "")) in source.own_hosts]
    links = [link for link in links if not PRICE.match(half_width(element_text(link)))]
    return max(links, key=lambda link: len(element_text(link) or link.get("title") or ""), default=None)


def _marked(cards: Sequence[HtmlElement], words: re.Pattern[str]) -> str:
    """Selector of the short text whose class says what it is, in most cards."""
    for element in cards[0].iter("span", "p", "div", "a", "em", "i", "b", "li"):
        text = element_text(element)
        if not words.search(element.get("class") or "") or not 0 < len(text) <= 40 or PRICE.match(half_width(text)):
            continue
        selector = selector_within(element, cards[0])
        hits = sum(1 for card in cards if selector and first_hit(card, selector) is not None)
        if selector and hits * 2 > len(cards):
            return selector
    return ""


def _link_of(card: HtmlElement, fields: Mapping[str, str], url: str) -> str:
    link = first_hit(card, fields["url"].partition("::")[0])
    return join_url(url, link.get("href") or "") if link is not None and link.get("href") else ""


def _title_of(card: HtmlElement, fields: Mapping[str, str]) -> str:
    link = first_hit(card, fields["title"].partition("::")[0])
    if link is None:
        return ""
    return (link.get("title") or "").strip() if "::attr(title)" in fields["title"] else element_text(link)
