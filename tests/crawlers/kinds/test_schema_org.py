"""Where the kind begins, how it goes on, and when it says that a list changed. Items: tests/pages."""

import gzip
import json

import pytest

from crawlers.fetched import Ask, Purpose
from crawlers.kinds.schema_org import SchemaOrgKind
from leads_db.errors import PageChanged
from tests.crawlers.fetched_pages import SHOP, page, source, unit

SEARCH = "search?q={term}&p={page}"
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
INDEX = '<s:sitemapindex xmlns:s="http://www.google.com/schemas/sitemap/0.84"><s:sitemap><s:loc>{}</s:loc></s:sitemap></s:sitemapindex>'


def kind(**changes: object) -> SchemaOrgKind:
    return SchemaOrgKind(source(**changes))


def cards(*paths: str, more: str = "") -> str:
    return "".join(f'<li><a href="{path}">山药</a></li>' for path in paths) + more


def urls(asks: tuple[Ask, ...], purpose: Purpose) -> list[str]:
    return [ask.url.removeprefix(SHOP) for ask in asks if ask.purpose is purpose]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"search": SEARCH}, "search?q=%E6%A1%93%E4%BB%81&p=3"),
        ({"search": SEARCH, "term_encoding": "gbk"}, "search?q=%BB%B8%C8%CA&p=3"),
        ({"lists": ["all/"]}, "all/"),
        ({"sitemap": "map.xml"}, "map.xml"),
        ({}, "robots.txt"),
    ],
)
def test_begins_with_search_then_lists_then_sitemap_then_robots(changes: dict[str, object], expected: str) -> None:
    (ask,) = kind(**changes).start(unit("桓仁", page_from=3))
    assert ask.url == SHOP + expected


def test_sitemaps_are_those_that_robots_names() -> None:
    robots = f"User-agent: *\nDisallow: /x\nSitemap: {SHOP}a.xml\nsitemap:/b.xml.gz\nSitemap: https://other.example.test/c.xml"
    read = kind().read(page(robots, f"{SHOP}robots.txt", purpose=Purpose.SITEMAP))
    assert urls(read.asks, Purpose.SITEMAP) == ["a.xml", "b.xml.gz"]
    silent = kind().read(page("User-agent: *", f"{SHOP}robots.txt", purpose=Purpose.SITEMAP))
    assert urls(silent.asks, Purpose.SITEMAP) == ["sitemap.xml"]


def test_index_leads_to_sitemaps_two_levels_deep_and_no_deeper() -> None:
    index = INDEX.format(f"{SHOP}inner.xml")
    (ask,) = kind().read(page(index, f"{SHOP}map.xml", purpose=Purpose.SITEMAP, depth=1)).asks
    assert (ask.purpose, ask.depth) == (Purpose.SITEMAP, 2)
    deepest = kind().read(page(index, f"{SHOP}map.xml", purpose=Purpose.SITEMAP, depth=2))
    assert (deepest.asks, deepest.notes) == ((), ("sitemap_too_deep",))


def test_sitemap_names_items_of_own_hosts_that_look_like_items() -> None:
    places = (f"{SHOP}item/1.html", f"{SHOP}about", f"{SHOP}products/rice", "https://other.example.test/item/2")
    body = gzip.compress(URLSET.format("".join(f"<url><loc> {place} </loc></url>" for place in places)).encode())
    read = kind().read(page(body, f"{SHOP}map.xml.gz", purpose=Purpose.SITEMAP))
    assert urls(read.asks, Purpose.ITEM) == ["item/1.html", "products/rice"]


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><urlset><url><loc>&e;</loc></url></urlset>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'.encode("utf-16") + b"<urlset/>",
        "<html><body>not found</body></html>",
        "<urlset></urlset>",
        "<urlset><url>",
        b"\x1f\x8b broken",
        "",
    ],
)
def test_sitemap_that_is_none_counts_as_changed(body: str | bytes) -> None:
    with pytest.raises(PageChanged):
        kind().read(page(body, f"{SHOP}map.xml", purpose=Purpose.SITEMAP))


def test_list_leads_to_items_and_then_to_the_linked_next_page() -> None:
    body = cards(
        "/item/1",
        "/item/2",
        "/item/1",
        "/help/3",
        "//evil.example.test/item/9",
        more='<a href="?p=2">下一页</a>共 45 件',
    )
    read = kind(search=SEARCH, item_url="/item/").read(
        page(body, f"{SHOP}search", purpose=Purpose.LIST, number=1, term="a")
    )
    assert urls(read.asks, Purpose.ITEM) == ["item/1", "item/2"]
    assert urls(read.asks, Purpose.LIST) == ["search?p=2"]
    assert [(ask.rank, ask.page, ask.term) for ask in read.asks] == [(1, 1, "a"), (2, 1, "a"), (None, 2, "a")]
    assert read.total_claimed == 45


