"""Rows in the listing format of the labelling guide ↔ Listing records; types checked, text capped, nothing guessed.

Imports records and errors only. Used by the judge stream, the importers and the store.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from leads_db.errors import ListingBroken
from leads_db.records import Listing
from leads_db.row_text import clean_text

TITLE_CAP = 2_000
"""Characters kept of a title, and of every other short text."""
DESCRIPTION_CAP = 100_000
ATTRIBUTE_CAP = 200
"""Attributes kept."""
PICTURE_CAP = 100
"""Picture texts kept."""
PLATFORM_LIMIT = 40
ITEM_ID_LIMIT = 400
"""Characters of a platform's and an item's id; a longer one is refused, since a cut id could be another's."""
PRICE_CEILING = Decimal(10) ** 9
WEIGHT_CEILING = Decimal(10) ** 7
SOLD_CEILING = 10**12


def listing_from_row(row: Mapping[str, object]) -> Listing:
    """One GUIDE listing record as a Listing; unknown keys (`truth`, `source`) are left alone.

    Raises ListingBroken naming the field for a wrong type and for a missing platform, item id (or `id`) or title.
    Absurd numbers become None and are kept as displayed in `price_raw` / `sold_raw`.
    NUL and lone surrogates become U+FFFD; longer text is cut at the caps above.
    """
    get = row.get
    price = get("price_cny")
    sold = get("sold_count")
    price_cny = None if price is None else _number(price, "price_cny", PRICE_CEILING)
    sold_count = None if sold is None else _count(sold)
    weight = get("net_weight_kg")
    attributes = get("attributes")
    pictures = get("image_texts")
    addresses = get("image_urls")
    seen = get("seen_at")
    return Listing(
        platform=_within(_needed(row, "platform"), "platform", PLATFORM_LIMIT),
        item_id=_within(_item_id(row), "item_id", ITEM_ID_LIMIT),
        title=_needed(row, "title"),
        url=_text(get("url"), "url"),
        description=_text(get("description"), "description", DESCRIPTION_CAP),
        attributes=_attributes(attributes) if attributes else {},
        category=_text(get("category"), "category"),
        price_cny=price_cny,
        price_raw=_raw(get("price_raw"), price, price_cny),
        net_weight_kg=None if weight is None else _number(weight, "net_weight_kg", WEIGHT_CEILING),
        sold_count=sold_count,
        sold_raw=_raw(get("sold_raw"), sold, sold_count),
        shop_name=_text(get("shop_name"), "shop_name"),
        shop_id=_text(get("shop_id"), "shop_id"),
        operator_name=_text(get("operator_name"), "operator_name"),
        operator_code=_text(get("operator_code"), "operator_code"),
        operator_address=_text(get("operator_address"), "operator_address"),
        shop_location=_text(get("shop_location"), "shop_location"),
        ships_from=_text(get("ships_from"), "ships_from"),
        image_texts=_texts(pictures, "image_texts") if pictures else (),
        image_urls=_texts(addresses, "image_urls") if addresses else (),
        seen_at=None if seen is None else _moment(seen),
    )


def row_from_listing(listing: Listing) -> dict[str, Any]:
    """The GUIDE record of a listing, with the fields in the guide's order; times in UTC with offset."""
    return {
        "platform": listing.platform,
        "item_id": listing.item_id,
        "url": listing.url,
        "title": listing.title,
        "description": listing.description,
        "attributes": dict(listing.attributes),
        "category": listing.category,
        "price_cny": None if listing.price_cny is None else str(listing.price_cny),
        "price_raw": listing.price_raw,
        "net_weight_kg": None if listing.net_weight_kg is None else float(listing.net_weight_kg),
        "sold_count": listing.sold_count,
        "sold_raw": listing.sold_raw,
        "shop_name": listing.shop_name,
        "shop_id": listing.shop_id,
        "operator_name": listing.operator_name,
        "operator_code": listing.operator_code,
        "operator_address": listing.operator_address,
        "shop_location": listing.shop_location,
        "ships_from": listing.ships_from,
        "image_texts": list(listing.image_texts),
        "image_urls": list(listing.image_urls),
        "seen_at": None if listing.seen_at is None else listing.seen_at.isoformat(),
    }


