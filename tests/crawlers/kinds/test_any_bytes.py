"""Whatever a server sends: a reading or PageChanged, nothing else, and soon."""

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.fetched import FetchedPage, Purpose, Reading
from crawlers.kinds import make_kind
from crawlers.kinds.kind import Kind
from crawlers.pages.markup import parse_markup
from crawlers.pages.seller_facts import read_seller_page
from leads_db.errors import PageChanged
from tests.crawlers.fetched_pages import SHOP, page, source

LIST = {"lists": ["x?p={page}"], "nothing_found": ["无"]}
ROWS = {"rows": "li", "fields": {"title": "a", "url": "a::attr(href)", "price": "b"}, "item": {"title": "h1"}}
PATHS = {"rows": "products", "fields": {"title": "title", "item_id": "id", "price": "variants"}, "total": "version"}

KINDS: dict[Purpose, list[Kind]] = {
    Purpose.ITEM: [make_kind(source()), make_kind(source("html_search", layout=ROWS, **LIST))],
    Purpose.LIST: [
        make_kind(source(search="s?q={term}&p={page}", nothing_found=["无"])),
        make_kind(source("html_search", layout=ROWS, **LIST)),
        make_kind(source("json_search", layout={**PATHS, "state": "a"}, **LIST)),
    ],
    Purpose.SITEMAP: [make_kind(source())],
    Purpose.API: [
        make_kind(source("shopify", currency="CNY")),
        make_kind(source("woocommerce")),
        make_kind(source("json_search", layout=PATHS, **LIST)),
    ],
    Purpose.FEED: [make_kind(source("feed", feed="f"))],
}
PIECES = (
    b"<html>", b"<script type='application/ld+json'>", b"</script>", b"{\"@type\":\"Product\",",
    b"\"name\":\"\xe7\x94\xb2\",", b"\"offers\":", b"{\"price\":\"1,9\",", b"\"price\":1e999,", b"[", b"]",
    b"{", b"}", b",", b"\"", b"null", b"-", b"NaN", b"\\ud800",
    b"<div itemscope itemtype='https://schema.org/Product'>", b"<b itemprop='name'>",
    b"<i itemprop=offers itemscope>", b"<meta property='og:type' content='product'>",
    b"<meta property='product:price:amount' content='9'>", b"<h1>a</h1>", b"<p>\xc2\xa59.9</p>",
    b"<dl><dt>a<dd>b", b"<ul><li>a:b</ul>", b"<table><tr><th>a<td>b", b"<a href='/item/1?id=%'>x</a>",
    b"<a href='http://[x/item/1'>", b"<link rel=canonical href='//['>", b"<a rel=next href='?p=2'>",
    b"\"image\":\"http://[\",", b"<?xml version='1.0'?>", b"<urlset>",
    b"<url><loc>https://shop.example.test/item/1</loc></url>", b"</urlset>", b"<rss>",
    b"<item><title>t</title><link>l</link></item>", b"<feed xmlns='http://www.w3.org/2005/Atom'>",
    b"<script>var a={products:[", b"title:'x',id:1,", b"undefined", b"/*", b"<li><a href=/1>t</a><b>9</b>",
    b"<entry>", b"<!ENTITY a 'b'>",
    b"{\"products\":[{\"id\":1,\"title\":\"t\",\"variants\":[{\"price\":\"x\",\"grams\":-1}],\"images\":[null]}]}",
    b"\x00", b"\xff", b"\x1f\x8b",
    b"[{\"id\":1,\"name\":\"t\",\"prices\":{\"price\":\"9\",\"currency_minor_unit\":\"2\"},\"attributes\":[{\"name\":[],\"terms\":[{}]}]}]",
    b"{\"version\":\"jsonfeed.org/version/1\",\"items\":[{\"id\":{},\"title\":[\"a\"],\"date_published\":\"0000-00-00\",\"tags\":[{}]}]}",
)  # fmt: skip
BODIES = st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=25).map(b"".join))


def read(kind: Kind, fetched: FetchedPage) -> Reading | None:
    try:
        return kind.read(fetched)
    except PageChanged:
        return None