@pytest.mark.parametrize(
    "link", ['<link rel="next" href="?p=2">', '<a rel="nofollow next" href="?p=2">x</a>', '<a href="?p=2">next »</a>']
)
def test_next_page_is_found_by_relation_or_words(link: str) -> None:
    read = kind(lists=["all"]).read(page(cards("/item/1", more=link), f"{SHOP}all", purpose=Purpose.LIST, number=1))
    assert urls(read.asks, Purpose.LIST) == ["all?p=2"]


def test_pages_that_are_not_linked_follow_from_the_number_found() -> None:
    body = cards("/item/1", "/item/2", more="共5件")
    read = kind(search=SEARCH).read(page(body, f"{SHOP}search", purpose=Purpose.LIST, number=1, term="a"))
    assert urls(read.asks, Purpose.LIST) == ["search?q=a&p=2", "search?q=a&p=3"]
    last = kind(search=SEARCH).read(page(body, f"{SHOP}search", purpose=Purpose.LIST, number=3, term="a"))
    assert urls(last.asks, Purpose.LIST) == []


def test_no_page_beyond_the_source_s_limit() -> None:
    body = cards("/item/1", more='<a rel="next" href="?p=6">6</a>')
    read = kind(lists=["all"], max_pages=5).read(page(body, f"{SHOP}all", purpose=Purpose.LIST, number=5))
    assert urls(read.asks, Purpose.LIST) == []


def test_list_without_items_is_empty_only_by_the_source_s_own_words() -> None:
    body = "<p class=x>没有找到相关商品</p>"
    asked = page(body, f"{SHOP}search", purpose=Purpose.LIST, number=1, term="a")
    assert kind(search=SEARCH, nothing_found=["没有找到相关商品"]).read(asked).says_empty
    with pytest.raises(PageChanged):
        kind(search=SEARCH).read(asked)
    hidden = page(f"<script>{body}</script>", f"{SHOP}search", purpose=Purpose.LIST, number=1, term="a")
    with pytest.raises(PageChanged):
        kind(search=SEARCH, nothing_found=["没有找到相关商品"]).read(hidden)


def item_list(*items: object, **facts: object) -> str:
    entries = [{"@type": "ListItem", "position": at, "item": item} for at, item in enumerate(items, 1)]
    data = {"@type": "ItemList", "itemListElement": entries, **facts}
    return f'<script type="application/ld+json">{json.dumps(data)}</script><a href="/item/77">推荐</a>'


def test_item_list_that_counts_zero_says_empty() -> None:
    body = item_list(numberOfItems=0).replace('<a href="/item/77">推荐</a>', "")
    assert kind(lists=["all"]).read(page(body, f"{SHOP}all", purpose=Purpose.LIST)).says_empty


def test_items_told_in_full_are_read_from_the_list_the_others_asked_for() -> None:
    whole = {
        "@type": "Product",
        "name": "甲",
        "sku": "7",
        "url": "/item/7",
        "offers": {"price": "9", "priceCurrency": "CNY"},
    }
    body = item_list(whole, {"@type": "Product", "name": "乙", "url": "/item/8"}, "/item/9")
    read = kind(lists=["all"]).read(page(body, f"{SHOP}all", purpose=Purpose.LIST, number=1, term=""))
    (seen,) = read.sightings
    assert (seen.listing.item_id, seen.listing.title, str(seen.listing.price_cny), seen.rank) == ("7", "甲", "9", 1)
    assert urls(read.asks, Purpose.ITEM) == ["item/8", "item/9"]


def test_sighting_says_how_it_was_found() -> None:
    body = "<h1>甲</h1><p>9元</p>"
    asked = page(body, f"{SHOP}item/7", term="山药", number=2)
    (seen,) = kind().read(asked).sightings
    assert (seen.source, seen.search_term, seen.page, seen.evidence_digest) == ("test-shop", "山药", 2, "d" * 64)
    assert seen.notes == ("extraction_weak",)


@pytest.mark.parametrize(
    ("path", "is_item"),
    [
        ("item/1", True), ("products/rice", True), ("goods-55.html", True), ("goods.php?id=5", True), ("p/1001", True),
        ("a/offer/123456.html", True), ("search/item/1", False), ("products/list", False), ("help/about.html", False),
        ("", False), ("product/", False),
    ],
)  # fmt: skip
def test_links_are_judged_by_their_words_where_the_source_does_not_say(path: str, is_item: bool) -> None:
    body = cards(f"/{path}", "/item/999")
    read = kind(lists=["all"]).read(page(body, f"{SHOP}all", purpose=Purpose.LIST, number=1))
    assert (path in urls(read.asks, Purpose.ITEM)) is is_item


@pytest.mark.parametrize(
    ("words", "total"),
    [
        ("购物车共 0 件 共 45 件", 45),
        ("共 10000 条评价", None),
        ("找到约 1,234 件相关商品", 1234),
        ("About 120 results", 120),
        ("共 1 件", None),
        ("", None),
    ],
)
def test_count_is_the_list_s_own_not_the_basket_s_or_the_reviews(words: str, total: int | None) -> None:
    body = cards("/item/1", "/item/2", more=f"<p>{words}</p>")
    read = kind(lists=["all"]).read(page(body, f"{SHOP}all", purpose=Purpose.LIST, number=1))
    assert read.total_claimed == total


