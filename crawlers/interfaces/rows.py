"""One row of an interface's answer → the facts of a listing, by a table of paths. Ids stay texts, prices exact."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crawlers.interfaces.answers import at, text_at
from crawlers.pages.addresses import join_url
from crawlers.pages.facts import known
from crawlers.pages.prices import Price, read_price
from crawlers.pages.sales import parse_sales
from crawlers.pages.texts import clean, one_line

Paths = tuple[str, ...]
PERIODS = {"30d": "近30天", "year": "近一年", "total": "累计", "unknown": ""}
"""Said beside a bare number, which means nothing without it."""
IMAGES_MOST = 30
_ADDRESS_KEYS = ("url", "imageUrl", "url_fullxfull")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Where the facts stand in a row: paths `a.b.0.c`, the first that holds something wins."""

    item_id: Paths
    title: Paths
    price: Paths = ()
    price_before: Paths = ()
    in_fen: bool = False
    """Prices are whole numbers of 1/100 yuan."""
    currency: str = "CNY"
    """What the prices are in; `@path` where the row says it."""
    sold: Paths = ()
    sold_period: str = "unknown"
    shop_id: Paths = ()
    shop_name: Paths = ()
    shop_location: Paths = ()
    """Several paths are joined, from the large to the small."""
    ships_from: Paths = ()
    """As the shop's place."""
    operator_name: Paths = ()
    category: Paths = ()
    """From the large to the small."""
    brand: Paths = ()
    description: Paths = ()
    images: Paths = ()


def row_facts(row: object, fields: Fields) -> dict[str, Any]:
    """The facts of a listing that the row tells; without `item_id` or `title` it is none."""
    before, brand = price_at(row, fields.price_before, fields), text_at(row, *fields.brand)
    attributes = {"品牌": brand} if brand else {}
    price = price_at(row, fields.price, fields)
    if before and price and before.amount and price.amount and before.amount > price.amount:
        attributes["原价"] = before.raw
    return known(
        {
            "item_id": _id(row, fields.item_id),
            "title": text_at(row, *fields.title),
            "description": text_at(row, *fields.description),
            "attributes": attributes,
            "category": ">".join(_texts(row, fields.category)),
            "price": price,
            **_sales(row, fields),
            "shop_id": _id(row, fields.shop_id),
            "shop_name": text_at(row, *fields.shop_name),
            "shop_location": " ".join(_texts(row, fields.shop_location)),
            "ships_from": " ".join(_texts(row, fields.ships_from)),
            "operator_name": text_at(row, *fields.operator_name),
            "image_urls": images_at(row, fields.images),
        }
    )


def price_at(row: object, paths: Paths, fields: Fields) -> Price | None:
    """The price with its currency; None where the row has none."""
    told = at(row, *paths)
    if told is None:
        return None
    currency = fields.currency
    named = one_line(at(row, currency[1:])) if currency.startswith("@") else currency
    if not fields.in_fen:
        return read_price(told, named)
    text = clean(told)
    if not (text.isascii() and text.isdecimal()) or len(text) > 15:
        return Price(None, named, f"{text} 分")
    amount = Decimal(text).scaleb(-2)
    return Price(amount, named, f"{amount} {named}")


def images_at(row: object, paths: Paths) -> tuple[str, ...]:
    """Absolute https addresses of the pictures on all paths, each once."""
    told = [address for path in paths for address in _addresses(at(row, path))]
    whole = (join_url("https://-/", address).replace("http://", "https://", 1) for address in told)
    return tuple(dict.fromkeys(url for url in whole if url and "//-/" not in url))[:IMAGES_MOST]


def _id(row: object, paths: Paths) -> str:
    """A number or text; 0 stands for «none» at several gateways."""
    told = one_line(at(row, *paths))
    return "" if told == "0" else told[:200]


def _texts(row: object, paths: Paths) -> list[str]:
    return list(dict.fromkeys(text for path in paths if (text := one_line(at(row, path)))))


def _sales(row: object, fields: Fields) -> dict[str, Any]:
    told = one_line(at(row, *fields.sold))
    if not told:
        return {}
    count = parse_sales(told).count
    label = PERIODS[fields.sold_period] if told.isdecimal() else ""
    return {"sold_count": count, "sold_raw": f"{label} {told}".strip()}


def _addresses(value: object) -> Iterator[str]:
    """Of a text, a list of texts, or things that carry one."""
    if isinstance(value, list):
        for one in value[:IMAGES_MOST]:
            yield from _addresses(one)
    elif isinstance(value, dict):
        yield from _addresses(at(value, *_ADDRESS_KEYS))
    elif text := clean(value):
        yield text