def _text(value: object, name: str, cap: int = TITLE_CAP) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ListingBroken(f"{name}: not a text but {type(value).__name__}")
    return clean_text(value, cap)


def _needed(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    if value is None or value == "":
        raise ListingBroken(f"{name}: missing")
    text = _text(value, name)
    if not text or text.isspace():
        raise ListingBroken(f"{name}: empty")
    return text


def _within(text: str, name: str, limit: int) -> str:
    if len(text) > limit:
        raise ListingBroken(f"{name}: longer than {limit} characters")
    return text


def _item_id(row: Mapping[str, object]) -> str:
    value = row.get("item_id")
    if value is None or value == "":
        value = row.get("id")  # records without a platform's id still need an identity
    if isinstance(value, int) and not isinstance(value, bool):
        return _digits(value, "item_id")
    if not value:
        raise ListingBroken("item_id: missing")
    return _text(value, "item_id") or ""


def _digits(value: int, name: str) -> str:
    try:
        return str(value)
    except ValueError as fault:
        raise ListingBroken(f"{name}: a number with too many digits") from fault


def _attributes(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ListingBroken(f"attributes: not an object but {type(value).__name__}")
    read: dict[str, str] = {}
    for name, held in value.items():
        if len(read) == ATTRIBUTE_CAP:
            break
        if held is None:
            continue
        if not isinstance(name, str) or isinstance(held, (dict, list)):
            raise ListingBroken("attributes: names and values must be texts")
        if isinstance(held, int) and not isinstance(held, bool):
            held = _digits(held, "attributes")
        read[clean_text(name, ATTRIBUTE_CAP)] = clean_text(
            held if isinstance(held, str) else str(held), DESCRIPTION_CAP
        )
    return read


def _texts(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise ListingBroken(f"{name}: not a list but {type(value).__name__}")
    read = []
    for held in value[:PICTURE_CAP]:
        if not isinstance(held, str):
            raise ListingBroken(f"{name}: holds {type(held).__name__}, not texts")
        read.append(clean_text(held, DESCRIPTION_CAP))
    return tuple(read)


def _number(value: object, name: str, ceiling: Decimal) -> Decimal | None:
    """The number, or None for one that no offer has: negative, not finite, above the ceiling, unreadable text."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        raise ListingBroken(f"{name}: not a number but {type(value).__name__}")
    try:
        if isinstance(value, str):
            read = Decimal(value.strip().replace(",", "")) if len(value) < 40 else None
        elif isinstance(value, float):
            read = Decimal(repr(value)) if math.isfinite(value) else None
        else:
            read = Decimal(value)
    except InvalidOperation:
        return None
    if read is None or not read.is_finite() or not 0 <= read <= ceiling:
        return None
    return read


def _count(value: object) -> int | None:
    if type(value) is int:
        return value if 0 <= value <= SOLD_CEILING else None
    read = _number(value, "sold_count", Decimal(SOLD_CEILING))
    return None if read is None else int(read)


def _raw(stated: object, value: object, read: object) -> str | None:
    """The text as displayed: what the row states, else the value that could not be used."""
    if stated is not None:
        return _text(stated, "price_raw")
    if value is None or read is not None:
        return None
    return clean_text(str(value) if not isinstance(value, int) else hex(value)[:100], 100)


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise ListingBroken(f"seen_at: not a text but {type(value).__name__}")
    try:
        moment = datetime.fromisoformat(value[:40])
        if moment.tzinfo is None:
            raise ListingBroken(f"seen_at: {value[:40]!r} has no offset (write +08:00)")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise ListingBroken(f"seen_at: {value[:40]!r} is no ISO 8601 time") from fault
