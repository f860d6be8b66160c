"""Plain tables and lists of facts on a page (产地：…, dt/dd, th/td) → attributes and seller."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml.html import HtmlElement

from crawlers.pages.facts import known
from crawlers.pages.markup import element_text, parse_markup, tree_to_text
from crawlers.pages.texts import clean

Pair = tuple[str, str]

SELLER_LABELS = {
    "店铺": "shop_name",
    "店铺名称": "shop_name",
    "店铺名": "shop_name",
    "经营者名称": "operator_name",
    "企业名称": "operator_name",
    "公司名称": "operator_name",
    "统一社会信用代码": "operator_code",
    "经营地址": "operator_address",
    "注册地址": "operator_address",
    "店铺所在地": "shop_location",
    "发货地": "ships_from",
    "发货地址": "ships_from",
}
"""Label on the page → field of Listing."""
PAIRS_MOST = 100
LONGEST_LABEL = 20
LONGEST_VALUE = 500
_LABEL_AND_VALUE = re.compile(r"^([^\s：:，。；！？][^：:，。；！？]{0,19})[：:]\s*(?!//)(\S.*)$")
_SEPARATOR = re.compile(r"\s*[·|｜]\s*")
_SELLER_PART = re.compile(rf"^({'|'.join(sorted(SELLER_LABELS, key=len, reverse=True))})\s*[\s：:]\s*(\S.*)$")
_CHINESE_LABEL = re.compile(r"^[\u4e00-\u9fff（）()\s]{2,10}[：:]?$")
_ASIDE = frozenset({"nav", "footer", "aside", "header"})


def pair_facts(pairs: Iterable[Pair]) -> dict[str, Any]:
    """The seller's labels as fields, all others as attributes; the first of a name counts."""
    facts: dict[str, Any] = {}
    attributes: dict[str, str] = {}
    for label, value in pairs:
        field = SELLER_LABELS.get(label)
        if field is None:
            attributes.setdefault(label, value)
        else:
            facts.setdefault(field, value)
    return known(facts | {"attributes": attributes})


def read_pairs(tree: HtmlElement) -> tuple[Pair, ...]:
    """Labels and values of every plain table and list outside navigation and footers."""
    return tuple(pair for _, pairs in _blocks(tree) for pair in pairs)[:PAIRS_MOST]


def read_seller_line(tree: HtmlElement, page_text: str) -> tuple[Pair, ...]:
    """A line like `店铺 X · 发货地 Y`, each part of which begins with a seller's label; none where two lines differ."""
    if not any(label in page_text for label in ("店铺", "经营者名称", "发货地")):
        return ()
    lines = set()
    for element in tree.iter("p", "div", "span"):
        if len(element) == 0 and element.text and len(element.text) <= LONGEST_VALUE:
            parts = [_SELLER_PART.match(part) for part in _SEPARATOR.split(element.text.strip())]
            if all(parts):
                lines.add(tuple((part[1], part[2].strip()) for part in parts if part))
    return lines.pop() if len(lines) == 1 else ()


def split_description(html: object) -> tuple[str, tuple[Pair, ...]]:
    """A description's markup → its running text, and the pairs of the fact lists in it."""
    tree = parse_markup(f"<div>{clean(html)}</div>")
    blocks = list(_blocks(tree))
    for element, _ in blocks:
        if element.getparent() is not None:
            element.drop_tree()
    return tree_to_text(tree), tuple(pair for _, pairs in blocks for pair in pairs)[:PAIRS_MOST]


def _blocks(tree: HtmlElement) -> Iterator[tuple[HtmlElement, list[Pair]]]:
    readers = {"dl": _definition_pairs, "table": _table_pairs, "ul": _list_pairs, "ol": _list_pairs}
    found = 0
    for element in tree.iter(*readers):
        if found >= PAIRS_MOST:
            return
        if any(above.tag in _ASIDE for above in element.iterancestors()):
            continue
        pairs = [(label, value) for label, value in readers[element.tag](element) if label and value]
        found += len(pairs)
        if pairs:
            yield element, pairs


def _definition_pairs(element: HtmlElement) -> Iterator[Pair]:
    label = ""
    for child in _first_of(element.iter("dt", "dd")):
        if child.tag == "dt":
            label = _label(child)
        elif label:
            yield label, _value(child)
            label = ""


def _table_pairs(element: HtmlElement) -> Iterator[Pair]:
    for row in _first_of(element.iter("tr")):
        cells = [cell for cell in row if cell.tag in ("th", "td")]
        if len(cells) not in (2, 4):
            continue
        for head, cell in zip(cells[::2], cells[1::2], strict=True):
            if cell.tag == "td" and (head.tag == "th" or _CHINESE_LABEL.match(_raw(head))):
                yield _label(head), _value(cell)


def _list_pairs(element: HtmlElement) -> Iterator[Pair]:
    told = []
    for row in [child for child in element if child.tag == "li"][: PAIRS_MOST + 1]:
        match = _LABEL_AND_VALUE.match(_raw(row))
        if match is None:
            return
        told.append((match[1].strip(), match[2].strip()))
    yield from told


def _first_of(elements: Iterable[HtmlElement]) -> list[HtmlElement]:
    return [element for _, element in zip(range(4 * PAIRS_MOST), elements, strict=False)]


def _raw(element: HtmlElement) -> str:
    text = element_text(element)
    return text if len(text) <= LONGEST_VALUE + LONGEST_LABEL else ""


def _label(element: HtmlElement) -> str:
    text = _raw(element).rstrip("：:").strip()
    return text if len(text) <= LONGEST_LABEL else ""


def _value(element: HtmlElement) -> str:
    text = _raw(element)
    return text if len(text) <= LONGEST_VALUE else ""
