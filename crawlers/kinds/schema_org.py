"""Sites that describe their goods with schema.org or OpenGraph: search, lists or sitemaps → item pages → listings."""

from crawlers.fetched import Ask, FetchedPage, Purpose, Reading
from crawlers.kinds.kind import Kind
from crawlers.kinds.paged_address import first_asks, numbered_ask
from crawlers.pages.item_links import is_item_address
from crawlers.pages.item_page import read_item
from crawlers.pages.list_page import ListReading, read_list
from crawlers.pages.sitemaps import DEEPEST, named_sitemaps, read_sitemap
from leads_db.errors import PageChanged
from leads_db.records import Sighting, Unit

ROBOTS = "/robots.txt"


class SchemaOrgKind(Kind):
    """No code per site: the source file names where to begin, the pages name the rest."""

    def start(self, unit: Unit) -> tuple[Ask, ...]:
        """The search; else lists and sitemap, whichever are named; else robots.txt, which names the sitemaps."""
        source = self.source
        asks = tuple(first_asks(source, unit, Purpose.LIST))
        if source.search or (asks and not source.sitemap):
            return asks
        return (*asks, Ask(url=source.address(source.sitemap or ROBOTS), purpose=Purpose.SITEMAP))

    def read(self, page: FetchedPage) -> Reading:
        """Raises PageChanged where a page holds neither items nor ways to them and does not say that there are none."""
        match page.ask.purpose:
            case Purpose.SITEMAP:
                return self._read_sitemap(page)
            case Purpose.LIST:
                return self._read_list(page)
            case _:
                return Reading(sightings=(self._item(page),))

    def _read_list(self, page: FetchedPage) -> Reading:
        found = read_list(page, self.source)
        if not found.items and not found.links and not found.says_empty:
            if (page.ask.page or 1) > 1 and not self.source.search and numbered_ask(self.source, page.ask, 1):
                return Reading(says_empty=True, notes=("ended_without_words",))
            raise PageChanged(
                "A list page without items, links to items or words that nothing was found.", url=page.url
            )
        told = [self.sighting(item.listing, page, at, item.notes) for at, item in enumerate(found.items, 1)]
        links = [
            Ask(url=link, purpose=Purpose.ITEM, term=page.ask.term, page=page.ask.page, rank=at)
            for at, link in enumerate(found.links, len(told) + 1)
        ]
        return Reading(
            sightings=tuple(told),
            asks=(*links, *self._next(page, found)),
            total_claimed=found.total,
            says_empty=found.says_empty,
            notes=found.notes,
        )

    def _next(self, page: FetchedPage, found: ListReading) -> tuple[Ask, ...]:
        """The linked next page; where none is linked, those that the number found or the words at the end allow for."""
        number, term, last = page.ask.page or 1, page.ask.term, self.source.max_pages
        if found.says_empty or number >= last:
            return ()
        if found.next_url:
            return (Ask(url=found.next_url, purpose=Purpose.LIST, term=term, page=number + 1),)
        if numbered_ask(self.source, page.ask, number) is None:
            return ()
        shown = len(found.items) + len(found.links)
        if found.total is not None:
            last = min(last, -(-found.total // shown)) if number == 1 else number
        else:
            last = number + 1 if self.source.nothing_found or not self.source.search else number
        following = (numbered_ask(self.source, page.ask, later) for later in range(number + 1, last + 1))
        return tuple(ask for ask in following if ask is not None)

    def _read_sitemap(self, page: FetchedPage) -> Reading:
        if page.url.split("?")[0].endswith(ROBOTS):
            named = named_sitemaps(page.text, self.source) or (self.source.address("/sitemap.xml"),)
            return Reading(asks=tuple(Ask(url=url, purpose=Purpose.SITEMAP) for url in named))
        found = read_sitemap(page.body, page.url, self.source, page.fetched_at)
        depth = page.ask.depth + 1
        deeper = found.sitemaps if depth <= DEEPEST else ()
        items = [url for url in found.urls if is_item_address(url, self.source)]
        notes = ("sitemap_too_deep",) if found.sitemaps and not deeper else ()
        asks = [Ask(url=url, purpose=Purpose.SITEMAP, depth=depth) for url in deeper]
        asks += [
            Ask(url=url, purpose=Purpose.ITEM, rank=at, changed_at=found.changed.get(url))
            for at, url in enumerate(items, 1)
        ]
        if not asks and not notes:
            raise PageChanged("A sitemap without items: say in item_url how their addresses look.", url=page.url)
        return Reading(asks=tuple(asks), notes=notes)

    def _item(self, page: FetchedPage) -> Sighting:
        item = read_item(page, self.source.platform, self.source.currency)
        return self.sighting(item.listing, page, page.ask.rank, item.notes)
