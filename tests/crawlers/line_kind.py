"""A kind that reads plain lines, so that the spider is tested without any page format."""

import re
from urllib.parse import urljoin

from crawlers.fetched import Ask, FetchedPage, Purpose, Reading
from crawlers.kinds.kind import Kind
from leads_db.errors import PageChanged
from leads_db.records import Listing, Sighting, Unit

TAG = re.compile(r"<[^<>]{0,2000}>")
"""A browser hands over a whole document."""


class LineKind(Kind):
    """Lists: `item PATH`, `next PATH`, `list PATH`, `total N`, `nothing`. Items: `title TEXT`, `crash`, `changed`."""

    def start(self, unit: Unit) -> tuple[Ask, ...]:
        if self.source.search:
            url = self.source.address(f"search?q={unit.term}&page={unit.page_from}")
            return (Ask(url=url, purpose=Purpose.LIST, term=unit.term, page=unit.page_from),)
        purpose = Purpose.SITEMAP if self.source.sitemap else Purpose.LIST
        paths = (self.source.sitemap,) if self.source.sitemap else self.source.lists
        return tuple(Ask(url=self.source.address(path), purpose=purpose) for path in paths)

    def read(self, page: FetchedPage) -> Reading:
        lines = [line.partition(" ") for line in TAG.sub("\n", page.text).splitlines() if line.strip()]
        if page.ask.purpose is Purpose.ITEM:
            return Reading(sightings=tuple(self._sighting(page, kind, text) for kind, _, text in lines[:1]))
        return Reading(
            asks=tuple(ask for kind, _, path in lines for ask in self._asks(page, kind, path)),
            total_claimed=next((int(text) for kind, _, text in lines if kind == "total"), None),
            says_empty=any(kind == "nothing" for kind, _, _ in lines),
        )

    def _asks(self, page: FetchedPage, kind: str, path: str) -> tuple[Ask, ...]:
        purpose = {"item": Purpose.ITEM, "next": Purpose.LIST, "list": Purpose.LIST}.get(kind)
        if purpose is None:
            return ()
        number = (page.ask.page or 1) + 1 if kind == "next" else None
        return (Ask(url=urljoin(page.url, path), purpose=purpose, term=page.ask.term, page=number),)

    def _sighting(self, page: FetchedPage, kind: str, text: str) -> Sighting:
        if kind == "crash":
            raise KeyError(text)
        if kind != "title":
            raise PageChanged(url=page.url)
        item_id = page.ask.url.partition("#")[0].rpartition("/")[2]
        listing = Listing(
            platform=self.source.platform, item_id=item_id, title=text, url=page.url, seen_at=page.fetched_at
        )
        return Sighting(listing=listing, source=self.source.name, evidence_digest=page.evidence_digest)
