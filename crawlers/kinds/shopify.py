"""Shops on Shopify: /products.json and the collections' products.json, 250 a page, an empty list at the end."""

from crawlers.fetched import Ask, FetchedPage, Purpose, Reading
from crawlers.kinds.kind import Kind
from crawlers.pages.addresses import split_url, with_query
from crawlers.pages.shopify_products import read_products
from leads_db.errors import PageChanged
from leads_db.records import Unit

LIMIT = 250


class ShopifyKind(Kind):
    """Read as a whole: the interface has no search."""

    def start(self, unit: Unit) -> tuple[Ask, ...]:
        """The first page of the unit, of the shop or of each collection."""
        paths = [f"collections/{handle}/products.json" for handle in self.source.collections] or ["products.json"]
        return tuple(self._ask(self.source.address(path), unit.page_from, unit.term) for path in paths)

    def read(self, page: FetchedPage) -> Reading:
        """Raises PageChanged where the answer is no list of products, the shop's password page among them."""
        if split_url(page.url)[2].rstrip("/").endswith("/password"):
            raise PageChanged("permission_denied: the shop shows its password page.", url=page.url)
        read = read_products(page, self.source)
        sightings = tuple(self.sighting(item.listing, page, at, item.notes) for at, item in enumerate(read.items, 1))
        number = page.ask.page or 1
        goes_on = bool(read.count) and number < self.source.max_pages
        following = (self._ask(page.ask.url, number + 1, page.ask.term),) if goes_on else ()
        return Reading(sightings=sightings, asks=following, says_empty=not read.count, notes=read.notes)

    def _ask(self, url: str, number: int, term: str) -> Ask:
        return Ask(url=with_query(url, limit=LIMIT, page=number), purpose=Purpose.API, term=term, page=number)
