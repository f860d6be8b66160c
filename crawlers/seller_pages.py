"""Which pages tell who sells: from item pages to the shop's licence or company page, few, once a month, same host."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawlers.fetched import Ask, FetchedPage, Purpose, Reading
from crawlers.pages.addresses import join_url
from crawlers.pages.markup import element_text, parse_markup
from crawlers.pages.seller_facts import Facts, read_own_site, read_seller_page
from crawlers.source_file import Source
from leads_db.records import Listing, Outcome, SellerFact
from leads_db.store.leads import seller_key
from leads_db.store.sellers import site_key

LICENCE = re.compile("营业执照|企业信息|经营者信息|店铺信息|证照信息|商家信息|公司信息|资质信息|工商信息|亮证|执照")
COMPANY = re.compile(
    r"关于我们|公司简介|公司介绍|企业简介|联系我们|^about( us)?$|^impressum$|^legal notice$", re.IGNORECASE
)
LONGEST_LINK = 20
PAGES_A_SELLER = 2
PAGES_A_RUN = 20
"""Requests for sellers that one crawl process sends at most; they count against the run's budget too."""


class SellerPages:
    """One for a crawl process."""

    def __init__(self, source: Source, fresh: frozenset[str] = frozenset()) -> None:
        """`fresh`: keys of the sellers of whom the store learnt something lately; they are not asked again."""
        self._source = source
        self._asked: set[str] = set(fresh)
        self._urls: set[str] = set()
        self.is_closed = False
        """A seller page was refused: no further one is asked for."""

    @property
    def is_own_site(self) -> bool:
        """True where the site is one seller's own; on a marketplace footer and imprint are the marketplace's."""
        return self._source.platform == self._source.name

    def read(self, page: FetchedPage, read: Callable[[FetchedPage], Reading]) -> Reading:
        """The page as its kind reads it, with what it says of the seller and the ways to pages that say more."""
        if page.ask.purpose is Purpose.SELLER:
            facts = read_seller_page(parse_markup(page.text), is_own_site=self.is_own_site)
            told = {**facts, "licence_page": (page.url, "licence")}
            return Reading(seller_facts=self._facts(told, page, page.ask.seller_key))
        reading = read(page)
        if page.ask.purpose is not Purpose.ITEM or page.ask.call is not None or not self._may_tell(page.text):
            return reading
        keys = {self._key(one.listing) for one in reading.sightings}
        new = keys - self._asked
        if len(keys) != 1 or not new or self.is_closed:
            return reading
        key = new.pop()
        self._asked.add(key)
        tree = parse_markup(page.text)
        facts = read_own_site(tree) if self.is_own_site else {}
        asks = tuple(
            Ask(url=url, purpose=Purpose.SELLER, seller_key=key, term=page.ask.term)
            for url in self._ways(tree, page.url)
        )
        return replace(reading, asks=(*reading.asks, *asks), seller_facts=self._facts(facts, page, key))

    def _may_tell(self, text: str) -> bool:
        """True where parsing the page once more can pay: on a marketplace only a way to the licence counts."""
        return bool(text) and (self.is_own_site or LICENCE.search(text) is not None)

    def take_failure(self, outcome: Outcome) -> None:
        """A seller page could not be read; after a log-in wall or a refusal no further one is asked for."""
        self.is_closed = self.is_closed or outcome not in (Outcome.NOT_FOUND, Outcome.ROBOTS_DISALLOWED)

    def _key(self, listing: Listing) -> str:
        return site_key(listing.platform) if self.is_own_site else seller_key(listing)

    def _ways(self, tree: HtmlElement, base: str) -> Iterator[str]:
        """Licence pages before company pages; the latter only on a seller's own site."""
        patterns = (LICENCE, COMPANY) if self.is_own_site else (LICENCE,)
        found: dict[str, None] = {}
        links = [link for link in tree.iter("a") if link.get("href")]
        for pattern in patterns:
            for link in links:
                text = element_text(link) or (link.get("title") or "")
                if len(text) <= LONGEST_LINK and pattern.search(text):
                    url = join_url(base, link.get("href") or "")
                    if (urlsplit(url).hostname or "").lower() in self._source.own_hosts:
                        found.setdefault(url)
        for url in list(found)[:PAGES_A_SELLER]:
            if url not in self._urls and len(self._urls) < PAGES_A_RUN:
                self._urls.add(url)
                yield url

    def _facts(self, facts: Facts, page: FetchedPage, key: str) -> tuple[SellerFact, ...]:
        return tuple(
            SellerFact(
                seller_key=key,
                field=field,
                value=value,
                how=how,
                url=page.url,
                source=self._source.name,
                evidence_digest=page.evidence_digest,
                seen_at=page.fetched_at,
                is_practice=self._source.practice,
            )
            for field, (value, how) in facts.items()
        )
