"""What only the visible page tells: its heading, a price, the sales, its own address."""

import re
from typing import Any

from lxml.html import HtmlElement

from crawlers.pages.addresses import join_url
from crawlers.pages.facts import known
from crawlers.pages.markup import element_text
from crawlers.pages.prices import read_price
from crawlers.pages.sales import SALES_TEXT, parse_sales
from crawlers.pages.texts import half_width, one_line

_SALES_WORDS = re.compile("已售|销量|月销|年销|已拼|累计售出|人付款|人收货|人已买|人购买")
_PRICE = re.compile(
    r"^(?:券后|到手价?|促销价|价格|售价|现价)?\s*[:：]?\s*(?:[¥￥]\s*\d[\d,.]*(?:\s*元)?|\d[\d,.]*\s*元)(?:\s*起|\s*-.*)?$"
)
_LEAVES = (
    "p",
    "span",
    "em",
    "b",
    "strong",
    "i",
    "u",
    "li",
    "dd",
    "td",
    "div",
    "ins",
    "bdi",
    "h2",
    "h3",
    "h4",
    "font",
    "big",
)
SHORT = 40
"""Characters of a text that can be a price or sales display."""
PARTS_MOST = 4
"""Elements that one price is written in: sign, yuan, fen, unit."""


def heading(tree: HtmlElement) -> str:
    """The one top heading; empty where there is none or more than one."""
    told = [text for element in tree.iter("h1") if (text := element_text(element))]
    return one_line(told[0]) if len(set(told)) == 1 else ""


def canonical_url(tree: HtmlElement, url: str) -> str:
    """The address that the page gives as its own; empty where it gives none."""
    for link in tree.iter("link"):
        if (link.get("rel") or "").strip().lower() == "canonical" and link.get("href"):
            return join_url(url, link.get("href") or "")
    return ""


def sales_facts(tree: HtmlElement, page_text: str) -> dict[str, Any]:
    """The sales display; nothing where the page shows several different ones (recommended goods carry them too)."""
    if not _SALES_WORDS.search(page_text):
        return {}
    told = {text for text in _short_texts(tree) if SALES_TEXT.match(half_width(text))}
    raw = told.pop() if len(told) == 1 else ""
    return known({"sold_count": parse_sales(raw).count, "sold_raw": raw}) if raw else {}


def price_facts(tree: HtmlElement) -> dict[str, Any]:
    """The first text that is nothing but a price in ¥ or 元; its sign may stand in an element of its own."""
    for text in _short_texts(tree, parts_most=PARTS_MOST):
        if _PRICE.match(text):
            return {"price": read_price(text)}
    return {}


def _short_texts(tree: HtmlElement, parts_most: int = 0) -> list[str]:
    """Texts of elements that hold at most so many further ones, none of which holds more."""
    texts = []
    for element in tree.iter(*_LEAVES):
        if len(element) == 0:
            written = element.text
        elif len(element) <= parts_most and not any(len(part) for part in element):
            written = element.text_content()
        else:
            continue
        if written and len(written) <= SHORT:
            texts.append(one_line(written))
    return texts
