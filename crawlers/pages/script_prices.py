"""The price of an item that stands only in the JSON of the page's scripts, in yuan or in fen."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from lxml.html import HtmlElement

from crawlers.pages.embedded import embedded_values
from crawlers.pages.prices import Price, read_price
from crawlers.pages.texts import clean, one_line

_TITLE = re.compile(r"^(?:name|title|subject|(?:goods|product|item|sku|spu|offer)_?(?:name|title))$", re.IGNORECASE)
_PRICE = re.compile(
    r"^(?:(?:sale|sell|shop|current|final|min|lowest|promotion|group|real|act)_?)?price"
    r"(?:_?(?:in)?_?(?:fen|cents?))?$",
    re.IGNORECASE,
)
_IN_FEN = re.compile(r"fen$|cents?$", re.IGNORECASE)
NODES_MOST = 20_000


def script_price(tree: HtmlElement, title: str) -> Price | None:
    """The price beside this very title; None where the scripts tell none. Its `amount` is None where the unit is open.

    A whole number under a plain name may count yuan or fen: it is told, not read.
    """
    for _, value in embedded_values(tree):
        for node in _nodes(value):
            names = {one_line(text) for key, text in node.items() if _TITLE.match(key) and isinstance(text, str)}
            if title in names and (price := _price(node)):
                return price
    return None


def is_title_name(name: str) -> bool:
    """True for a key that titles stand under."""
    return bool(_TITLE.match(name))


def is_price_name(name: str) -> bool:
    """True for a key that prices stand under."""
    return bool(_PRICE.match(name))


def is_fen_name(name: str) -> bool:
    """True for such a key that counts in fen."""
    return bool(_IN_FEN.search(name))


def _price(node: Mapping[str, Any]) -> Price | None:
    inner = [value for value in node.values() if isinstance(value, dict)]
    for held in (node, *inner):
        currency = one_line(held.get("currency") or held.get("priceCurrency") or held.get("currencyCode"))
        for key, value in held.items():
            told = clean(value)
            if not _PRICE.match(key) or not told:
                continue
            if _IN_FEN.search(key):
                amount = Decimal(told) / 100 if told.isdecimal() and len(told) < 15 else None
                return Price(amount, currency or "CNY", f"{amount if amount is not None else told} {currency or 'CNY'}")
            return Price(None, currency, told) if told.isdecimal() and told != "0" else read_price(told, currency)
    return None


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    waiting, seen = [value], 0
    while waiting and seen < NODES_MOST:
        seen += 1
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += [inner for inner in node.values() if isinstance(inner, dict | list)]
        elif isinstance(node, list):
            waiting += [inner for inner in node[:NODES_MOST] if isinstance(inner, dict | list)]
