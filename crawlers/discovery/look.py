"""A polite look at an unknown site: robots.txt, first page, documented interfaces, sitemap, a search, items, feeds."""

import re
from collections.abc import Sequence

from crawlers.discovery.front import Front, read_front, relative
from crawlers.discovery.goods import read_goods
from crawlers.discovery.json_rows import find_rows
from crawlers.discovery.proposal import Proposal, Sureness, Trace
from crawlers.discovery.searching import try_search
from crawlers.discovery.software import Software, find_software
from crawlers.discovery.walk import Fetch, Walk
from crawlers.discovery.weighing import Evidence, weigh
from crawlers.fetched import Ask, FetchedPage, Purpose
from crawlers.kinds.feed import FeedKind
from crawlers.kinds.shopify import ShopifyKind
from crawlers.kinds.woocommerce import WooCommerceKind
from crawlers.pages.addresses import join_url, with_query
from crawlers.pages.embedded import embedded_values, parse_script_json
from crawlers.pages.item_links import is_item_address
from crawlers.pages.markup import parse_markup
from crawlers.pages.open_graph import currency_of, read_metas
from crawlers.pages.sitemaps import named_sitemaps, read_sitemap
from crawlers.source_file import Source
from leads_db.errors import PageChanged

FEED_PATHS = ("rss.xml", "atom.xml", "feed.json", "feed/", "feed.xml")
SITEMAPS_MOST = 3
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]*>)?\s*(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b|\s*\{[^{}]{0,300}jsonfeed", re.DOTALL
)


class Look:
    """One look in progress."""

    def __init__(self, source: Source, fetch: Fetch, url: str = "") -> None:
        """`source`: a provisional one, whose address is the site's; `url`: the page to begin with, if another."""
        self._url = url or source.base_url
        self._source = source
        self._walk = Walk(fetch)
        self._hints: list[str] = []

    async def run(self) -> Proposal:
        """What the site is and how it can be read."""
        robots = await self._walk.page(join_url(self._source.base_url, "/robots.txt"), Purpose.SITEMAP)
        page = await self._walk.page(self._url)
        if page is None:
            return self._nothing("the first page could not be read")
        if _FEED.match(page.text[:2000]):
            return await self._feed((page.url,), "the address is a feed itself")
        if page.text.lstrip()[:1] in ("{", "["):
            return self._json(parse_script_json(page.text), page, "")
        software = find_software(page.text, page.headers)
        front = read_front(page, self._source)
        if software is not None:
            self._hints.append(f"built with {software.name}, as marks in its pages say")
        if front.is_hollow and (told := self._state(page)) is not None:
            return told
        if front.is_hollow and not self._source.browser:
            return self._nothing("the first page is empty before its scripts run", needs_browser=True)
        found = await self._interface(software)
        if found is not None:
            return found
        if software is not None and software.kind == "feed":
            feeds = (*front.feeds, join_url(self._source.base_url, software.feed))
            return await self._feed(feeds, f"{software.name}: posts, no goods")
        return await self._shop(page, front, software, robots)

    async def _shop(
        self, page: FetchedPage, front: Front, software: Software | None, robots: FetchedPage | None
    ) -> Proposal:
        sitemap = await self._sitemap(robots)
        goods = read_goods(page, self._source, software)
        lists = [page]
        for url in front.lists[:2] if not goods.links else ():
            listed = await self._walk.page(url)
            lists += [listed] if listed else []
            goods = goods.joined(read_goods(listed, self._source, software)) if listed else goods
        links = list(dict.fromkeys((*goods.links, *sitemap)))
        items = [one for url in links[:3] if (one := await self._walk.page(url, Purpose.ITEM)) is not None]
        searched = await try_search(self._walk, self._source, front, software, goods, items)
        evidence = Evidence(
            source=self._source, front=front, software=software, sitemap=sitemap, goods=goods, items=tuple(items),
            searched=searched, lists=tuple(lists),
        )  # fmt: skip
        values, traces, hints = weigh(evidence)
        if not values and (told := self._state(page)) is not None:
            return told
        if not values:
            feeds = (*front.feeds, *(join_url(self._source.base_url, path) for path in FEED_PATHS))
            return await self._feed(feeds, "no goods were found, but a feed")
        return self._proposal(values, traces, (*self._hints, *hints), front.title)

    def _state(self, page: FetchedPage) -> Proposal | None:
        """Goods in a variable of the page's scripts."""
        for state, value in embedded_values(parse_markup(page.text)):
            if state and find_rows(value) is not None:
                return self._json(value, page, state)
        return None

    def _json(self, value: object, page: FetchedPage, state: str) -> Proposal:
        """Goods in an answer, or in the variable `state` of a page."""
        found = find_rows(value)
        if found is None:
            return self._nothing("an answer in JSON without rows of goods")
        layout = {**found.layout, **({"state": state} if state else {})}
        why = f"{found.count} things with a title stand there" + (f", in the variable {state}" if state else "")
        traces = [Trace(field=name, sureness=Sureness.LIKELY, why=why) for name in ("kind", "layout")]
        traces.append(Trace(field="lists", sureness=Sureness.LIKELY, why="the address that was looked at"))
        if found.is_unit_open:
            self._hints.append("price_unit: prices are whole numbers; compare one with the page and set yuan or fen")
        if not self._source.currency:
            self._hints.append("currency: the answer names none; set it, or prices stay unread")
        self._hints.append("search, lists: write {term} and {page} where the address has the words and the number")
        values: dict[str, object] = {
            "kind": "json_search",
            "layout": layout,
            "lists": [relative(page.ask.url, self._source)],
        }
        return self._proposal(values, traces, self._hints, "")

    async def _interface(self, software: Software | None) -> Proposal | None:
        """Shopify's or WooCommerce's documented interface, if it answers; not asked where other software is known."""
        wanted = software.kind if software is not None else "any"
        for kind in (ShopifyKind, WooCommerceKind):
            name = "shopify" if kind is ShopifyKind else "woocommerce"
            if wanted not in ("any", name):
                continue
            path = "products.json" if kind is ShopifyKind else "wp-json/wc/store/v1/products"
            reader = kind(self._source.model_copy(update={"kind": name}))
            url = with_query(
                self._source.address(path), **{"limit" if kind is ShopifyKind else "per_page": 5, "page": 1}
            )
            reading = await self._walk.read(reader, Ask(url=url, purpose=Purpose.API, page=1))
            if reading is None or not reading.sightings:
                continue
            traces = [
                Trace(
                    field="kind", sureness=Sureness.SURE, why=f"{path} answered with {len(reading.sightings)} products"
                )
            ]
            values: dict[str, object] = {"kind": name}
            listing = reading.sightings[0].listing
            if name == "shopify" and listing.price_cny is None and listing.url:
                values |= await self._currency(listing.url, traces)
            return self._proposal(values, tuple(traces), tuple(self._hints), "")
        return None

    async def _currency(self, url: str, traces: list[Trace]) -> dict[str, str]:
        page = await self._walk.page(url, Purpose.ITEM)
        named = currency_of(read_metas(parse_markup(page.text))) if page is not None else ""
        if not named:
            self._hints.append("currency: the interface names none; set it, or prices stay unread")
            return {}
        traces.append(Trace(field="currency", sureness=Sureness.SURE, why="the page of an item names it"))
        return {"currency": named}

    async def _sitemap(self, robots: FetchedPage | None) -> tuple[str, ...]:
        """Addresses of items in the first sitemaps that are read."""
        named = named_sitemaps(robots.text, self._source) if robots is not None else ()
        waiting = list(named or (self._source.address("sitemap.xml"),))
        asked = 0
        while waiting and asked < SITEMAPS_MOST:
            asked += 1
            page = await self._walk.page(waiting.pop(0), Purpose.SITEMAP)
            try:
                read = read_sitemap(page.body, page.url, self._source, page.fetched_at) if page is not None else None
            except PageChanged:
                continue
            if read is None:
                continue
            items = tuple(url for url in read.urls if is_item_address(url, self._source))
            if items:
                return items
            waiting = [*read.sitemaps, *waiting]
        return ()

    async def _feed(self, addresses: Sequence[str], why: str) -> Proposal:
        """The first feed that can be read."""
        for url in dict.fromkeys(addresses):
            reading = await self._walk.read(
                FeedKind(self._source.model_copy(update={"kind": "feed", "feed": url})),
                Ask(url=url, purpose=Purpose.FEED),
            )
            if reading is not None and reading.mentions:
                told = f"{why}; {len(reading.mentions)} posts were read"
                traces = tuple(Trace(field=name, sureness=Sureness.SURE, why=told) for name in ("kind", "feed"))
                feed = relative(url, self._source) or url
                return self._proposal({"kind": "feed", "feed": feed}, traces, tuple(self._hints), "")
        return self._nothing("neither goods nor a feed were found")

    def _proposal(
        self, values: dict[str, object], traces: Sequence[Trace], hints: Sequence[str], title: str
    ) -> Proposal:
        return Proposal(
            values=values, traces=tuple(traces), steps=tuple(self._walk.steps), hints=tuple(hints), title=title
        )

    def _nothing(self, why: str, *, needs_browser: bool = False) -> Proposal:
        told = f"{why}: {self._walk.stopped}" if self._walk.stopped else why
        return Proposal(
            values={}, traces=(), steps=tuple(self._walk.steps), hints=(*self._hints, told), needs_browser=needs_browser
        )
