"""A saved page → a sighting, through the same page objects that read a crawled page."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from w3lib.encoding import html_to_unicode

from crawlers.fetched import Ask, FetchedPage, Purpose
from crawlers.guards import Guard, Seen, Sign
from crawlers.importing.chosen_file import ChosenFile
from crawlers.importing.identity import PlatformNames, host_platform, title_item_id
from crawlers.importing.saved_pages import SavedPage, read_saved_pages
from crawlers.pages.addresses import stable_id
from crawlers.pages.item_page import read_item
from leads_db.errors import ListingBroken, PageChanged, RowBroken
from leads_db.listing_rows import listing_from_row, row_from_listing
from leads_db.records import PRACTICE, Listing, Sighting

Keep = Callable[[SavedPage], str]
"""Keeps a page's bytes as evidence and returns their digest."""


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

    def read_all(self, file: ChosenFile) -> Iterator[Sighting | RowBroken]:
        """Every page of the file; one without goods is a broken row. Raises ImportFileBroken."""
        for page in read_saved_pages(file):
            if page is None:
                self.passed_over += 1
            else:
                yield page if isinstance(page, RowBroken) else self.read(page)

    def read(self, saved: SavedPage) -> Sighting | RowBroken:
        """The sighting of one page; a RowBroken that says why there is none is returned, not raised."""
        found, item_id = self._platforms.of_url(saved.url)
        platform = found or self._platform or host_platform(saved.url)
        if platform is None:
            return RowBroken(f"{saved.where}: the page does not say where it came from; name it with --platform")
        if platform == PRACTICE:
            return RowBroken(f"{saved.where}: platform {PRACTICE} belongs to the practice market")
        page = fetched_page(saved)
        guard, seen = Guard(platform), Seen(asked_url=page.url, url=page.url, status=200, text=page.text)
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
