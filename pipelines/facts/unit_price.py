"""The price per unit of the register's range, read from fields and from any wording of weight, volume and count."""

import re
from dataclasses import dataclass
from decimal import Decimal

from leads_db.records import Indication
from pipelines.facts.page import Page, Place, Quote

_JIN, _KG, _BOTTLE_ML = Decimal("0.5"), Decimal(1), Decimal(375)
_WEIGHT = re.compile(
    r"(?<![\d.])(\d{1,4}(?:\.\d{1,3})?)\s*(kg|千克|公斤|斤|g|克)(?![a-z/])\s*[*xX×]?\s*(\d{1,3})?(?!\d)", re.IGNORECASE
)
_VOLUME = re.compile(r"(?<![\d.])(\d{2,4})\s*(?:ml|毫升)\s*(?:[*xX×]\s*(\d{1,2}))?", re.IGNORECASE)
_COUNT = re.compile(r"(?<!\d)(\d{1,2}|[一两二三四五六十])\s*(?:支|瓶)(?:装)?")
_CHINESE = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "十": 10}
_TINY_KG = Decimal("0.03")


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """Price per unit of the register's range; `cny` None with the reason why there is none."""

    cny: Decimal | None
    unit: str
    how: str
    """How it was read, in Chinese."""
    excuse: Quote | None = None
    """Words that explain a low price: a sample, broken goods, a deposit."""


def read_unit_price(page: Page, indication: Indication) -> UnitPrice:
    """Price for the indication's unit. A missing price, weight or range gives None with its reason."""
    listing, asked = page.listing, indication.price
    if asked is None:
        return UnitPrice(None, "", "登记资料没有常价")
    if listing.price_cny is None or listing.price_cny <= 0:
        return UnitPrice(None, asked.unit, "页面没有人民币价格")
    excuse = page.first("price_excuse", Place.TITLE, Place.ATTRIBUTE)
    price = listing.price_cny
    if asked.unit == "piece":
        return UnitPrice(price, "piece", f"整件{price}元", excuse)
    if asked.unit.startswith("bottle"):
        return _per_bottle(page, price, excuse)
    return _per_kg(page, price, excuse)


def _per_kg(page: Page, price: Decimal, excuse: Quote | None) -> UnitPrice:
    for name, weight, how in (("per_jin", _JIN, "每斤"), ("per_kg", _KG, "每公斤")):
        said = page.count(name, Place.TITLE, Place.DESCRIPTION, Place.ATTRIBUTE)
        if said and page.listing.net_weight_kg in (None, weight, _KG):
            return UnitPrice(price / weight, "kg", f"{how}{price}元", excuse)
    weight_kg = page.listing.net_weight_kg
    told = _weight_told(page)
    if weight_kg is None or weight_kg <= 0:
        weight_kg = told
    elif told is not None and told < weight_kg / 2:
        weight_kg = told  # the smaller weight is the kinder reading
    if weight_kg is None:
        return UnitPrice(None, "kg", "页面没有净重", excuse)
    if weight_kg < _TINY_KG and page.listing.net_weight_kg is None:
        return UnitPrice(None, "kg", "小包装，不按公斤比价", excuse)
    return UnitPrice(price / weight_kg, "kg", f"{price}元÷{weight_kg.normalize():f}公斤", excuse)


def _weight_told(page: Page) -> Decimal | None:
    """The smallest plain pack weight in title or 净含量; ranges, thousands and «起» are no pack weights."""
    found = []
    for text in page.at(Place.TITLE, Place.ATTRIBUTE):
        if text.place is Place.ATTRIBUTE and not any(word in text.key for word in ("净", "重", "规格")):
            continue
        for match in _WEIGHT.finditer(text.raw[:400]):
            if text.raw[match.end() : match.end() + 1] in ("起", "以", "级") or text.raw[
                max(0, match.start() - 1) : match.start()
            ] in ("-", "~", "至"):
                continue
            unit = match[2].lower()
            size = Decimal(match[1]) * {"斤": _JIN, "g": Decimal("0.001"), "克": Decimal("0.001")}.get(unit, _KG)
            size *= int(match[3] or 1) if "*" in match[0] or "x" in match[0].lower() or "×" in match[0] else 1
            if Decimal("0.005") <= size <= 100:
                found.append(size)
    return max(found) if found else None


def _per_bottle(page: Page, price: Decimal, excuse: Quote | None) -> UnitPrice:
    texts = [text.raw[:400] for text in page.at(Place.TITLE, Place.ATTRIBUTE)]
    millilitres, bottles = Decimal(0), 1
    for raw in texts:
        for match in _VOLUME.finditer(raw):
            millilitres = max(millilitres, Decimal(match[1]))
            bottles = max(bottles, int(match[2] or 1))
        for match in _COUNT.finditer(raw):
            bottles = max(bottles, _CHINESE.get(match[1]) or int(match[1]))
    if millilitres == 0:
        return UnitPrice(None, "bottle_375ml", "页面没有容量", excuse)
    if millilitres < 100:
        return UnitPrice(None, "bottle_375ml", "小样容量，不比价", excuse)
    per = price / bottles * _BOTTLE_ML / millilitres
    return UnitPrice(per, "bottle_375ml", f"{price}元÷{bottles}瓶（{millilitres}毫升，折375毫升）", excuse)
