"""A page that an officer opened → what it shows, or the named reason why it shows nothing."""

from dataclasses import dataclass, replace

from crawlers.fetched import FetchedPage
from crawlers.guards import Guard, Seen
from crawlers.pages.item_page import read_item
from crawlers.pages.marketplaces.catalogue import MarketPage, find_market_page, has_pages, read_shelf
from crawlers.pages.marketplaces.sightings import shelf_sightings
from crawlers.source_file import Source
from leads_db.errors import ListingBroken, PageChanged
from leads_db.listing_rows import listing_from_row, row_from_listing
from leads_db.records import Mention, Outcome, Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """How one page was understood."""

    outcome: Outcome
    reason: str = ""
    sightings: tuple[Sighting, ...] = ()
    mentions: tuple[Mention, ...] = ()
    total_claimed: int | None = None


def read_opened(page: FetchedPage, source: Source, *, status: int, term: str = "") -> Opened:
    """The page as it stands on the screen; `status`: of the document, 0 where it is not known."""
    guard = Guard(source.platform)
    seen = Seen(asked_url=page.ask.url, url=page.url, status=status or 200, headers=page.headers, text=page.text)
    sign = guard.find(seen)
    if sign is not None:
        return Opened(outcome=sign.outcome, reason=sign.id)
    found = _read(page, source, term)
    if found.outcome is not Outcome.SCHEMA_CHANGED:
        return found
    sign = guard.find_when_empty(seen)
    return found if sign is None else Opened(outcome=sign.outcome, reason=sign.id)


def _read(page: FetchedPage, source: Source, term: str) -> Opened:
    market = market_page_of(page.text, source)
    if market is None:
        return _item(page, source, term)
    shelf = read_shelf(market, page)
    sightings = shelf_sightings(shelf, page, source.name, term=term, seen_at=page.fetched_at)
    if source.practice:
        sightings = tuple(_as_practice(seen, source) for seen in sightings)
    if sightings or shelf.posts:
        return Opened(
            outcome=Outcome.OK,
            reason="; ".join(shelf.notes),
            sightings=sightings,
            mentions=shelf.posts,
            total_claimed=shelf.total_claimed,
        )
    if shelf.says_empty:
        return Opened(outcome=Outcome.EMPTY, total_claimed=shelf.total_claimed)
    return Opened(outcome=Outcome.SCHEMA_CHANGED, reason=f"nothing_read: {market.name}")


def market_page_of(text: str, source: Source) -> MarketPage | None:
    """The page object of the source's platform; on the practice market any, since its pages imitate all."""
    if source.practice:
        return find_market_page(text, None)
    return find_market_page(text, source.platform) if has_pages(source.platform) else None


def _item(page: FetchedPage, source: Source, term: str) -> Opened:
    try:
        reading = read_item(page, source.platform)
        listing = listing_from_row(row_from_listing(reading.listing))
    except (PageChanged, ListingBroken) as fault:
        return Opened(outcome=Outcome.SCHEMA_CHANGED, reason=f"page_changed: {fault}"[:400])
    sighting = Sighting(
        listing=listing,
        source=source.name,
        evidence_digest=page.evidence_digest,
        search_term=term or None,
        notes=reading.notes,
    )
    return Opened(outcome=Outcome.OK, sightings=(sighting,))


def _as_practice(seen: Sighting, source: Source) -> Sighting:
    return replace(seen, listing=replace(seen.listing, platform=source.platform))
