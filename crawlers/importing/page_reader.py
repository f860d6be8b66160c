"""A saved page or answer → sightings and posts, through the same page objects that read a crawled page.

A page of a marketplace shows several offers; any other page is an item page, judged by its product data.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from w3lib.encoding import html_to_unicode

from crawlers.fetched import Ask, FetchedPage, Purpose
from crawlers.guards import Guard, Seen, Sign
from crawlers.importing.chosen_file import ChosenFile, Format
from crawlers.importing.identity import PlatformNames, host_platform, title_item_id
from crawlers.importing.saved_pages import SavedPage, read_saved_pages
from crawlers.pages.addresses import host_of, stable_id
from crawlers.pages.item_page import read_item
from crawlers.pages.marketplaces.catalogue import MarketPage, find_market_page, has_pages, platform_of_host, read_shelf
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.marketplaces.sightings import shelf_sightings
from leads_db.errors import ListingBroken, PageChanged, RowBroken
from leads_db.listing_rows import listing_from_row, row_from_listing
from leads_db.records import PRACTICE, Listing, Mention, Sighting

Keep = Callable[[SavedPage], str]
"""Keeps a page's bytes as evidence and returns their digest."""
Found = Sighting | Mention | RowBroken


@dataclass(frozen=True, slots=True)
class PageRows:
    """What one saved page gave."""

    rows: tuple[Found, ...]
    platform: str = ""
    """Empty: not known."""

    @property
    def is_seen(self) -> bool:
        """True when something stood on it."""
        return bool(self.rows) and not isinstance(self.rows[0], RowBroken)


class PageReader:
    """Built once an import."""

    def __init__(self, source: str, platforms: PlatformNames, keep: Keep, platform: str | None = None) -> None:
        """`source`: import:<file name>; `platform`: for pages whose address tells none."""
        self.source = source
        self.passed_over = 0
        """Entries of a HAR that are no pages."""
        self._platforms = platforms
        self._platform = platform
        self._keep = keep

    def read_all(self, file: ChosenFile) -> Iterator[Found]:
        """Every page of the file; one without goods is a broken row. Raises ImportFileBroken.

        In a HAR the page itself may be an empty frame, filled by an answer that stands in the HAR too: it is passed
        over where such an answer was read.
        """
        frames: list[PageRows] = []
        filled: set[str] = set()
        for page in read_saved_pages(file):
            if page is None:
                self.passed_over += 1
                continue
            found = PageRows((page,)) if isinstance(page, RowBroken) else self.read(page)
            if isinstance(page, SavedPage) and page.is_answer and found.is_seen:
                filled.add(found.platform)
            if file.format is Format.HAR and found.platform and not found.is_seen:
                frames.append(found)
            else:
                yield from found.rows
        for frame in frames:
            if frame.platform in filled or not frame.rows:
                self.passed_over += 1
            else:
                yield from frame.rows

    def read(self, saved: SavedPage) -> PageRows:
        """What one page shows; a RowBroken that says why it is nothing is returned, not raised."""
        page = fetched_page(saved)
        found, item_id = self._platforms.of_url(saved.url)
        named = found or platform_of_host(host_of(saved.url)) or self._platform
        is_unknown = named is None and not saved.url
        market = find_market_page(page.text, named) if has_pages(named) or is_unknown else None
        if market is not None:
            return PageRows(self._read_market(saved, page, market, named or market.platform), market.platform)
        if saved.is_answer:
            return PageRows(self._read_answer(saved, page, named), named or "")
        platform = named or host_platform(saved.url)
        if platform is None:
            return _one(saved, "the page does not say where it came from; name it with --platform")
        if platform == PRACTICE:
            return _one(saved, f"platform {PRACTICE} belongs to the practice market")
        return PageRows((self._read_item(saved, page, platform, item_id),), found or "")

    def _read_market(self, saved: SavedPage, page: FetchedPage, market: MarketPage, platform: str) -> tuple[Found, ...]:
        guard, seen = Guard(platform), _seen(page)
        sign = guard.find(seen)
        shelf = Shelf() if sign else read_shelf(market, page)
        if shelf.offers or shelf.posts:
            digest = self._keep(saved)
            kept = replace(page, evidence_digest=digest)
            unread = (RowBroken(f"{saved.where}: {note}") for note in shelf.notes)
            posts = (replace(post, evidence_digest=digest, seen_at=saved.saved_at) for post in shelf.posts)
            return (*shelf_sightings(shelf, kept, self.source, seen_at=saved.saved_at), *posts, *unread)
        if shelf.says_empty:
            return (RowBroken(f"{saved.where}: nothing found, as the page itself says (empty: {market.name})"),)
        sign = sign or guard.find_when_empty(seen)
        if sign is not None:
            return (_wall(saved, sign),)
        return (RowBroken(f"{saved.where}: no goods where {market.name} has them (schema_changed)"),)

    def _read_answer(self, saved: SavedPage, page: FetchedPage, platform: str | None) -> tuple[Found, ...]:
        """Of the many answers beside a page only a wall is told; a file of its own must be something."""
        sign = Guard(platform).find(_seen(page)) if platform else None
        if sign is not None:
            return (_wall(saved, sign),)
        return () if saved.url else (RowBroken(f"{saved.where}: no answer of a marketplace that is known here"),)

    def _read_item(self, saved: SavedPage, page: FetchedPage, platform: str, item_id: str | None) -> Found:
        guard, seen = Guard(platform), _seen(page)
        sign = guard.find(seen)
        if sign is not None:
            return _wall(saved, sign)
        try:
            reading = read_item(page, platform)
            listing, notes = _identified(reading.listing, saved, item_id)
            sound = listing_from_row(row_from_listing(listing))
        except (PageChanged, ListingBroken) as fault:
            sign = guard.find_when_empty(seen)
            return RowBroken(f"{saved.where}: {fault}") if sign is None else _wall(saved, sign)
        return Sighting(
            listing=sound, source=self.source, evidence_digest=self._keep(saved), notes=(*reading.notes, *notes)
        )


def _one(saved: SavedPage, why: str) -> PageRows:
    return PageRows((RowBroken(f"{saved.where}: {why}"),))


def _seen(page: FetchedPage) -> Seen:
    return Seen(asked_url=page.url, url=page.url, status=200, text=page.text)


def _wall(saved: SavedPage, sign: Sign) -> RowBroken:
    return RowBroken(f"{saved.where}: not the item but a wall ({sign.outcome}: {sign.id})")


def fetched_page(saved: SavedPage) -> FetchedPage:
    """The page as a spider would hand it on."""
    _, text = html_to_unicode(saved.headers.get("content-type"), saved.body, auto_detect_fun=_detect)
    return FetchedPage(
        ask=Ask(url=saved.url, purpose=Purpose.ITEM),
        url=saved.url,
        headers=saved.headers,
        body=saved.body,
        text=text,
        fetched_at=saved.saved_at or datetime.now(UTC),
    )


def _detect(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _identified(listing: Listing, saved: SavedPage, item_id: str | None) -> tuple[Listing, tuple[str, ...]]:
    """With the platform's own item id, and without a time that the page does not state."""
    notes: list[str] = []
    moment = None if saved.saved_at is None else saved.saved_at.astimezone(UTC)
    if moment is None:
        notes.append("seen_at_unknown")
    if item_id is None and listing.item_id == stable_id(saved.url):
        item_id = None if saved.url else title_item_id(listing.shop_name, listing.title)
        notes.append("item_id_from_url" if saved.url else "item_id_from_title")
    return replace(listing, item_id=item_id or listing.item_id, url=listing.url or None, seen_at=moment), tuple(notes)
