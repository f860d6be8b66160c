"""Displayed prices → exact amounts. A currency is read where it is named and never guessed from ¥."""

import re
from dataclasses import dataclass
from decimal import Decimal

from crawlers.pages.texts import clean, half_width, one_line

_AMOUNT = re.compile(r"\d[\d.,]{0,29}(?: \d{3}(?!\d))*(?:[.,]\d{1,4})?")
_THOUSANDS = {"千": 1_000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
_UNIT = re.compile(r"\s*([千万亿]|[wW](?![A-Za-z]))")
_YUAN = re.compile(r"^(?:CNY|RMB|CNH|人民币|元|圆|块)$", re.IGNORECASE)
_YUAN_WITHIN = re.compile(r"CNY|RMB|人民币|\d\s*(?:元|块)|CN¥|CN￥", re.IGNORECASE)
_FOREIGN_WITHIN = re.compile(r"日元|美元|欧元|港元|台币|US|HK|NT|JP|[$€£₩฿₫₽]|[A-Z]{3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Price:
    """A price as a page gave it; `amount` None: no number stands in it."""

    amount: Decimal | None
    currency: str
    """As given (CNY, 元, usd); empty: not stated."""
    raw: str

    @property
    def cny(self) -> Decimal | None:
        """The amount where it is in yuan."""
        return self.amount if is_yuan(self.currency) else None


def read_price(value: object, currency: object = "") -> Price:
    """A price and the currency named beside it or, failing that, inside it."""
    raw, named = one_line(value), one_line(currency)
    within = "" if named else currency_within(raw)
    return Price(parse_amount(raw), named or within, f"{raw} {named}".strip())


def parse_amount(text: object) -> Decimal | None:
    """The first number in major units, ≥ 0; of a range the low end; None for 面议 and the like.

    A decimal comma counts only if exactly two digits follow the last comma and no dot comes after it.
    """
    plain = half_width(clean(text))[:200]
    found = _AMOUNT.search(plain)
    if found is None or plain[: found.start()].rstrip().endswith("-"):
        return None
    number = found[0].replace(" ", "").rstrip(".,")
    amount = Decimal(_plain_decimal(number))
    unit = _UNIT.match(plain, found.end())
    return amount * _THOUSANDS[unit[1].lower()] if unit else amount


def _plain_decimal(number: str) -> str:
    comma, dot = number.rfind(","), number.rfind(".")
    if comma > dot and len(number) - comma == 3:
        whole, decimals = number[:comma], number[comma + 1 :]
    elif dot > comma and (number.count(".") == 1):
        whole, decimals = number[:dot], number[dot + 1 :]
    else:
        whole, decimals = number, ""
    digits = whole.replace(",", "").replace(".", "")
    return f"{digits}.{decimals}" if decimals else digits


def currency_within(text: str) -> str:
    """CNY where the text names yuan and no other currency; otherwise empty."""
    plain = half_width(text)
    if not _YUAN_WITHIN.search(plain):
        return ""
    others = _FOREIGN_WITHIN.sub(lambda word: "" if word[0].upper() in ("CNY", "RMB") else "!", plain)
    return "" if "!" in others else "CNY"


def is_yuan(currency: str) -> bool:
    """True for CNY and its other names."""
    return bool(_YUAN.match(half_width(currency)))
