"""Prices and sales out of a file's columns. What is not surely yuan or sales stays as displayed and gives no number."""

import re
from decimal import Decimal, InvalidOperation

from crawlers.pages.prices import parse_amount
from crawlers.pages.sales import parse_sales
from crawlers.pages.texts import half_width

_FOREIGN = re.compile(
    r"\$|€|£|usd|eur|gbp|hkd|jpy|krw|myr|sgd|rub|港币|港元|美元|欧元|英镑|日元|韩元|新币|卢布", re.IGNORECASE
)
_NOT_SALES = ("评价", "评论", "收藏", "review", "浏览", "人气", "想要", "库存", "关注")


def read_cny(value: object) -> tuple[Decimal | None, str | None]:
    """Yuan and the text as displayed. A column of prices is taken as yuan unless the cell names another currency."""
    if isinstance(value, int | float | Decimal):
        return (None if isinstance(value, bool) else _decimal(value)), None
    raw = str(value).strip()
    return (None if _FOREIGN.search(half_width(raw)) else parse_amount(raw)), raw or None


def read_sold(value: object) -> tuple[int | None, str | None, str | None]:
    """Count, text as displayed, note. Counts of comments or fans are no sales: they stay in the text only."""
    if isinstance(value, bool) or value is None:
        return None, None, "sold_unparsed"
    if isinstance(value, int):
        return (value, str(value), None) if 0 <= value < 10**15 else (None, hex(value)[:100], "sold_unparsed")
    raw = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if any(word in raw.lower() for word in _NOT_SALES):
        return None, raw, "sold_not_sales"
    count = parse_sales(raw).count
    return count, raw, "sold_unparsed" if count is None else None


def _decimal(value: int | float | Decimal) -> Decimal | None:
    try:
        read = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    except InvalidOperation:
        return None
    return read if read.is_finite() else None