def test_next_page_on_another_host_is_not_asked() -> None:
    body = cards("/item/1", more='<a rel="next" href="https://other.example.test/?p=2">下一页</a>')
    read = kind(lists=["all"]).read(page(body, f"{SHOP}all", purpose=Purpose.LIST, number=1))
    assert urls(read.asks, Purpose.LIST) == []


def test_of_several_sitemaps_those_named_after_goods_are_read() -> None:
    entries = "".join(f"<sitemap><loc>{SHOP}{name}.xml</loc></sitemap>" for name in ("pages", "products_1", "blogs"))
    read = kind().read(page(f"<sitemapindex>{entries}</sitemapindex>", f"{SHOP}map.xml", purpose=Purpose.SITEMAP))
    assert urls(read.asks, Purpose.SITEMAP) == ["products_1.xml"]


def test_sitemap_that_defines_entities_is_not_read_at_all() -> None:
    body = f'<!DOCTYPE x [<!ENTITY e "x">]><urlset><url><loc>{SHOP}item/1</loc></url></urlset>'
    with pytest.raises(PageChanged, match="defines entities"):
        kind().read(page(body, f"{SHOP}map.xml", purpose=Purpose.SITEMAP))


def test_items_beside_the_source_s_part_of_a_host_are_left_out() -> None:
    places = "".join(f"<url><loc>{SHOP}{path}</loc></url>" for path in ("zh/item/1", "en/item/1", "item/1"))
    asked = page(URLSET.format(places), f"{SHOP}map.xml", purpose=Purpose.SITEMAP)
    assert urls(kind(base_url=f"{SHOP}zh/").read(asked).asks, Purpose.ITEM) == ["zh/item/1"]


def test_lists_are_turned_by_number_until_one_shows_nothing() -> None:
    made = kind(lists=["all?p={page}"])
    (first,) = made.start(unit())
    assert first.url == f"{SHOP}all?p=1"
    read = made.read(page(cards("/item/1"), first.url, purpose=Purpose.LIST, number=1))
    assert urls(read.asks, Purpose.LIST) == ["all?p=2"]
    ended = made.read(page("<p>…</p>", f"{SHOP}all?p=2", purpose=Purpose.LIST, number=2))
    assert (ended.says_empty, ended.notes) == (True, ("ended_without_words",))
    with pytest.raises(PageChanged):
        made.read(page("<p>…</p>", f"{SHOP}all?p=1", purpose=Purpose.LIST, number=1))


def test_lists_and_sitemap_are_joined_where_both_are_named() -> None:
    asks = kind(lists=["a/", "b/"], sitemap="map.xml").start(unit())
    assert [ask.url.removeprefix(SHOP) for ask in asks] == ["a/", "b/", "map.xml"]


def test_sitemap_tells_when_an_item_last_changed() -> None:
    moments = (
        "<lastmod>2026-01-10T08:00:00+08:00</lastmod>",
        "<lastmod>2026-01-10</lastmod>",
        "<lastmod>?</lastmod>",
        "",
    )
    entries = "".join(f"<url><loc>{SHOP}item/{at}</loc>{told}</url>" for at, told in enumerate(moments))
    read = kind().read(page(URLSET.format(entries), f"{SHOP}map.xml", purpose=Purpose.SITEMAP))
    told = [ask.changed_at and ask.changed_at.isoformat() for ask in read.asks]
    assert told == ["2026-01-10T00:00:00+00:00", "2026-01-11T12:00:00+08:00", None, None]


def test_sitemap_may_be_a_list_of_lines() -> None:
    body = f"\ufeff{SHOP}item/1\r\n{SHOP}about\n{SHOP}item/2\nhttps://other.example.test/item/3\n"
    assert urls(kind().read(page(body, f"{SHOP}sitemap.txt", purpose=Purpose.SITEMAP)).asks, Purpose.ITEM) == [
        "item/1",
        "item/2",
    ]


def test_a_listed_product_with_its_title_cut_short_leads_to_its_page() -> None:
    told = [{"@type": "Product", "name": name, "sku": str(at), "url": f"/item/{at}", "offers": {"price": 9}}
            for at, name in enumerate(("桓仁大米 5kg", "温县铁棍山…"))]  # fmt: skip
    body = f'<script type="application/ld+json">{json.dumps({"@type": "ItemList", "itemListElement": told})}</script>'
    read = kind(lists=["all"]).read(page(body, f"{SHOP}all", purpose=Purpose.LIST, number=1))
    assert [seen.listing.title for seen in read.sightings] == ["桓仁大米 5kg"]
    assert urls(read.asks, Purpose.ITEM) == ["item/1"]
