"""A shelf → sightings, the same for an imported page and for one in an officer's session."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from crawlers.fetched import FetchedPage
from crawlers.pages.facts import make_listing
from crawlers.pages.marketplaces.shelf import Shelf
from leads_db.errors import ListingBroken
from leads_db.listing_rows import listing_from_row, row_from_listing
from leads_db.records import Sighting

_TERM_NAMES = ("q", "keyword", "keywords", "search_key", "searchKey")
_PAGE_NAMES = ("page", "beginPage")
FEW_ON_A_PAGE = 44
"""Offers on one result page of Taobao, which counts offers (`s=44`) instead of pages."""


def shelf_sightings(
    shelf: Shelf, page: FetchedPage, source: str, *, term: str | None = None, seen_at: datetime | None
) -> tuple[Sighting, ...]:
    """The sound offers in page order; one that no store can hold is left out. `term`: else the one in the address."""
    asked, number = asked_for(page.url or shelf.address)
    found = []
    for rank, offer in enumerate(shelf.offers, 1):
        listing = replace(make_listing(offer.facts, page, offer.platform), seen_at=seen_at and seen_at.astimezone(UTC))
        try:
            sound = listing_from_row(row_from_listing(listing))
        except ListingBroken:
            continue
        found.append(
            Sighting(
                listing=sound,
                source=source,
                evidence_digest=page.evidence_digest,
                search_term=(term or asked or "")[:200] or None,
                page=number,
                rank=rank,
                notes=offer.notes,
            )
        )
    return tuple(found)


def asked_for(url: str) -> tuple[str, int | None]:
    """Search term and result page in a search address; empty and None where it tells none."""
    try:
        query = urlsplit(url).query
    except ValueError:
        return "", None
    asked: dict[str, str] = {}
    for part in query.split("&")[:200]:
        name, _, value = part.partition("=")
        asked.setdefault(name, value)
    term = next((_decoded(asked[name]) for name in _TERM_NAMES if asked.get(name)), "")
    numbers = dict(parse_qsl(query))
    page = next((int(numbers[name]) for name in _PAGE_NAMES if _is_small(numbers.get(name))), None)
    if page is None and _is_small(numbers.get("s")):
        page = int(numbers["s"]) // FEW_ON_A_PAGE + 1
    return term, page


def _decoded(escaped: str) -> str:
    """Percent-escapes in UTF-8, else in GBK, which 1688 uses."""
    raw = unquote_to_bytes(escaped.replace("+", " "))
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace").strip()


def _is_small(text: str | None) -> bool:
    return bool(text) and str(text).isascii() and str(text).isdecimal() and len(str(text)) < 6
