"""Shops on WooCommerce: the Store API, with search, 100 a page, totals in the headers."""

from crawlers.fetched import Ask, FetchedPage, Purpose, Reading
from crawlers.kinds.kind import Kind
from crawlers.pages.addresses import escaped_term, with_query
from crawlers.pages.woo_products import read_store_products
from leads_db.records import Unit

PATH = "wp-json/wc/store/v1/products"
LIMIT = 100


class WooCommerceKind(Kind):
    """Searched where the source file has a search address, else read as a whole."""

    def start(self, unit: Unit) -> tuple[Ask, ...]:
        """The first page of the unit."""
        if self.source.search:
            path = self.source.search.replace("{term}", escaped_term(unit.term, "utf-8"))
            url = self.source.address(path.replace("{page}", str(unit.page_from)))
        else:
            url = self.source.address(PATH)
            url = with_query(url, search=unit.term) if unit.term else url
        return (self._ask(url, unit.page_from, unit.term),)

    def read(self, page: FetchedPage) -> Reading:
        """Raises PageChanged where the interface is switched off or answers something else."""
        read = read_store_products(page, self.source)
        sightings = tuple(self.sighting(item.listing, page, at, item.notes) for at, item in enumerate(read.items, 1))
        number = page.ask.page or 1
        is_last = not read.count or (number * LIMIT >= read.total if read.total is not None else read.count < LIMIT)
        goes_on = not is_last and number < self.source.max_pages
        return Reading(
            sightings=sightings,
            asks=(self._ask(page.ask.url, number + 1, page.ask.term),) if goes_on else (),
            total_claimed=read.total,
            says_empty=not read.count,
            notes=read.notes,
        )

    def _ask(self, url: str, number: int, term: str) -> Ask:
        return Ask(url=with_query(url, per_page=LIMIT, page=number), purpose=Purpose.API, term=term, page=number)
