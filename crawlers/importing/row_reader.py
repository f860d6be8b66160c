"""A row of whatever file → a sighting, or the named reason why it is none."""

import re
from collections.abc import Callable
from typing import Any

from crawlers.importing.amounts import read_cny, read_sold
from crawlers.importing.columns import ColumnMap
from crawlers.importing.identity import (
    ITEM_ID_CAP,
    PLATFORM_FORM,
    PlatformNames,
    host_platform,
    is_row_number,
    item_address,
    title_item_id,
    url_item_id,
)
from crawlers.importing.moments import read_moment
from crawlers.importing.row import Row
from leads_db.errors import ListingBroken, RowBroken
from leads_db.listing_rows import listing_from_row
from leads_db.records import PRACTICE, Listing, Sighting

GUIDE_KEYS = frozenset({*Listing.__slots__, "id", "truth", "source"})
"""Keys of a record in the labelling guide's own format; such a record is taken as it stands."""
EXACT_DIGITS = 15
"""Spreadsheets keep so many digits of a number and round the rest."""
UNUSED_KEPT = 40
Cells = dict[str, Any]


class RowReader:
    """Built once a file; counts nothing and keeps nothing but the names of columns that it did not use."""

    def __init__(
        self, source: str, platforms: PlatformNames, columns: ColumnMap | None = None, platform: str | None = None
    ) -> None:
        """`source`: import:<file name>; `platform`: for rows that state none."""
        self.source = source
        self.columns = columns or ColumnMap()
        self.unused: dict[str, None] = {}
        """Column names that mean nothing here, in the order met; at most UNUSED_KEPT."""
        self._platforms = platforms
        self._platform = platform

    def read(self, row: Row) -> Sighting | RowBroken:
        """The sighting of one row; a RowBroken that names place and field is returned, not raised."""
        cells = row.cells
        try:
            if (
                not self.columns.is_own
                and cells.get("item_id")
                and cells.get("platform")
                and cells.keys() <= GUIDE_KEYS
            ):
                facts, notes, term = dict(cells), list[str](), None
            else:
                facts, notes, term = self._understand(cells)
            listing = listing_from_row(facts)
            self._check(listing)
        except ListingBroken as fault:
            return RowBroken(f"{row.where}: {fault}")
        return Sighting(listing=listing, source=self.source, search_term=term, notes=tuple(notes))

    def _understand(self, cells: Any) -> tuple[Cells, list[str], str | None]:
        facts: Cells = {}
        notes: list[str] = []
        for column, value in cells.items():
            field = self.columns.field(column) if isinstance(column, str) else None
            if field is None:
                if value not in (None, "") and len(self.unused) < UNUSED_KEPT:
                    self.unused.setdefault(str(column)[:60])
            elif value is not None and value != "" and (field not in facts or column == field):
                _put(facts, notes, field, value)
        self._identify(facts, notes)
        term = facts.pop("search_term", None)
        return facts, notes, term[:200] if term else None

    def _identify(self, facts: Cells, notes: list[str]) -> None:
        url, stated = facts.get("url"), facts.get("platform")
        found, item_id = self._platforms.of_url(url) if url else (None, None)
        known = (self._platforms.of_text(stated) if stated else None) or found
        if stated and known is None:
            notes.append("platform_unknown")
        facts["platform"] = known or stated or self._platform or (host_platform(url) if url else None)
        if facts["platform"] is None:
            raise ListingBroken("platform: missing; name it with --platform")
        self._number(facts, notes, url, item_id)

    def _number(self, facts: Cells, notes: list[str], url: str | None, item_id: str | None) -> None:
        """The item id: as stated, out of the address, a column `id`; else made of address or shop and title."""
        row_id = facts.pop("row_id", None)
        if item_id and ("item_id" not in facts or "item_id_rounded" in notes):
            facts["item_id"] = item_id
        if "item_id" in facts or not facts.get("title"):
            return
        if row_id and not is_row_number(row_id):
            facts["item_id"] = row_id
            return
        facts["item_id"] = url_item_id(url) if url else title_item_id(facts.get("shop_name"), facts["title"])
        notes.append("item_id_from_url" if url else "item_id_from_title")

    def _check(self, listing: Listing) -> None:
        if listing.platform == PRACTICE:
            raise ListingBroken(
                f"platform {PRACTICE}: belongs to the practice market and would be wiped; use another name"
            )
        if not PLATFORM_FORM.fullmatch(listing.platform):
            raise ListingBroken(f"platform {listing.platform[:50]!r}: not a name of at most 40 characters")
        if len(listing.item_id) > ITEM_ID_CAP:
            raise ListingBroken(f"item_id: longer than {ITEM_ID_CAP} characters")


