"""Displayed sales → a count with its period: 1.2万+, 已拼10万件, 500+人付款, 月销1000+."""

import re
from dataclasses import dataclass
from decimal import Decimal

from crawlers.pages.texts import clean, half_width

_NONE_SOLD = re.compile(r"(?:暂无|没有|无)(?:销量|成交|人付款)|零销量")
_DAYS = re.compile(r"(?:近|最近)?\d{1,3}\s*(?:天|日)")
_COUNT = re.compile(r"(\d[\d,]{0,14}(?:\.\d{1,4})?)\s*([千万亿]|[wWkK](?![A-Za-z]))?\s*(\+|余|多)?")
_TIMES = {"千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
_PERIODS = (
    (re.compile(r"近?7\s*[天日]|周销"), "7d"),
    (re.compile(r"30\s*[天日]|月销|月成交|本月"), "30d"),
    (re.compile(r"年销|近一年|365\s*天"), "year"),
    (re.compile(r"已拼|全站销量|总销|累计|总成交"), "total"),
)
SALES_TEXT = re.compile(
    r"^(?:(?:已售|销量|总销量?|月销量?|年销|已拼|累计售出|全站销量|近?\d{1,3}[天日](?:成交|销量))\s*[:：]?\s*\d[\d,.]*\s*[千万亿wWkK]?\s*\+?"
    r"\s*(?:件|笔|单|份|个|人付款)?|\d[\d,.]*\s*[千万亿wWkK]?\s*\+?\s*(?:人付款|人收货|人已买|人购买))$"
)
"""A text that says nothing but how much was sold."""


@dataclass(frozen=True, slots=True)
class Sales:
    """How much was sold; `count` None: the text does not say."""

    count: int | None
    is_lower_bound: bool
    """True for a plus sign and for any rounded unit."""
    period: str
    """7d, 30d, year, total or unknown."""


def parse_sales(text: object) -> Sales:
    """The count in a displayed sales text."""
    plain = half_width(clean(text))[:200]
    period = next((name for mark, name in _PERIODS if mark.search(plain)), "unknown")
    if _NONE_SOLD.search(plain):
        return Sales(0, False, period)
    found = _COUNT.search(_DAYS.sub("", plain))
    if found is None:
        return Sales(None, False, period)
    times = _TIMES[found[2].lower()] if found[2] else 1
    count = int(Decimal(found[1].replace(",", "")) * times)
    return Sales(count, bool(found[3]) or times > 1, period)
