"""robots.txt and sitemaps → where the items of a source stand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

import lxml.etree

from crawlers.pages.addresses import host_of, join_url, split_url
from crawlers.pages.times import CHINA, parse_time
from crawlers.pages.xml_documents import local_name, parse_xml, unzip
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
    changed: Mapping[str, datetime] = field(default_factory=dict)
    """Address → when it last changed, where the sitemap says so: at the latest, for it may name only the day."""


def named_sitemaps(robots: str, source: Source) -> tuple[str, ...]:
    """Sitemaps that robots.txt names; where some lie below the source's address, only these."""
    named = [join_url(source.base_url, found[1]) for found in islice(_SITEMAP_LINE.finditer(robots), 1_000)]
    own = [url for url in dict.fromkeys(named) if host_of(url) in source.own_hosts]
    return tuple([url for url in own if is_below(url, source)] or own)


def read_sitemap(body: bytes, url: str, source: Source, now: datetime) -> SitemapReading:
    """Addresses in a urlset or sitemapindex, by local name, or in a list of lines.

    Raises PageChanged where it is none of these. `now`: when it was fetched, aware.
    """
    lines = _address_lines(unzip(body))
    if lines:
        own = dict.fromkeys(place for told in lines if host_of(place := join_url(url, told)) in source.own_hosts)
        return SitemapReading(sitemaps=(), urls=tuple(place for place in own if is_below(place, source)))
    root = parse_xml(body)
    kind = local_name(root)
    if kind not in ("urlset", "sitemapindex"):
        raise PageChanged(f"A sitemap was expected, <{kind or '?'}> came.", url=url)
    told = {place: moment for place, moment in _entries(root, url, now) if host_of(place) in source.own_hosts}
    if kind == "sitemapindex":
        goods = [place for place in told if _GOODS_WORD.search(split_url(place)[2].rsplit("/", 1)[-1])]
        return SitemapReading(sitemaps=tuple(goods or told), urls=())
    below = {place: moment for place, moment in told.items() if is_below(place, source)}
    return SitemapReading(
        sitemaps=(), urls=tuple(below), changed={place: moment for place, moment in below.items() if moment}
    )


def _entries(root: lxml.etree._Element, url: str, now: datetime) -> Iterator[tuple[str, datetime | None]]:
    for entry in islice(root, URLS_MOST):
        texts = {local_name(part): (part.text or "").strip() for part in entry}
        if texts.get("loc"):
            yield join_url(url, texts["loc"]), _moment(texts.get("lastmod", ""), now)


def _moment(text: str, now: datetime) -> datetime | None:
    """The last moment that the text can mean."""
    if len(text) == len("2026-11-24") and (day := parse_time(text, now=now)):
        return day.astimezone(CHINA).replace(hour=12) + timedelta(days=1)  # the day may be one of any zone
    return parse_time(text, now=now) if text else None


def _address_lines(body: bytes) -> list[str]:
    """The lines of a sitemap in plain text, one address each; empty for everything else."""
    if not body[:9].lstrip(b"\xef\xbb\xbf").lower().startswith(b"http"):
        return []
    lines = body.decode("utf-8-sig", "replace").split()
    return lines[:URLS_MOST] if all(line.startswith(("http://", "https://")) for line in lines) else []


def is_below(url: str, source: Source) -> bool:
    """True for an address whose path begins like the source's base address."""
    return split_url(url)[2].startswith(split_url(source.base_url)[2].rsplit("/", 1)[0] + "/")
