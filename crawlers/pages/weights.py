"""Weights as shops write them → kilograms."""

import re
from collections.abc import Mapping
from decimal import Decimal

from crawlers.pages.prices import parse_amount
from crawlers.pages.texts import clean, half_width

_KILOGRAMS = {
    "kg": Decimal(1),
    "kgm": Decimal(1),
    "公斤": Decimal(1),
    "千克": Decimal(1),
    "斤": Decimal("0.5"),
    "市斤": Decimal("0.5"),
    "两": Decimal("0.05"),
    "g": Decimal("0.001"),
    "grm": Decimal("0.001"),
    "克": Decimal("0.001"),
    "mg": Decimal("0.000001"),
    "mgm": Decimal("0.000001"),
    "t": Decimal(1000),
    "tne": Decimal(1000),
    "吨": Decimal(1000),
    "lb": Decimal("0.45359237"),
    "lbs": Decimal("0.45359237"),
    "lbr": Decimal("0.45359237"),
    "oz": Decimal("0.028349523125"),
    "onz": Decimal("0.028349523125"),
}
_NUMBER_AND_UNIT = re.compile(r"(\d[\d,.]{0,14})\s*([A-Za-z]+|市斤|公斤|千克|斤|两|克|吨)")


def read_weight(value: object) -> Decimal | None:
    """A weight from a text (`5 kg`, `500克`) or a schema.org QuantitativeValue; None where the unit is not known."""
    if isinstance(value, Mapping):
        unit = clean(value.get("unitCode")) or clean(value.get("unitText"))
        return _kilograms(clean(value.get("value")), unit) if unit else read_weight(value.get("value"))
    found = _NUMBER_AND_UNIT.search(half_width(clean(value))[:100])
    return _kilograms(found[1], found[2]) if found else None


def _kilograms(number: str, unit: str) -> Decimal | None:
    amount, factor = parse_amount(number), _KILOGRAMS.get(half_width(unit).lower())
    return amount * factor if amount and factor else None