@pytest.mark.parametrize("purpose", KINDS)
@given(body=BODIES, encoding=st.sampled_from(["utf-8", "latin-1", "utf-16", ""]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_are_a_reading_or_a_changed_page(purpose: Purpose, body: bytes, encoding: str) -> None:
    text = body.decode(encoding, "replace") if encoding else ""
    fetched = page(body, f"{SHOP}x", purpose=purpose, number=1, term="t")
    for kind in KINDS[purpose]:
        for sent in (fetched, FetchedPage(**{**_facts(fetched), "text": text})):
            reading = read(kind, sent)
            assert reading is None or all(seen.listing.item_id and seen.listing.title for seen in reading.sightings)


@given(body=BODIES, is_own_site=st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_as_a_seller_page_are_facts(body: bytes, is_own_site: bool) -> None:
    facts = read_seller_page(parse_markup(body.decode("utf-8", "replace")), is_own_site=is_own_site)
    assert all(name and value for name, value in facts.items())


def _facts(fetched: FetchedPage) -> dict[str, object]:
    return {name: getattr(fetched, name) for name in FetchedPage.__dataclass_fields__}


def repeated(piece: str) -> Callable[[], str]:
    return lambda: piece * (1_000_000 // len(piece))


SECONDS_MOST = 6.0
"""Processor time, with room for a busy machine; what grows with the square of the size takes a minute."""
HEAVY = {
    "tags": repeated("<div>"),
    "open scopes": repeated("<div itemscope itemtype='https://schema.org/Product' itemprop='a b c'>"),
    "closed scopes": repeated("<b itemscope itemtype='https://schema.org/Product'><i itemprop=name>x</i></b>"),
    "properties": lambda: "<div itemscope itemtype='https://schema.org/Product'>" + "<i itemprop=name>x</i>" * 45_000,
    "brackets": lambda: "<script type='application/ld+json'>" + "[" * 990_000,
    "graph": lambda: (
        '<script type="application/ld+json">{"@graph":[' + '{"@type":"Product","@id":"a"},' * 33_000 + "]}"
    ),
    "escaped quotes": lambda: "<script type='application/ld+json'>" + '\\"' * 495_000,
    "open comments": lambda: "<script type='application/ld+json'>" + "/*" * 495_000,
    "commas": lambda: "<script type='application/ld+json'>" + ", " * 495_000,
    "entities": lambda: "<script type='application/ld+json'>" + "&quot;" * 165_000,
    "hidden words": lambda: "<i itemprop=a>" * 250 + "<b class=hidden>x</b>" * 45_000,
    "properties in properties": lambda: "<p itemscope>" + "<i itemprop=a>" * 250 + "x " * 490_000,
    "references": lambda: "<p id=a itemscope itemref='a a a a'>" * 25_000,
    "list rows": lambda: "<ul>" + "<li>产地：甲</li>" * 70_000,
    "lists": repeated("<ul><li>产地：甲</li></ul>"),
    "nested lists": repeated("<ul><li>"),
    "tables": repeated("<table><tr><th>产地</th><td>甲</td></tr></table>"),
    "links": repeated("<a href='/item/1234567?a=b'>下一页</a>"),
    "headings": repeated("<h1>甲</h1><p>¥9</p>"),
    "sales": repeated("<p>已售 9 件</p>"),
    "digits": repeated("9"),
    "commas and digits": lambda: "<h1>甲</h1><p>¥" + "1," * 499_000,
    "spaces": lambda: "<h1>甲</h1><p>店铺" + " " * 990_000,
    "metas": repeated("<meta property='og:title' content='甲'>"),
    "script comments": lambda: "<h1>甲</h1><script>" + "a={/*" * 200_000,
    "script objects": lambda: "<h1>甲</h1><script>" + "a={b:" * 200_000,
    "script strings": lambda: "<h1>甲</h1><script>" + "a={'b\\" * 140_000,
    "script lists": lambda: "<h1>甲</h1><script>a=" + "[" * 990_000,
    "urls": lambda: "<urlset>" + "<url><loc>https://shop.example.test/item/1</loc></url>" * 18_500 + "</urlset>",
    "rss": lambda: "<rss><channel>" + "<item><title>t</title><guid>g</guid></item>" * 21_000 + "</channel></rss>",
    "products": lambda: '{"products":[' + ",".join(['{"id":1,"title":"t","body_html":"<p>x"}'] * 250) + "]}",
}


@pytest.mark.parametrize("purpose", [Purpose.ITEM, Purpose.LIST, Purpose.SITEMAP, Purpose.FEED])
@pytest.mark.parametrize("name", HEAVY)
def test_a_megabyte_is_read_within_seconds(name: str, purpose: Purpose) -> None:
    fetched = page(HEAVY[name](), f"{SHOP}x", purpose=purpose, number=1, term="t")
    started = time.process_time()
    for kind in KINDS[purpose]:
        read(kind, fetched)
    assert time.process_time() - started < SECONDS_MOST