def _put(facts: Cells, notes: list[str], field: str, value: Any) -> None:
    if field.startswith("attributes."):
        facts.setdefault("attributes", {})[field.partition(".")[2]] = _text(value)
        return
    put = _PUTTERS.get(field)
    if put is not None:
        put(facts, notes, value)
    elif isinstance(value, (dict, list)):
        raise ListingBroken(f"{field}: not a text but {type(value).__name__}")
    else:
        facts[field] = value if field in _AS_IT_STANDS else _text(value)


def _put_price(facts: Cells, notes: list[str], value: Any) -> None:
    price, raw = read_cny(value)
    facts["price_cny"] = price
    if raw is not None:
        facts.setdefault("price_raw", raw)
    if price is None:
        notes.append(f"price_unparsed: {str(value)[:60]}")


def _put_sold(facts: Cells, notes: list[str], value: Any) -> None:
    count, raw, note = read_sold(value)
    facts["sold_raw"] = raw
    facts.setdefault("sold_count", count)
    if note:
        notes.append(note)


def _put_moment(facts: Cells, notes: list[str], value: Any) -> None:
    moment, note = read_moment(value)
    facts["seen_at"] = None if moment is None else moment.isoformat()
    if note:
        notes.append(note)


def _put_url(facts: Cells, notes: list[str], value: Any) -> None:
    text = _text(value)
    facts["url"] = item_address(text)
    if facts["url"] is None:
        notes.append(f"url_unusable: {text[:60]}")


def _put_item_id(facts: Cells, notes: list[str], value: Any) -> None:
    text = _text(value)
    if not isinstance(value, str) and len(text) > EXACT_DIGITS:
        notes.append("item_id_rounded")
    facts["item_id"] = text


def _put_attributes(facts: Cells, notes: list[str], value: Any) -> None:
    if isinstance(value, dict):
        facts["attributes"] = {**value, **facts.get("attributes", {})}
        return
    pairs = (re.split(r"[:：=]", part, maxsplit=1) for part in re.split(r"[;；\n|]", _text(value)))
    facts.setdefault("attributes", {}).update({pair[0].strip(): pair[1].strip() for pair in pairs if len(pair) == 2})


def _put_list(field: str) -> Callable[[Cells, list[str], Any], None]:
    def put(facts: Cells, notes: list[str], value: Any) -> None:
        facts[field] = value if isinstance(value, list) else [_text(value)]

    return put


_PUTTERS: dict[str, Callable[[Cells, list[str], Any], None]] = {
    "price_cny": _put_price,
    "sold_raw": _put_sold,
    "seen_at": _put_moment,
    "item_id": _put_item_id,
    "url": _put_url,
    "attributes": _put_attributes,
    "image_texts": _put_list("image_texts"),
    "image_urls": _put_list("image_urls"),
}
_AS_IT_STANDS = frozenset({"net_weight_kg", "sold_count"})


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    try:
        return str(value).strip()
    except ValueError as fault:  # an int with more digits than Python prints
        raise ListingBroken("a number with too many digits") from fault
