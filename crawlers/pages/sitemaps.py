"""robots.txt and sitemaps → where the items of a source stand."""

import re
from dataclasses import dataclass
from itertools import islice

from crawlers.pages.addresses import host_of, join_url, split_url
from crawlers.pages.xml_documents import local_name, parse_xml
from crawlers.source_file import Source
from leads_db.errors import PageChanged

DEEPEST = 2
"""Sitemap indexes that may lie above a sitemap."""
URLS_MOST = 50_000
_GOODS_WORD = re.compile(r"product|item|goods|sku|offer|shangpin|chanpin", re.IGNORECASE)
"""In the name of a sitemap among others: the goods stand there."""
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SitemapReading:
    """What one sitemap names, own hosts only."""

    sitemaps: tuple[str, ...]
    urls: tuple[str, ...]


def named_sitemaps(robots: str, source: Source) -> tuple[str, ...]:
    """Sitemaps that robots.txt names; where some lie below the source's address, only these."""
    named = [join_url(source.base_url, found[1]) for found in islice(_SITEMAP_LINE.finditer(robots), 1_000)]
    own = [url for url in dict.fromkeys(named) if host_of(url) in source.own_hosts]
    return tuple([url for url in own if is_below(url, source)] or own)


def read_sitemap(body: bytes, url: str, source: Source) -> SitemapReading:
    """Addresses in a urlset or sitemapindex, by local name. Raises PageChanged where it is neither."""
    root = parse_xml(body)
    kind = local_name(root)
    if kind not in ("urlset", "sitemapindex"):
        raise PageChanged(f"A sitemap was expected, <{kind or '?'}> came.", url=url)
    places = (
        join_url(url, place.text)
        for entry in root
        for place in entry
        if local_name(place) == "loc" and place.text and place.text.strip()
    )
    told = dict.fromkeys(place for place in islice(places, URLS_MOST) if host_of(place) in source.own_hosts)
    if kind == "sitemapindex":
        goods = [place for place in told if _GOODS_WORD.search(split_url(place)[2].rsplit("/", 1)[-1])]
        return SitemapReading(sitemaps=tuple(goods or told), urls=())
    return SitemapReading(sitemaps=(), urls=tuple(place for place in told if is_below(place, source)))


def is_below(url: str, source: Source) -> bool:
    """True for an address whose path begins like the source's base address."""
    return split_url(url)[2].startswith(split_url(source.base_url)[2].rsplit("/", 1)[0] + "/")
