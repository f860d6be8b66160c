"""robots.txt and the sitemaps: an index and two files a shop, the second one gzipped."""

import gzip
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from crawlers.practice_market.answers import Answer, make_answer
from crawlers.practice_market.shops import SHOPS, Goods

HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def robots(base_url: str) -> Answer:
    """/robots.txt: each shop's back office is closed, its sitemap named."""
    closed = "".join(f"Disallow: /{name}/private/\n" for name in SHOPS)
    named = "".join(f"Sitemap: {base_url}/{name}/sitemap.xml\n" for name in SHOPS)
    return make_answer(f"User-agent: *\n{closed}\n{named}".encode(), "text/plain; charset=utf-8")


def sitemap_pages(goods: Goods, base_url: str) -> Mapping[str, Answer]:
    """Path → answer for the sitemaps of all shops; together they name every item once."""
    pages: dict[str, Answer] = {}
    for name, shop in SHOPS.items():
        urls = [f"{base_url}{shop.item_url(listing.item_id)}" for listing in goods[name]]
        half = (len(urls) + 1) // 2
        plain, zipped = f"/{name}/sitemap-1.xml", f"/{name}/sitemap-2.xml.gz"
        pages[f"/{name}/sitemap.xml"] = _xml(_index([f"{base_url}{plain}", f"{base_url}{zipped}"]))
        pages[plain] = _xml(_url_set(urls[:half]))
        pages[zipped] = make_answer(gzip.compress(_url_set(urls[half:]).encode(), mtime=0), "application/gzip")
    return pages


def _index(urls: Iterable[str]) -> str:
    rows = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>\n" for url in urls)
    return f"{HEADER}<sitemapindex {SPACE}>\n{rows}</sitemapindex>\n"


def _url_set(urls: Sequence[str]) -> str:
    rows = "".join(f"<url><loc>{escape(url)}</loc></url>\n" for url in urls)
    return f"{HEADER}<urlset {SPACE}>\n{rows}</urlset>\n"


def _xml(text: str) -> Answer:
    return make_answer(text.encode(), "application/xml; charset=utf-8")
