"""Every shop of the practice market, walked to its end: each field of each listing against the stock it was made of."""

import http.client
from collections import deque
from dataclasses import fields
from urllib.parse import urlsplit

import pytest

from crawlers.fetched import FetchedPage, Purpose, Reading
from crawlers.kinds import make_kind
from crawlers.practice_market import Market
from crawlers.practice_market.shops import SHOPS, divide_goods, divide_posts
from crawlers.source_file import Source
from leads_db.errors import PageChanged
from leads_db.records import Listing
from tests.crawlers.fetched_pages import FETCHED_AT, unit

GOODS, POSTS = divide_goods(), divide_posts()
OWN_TO_THE_PAGE = {"url", "seen_at", "price_raw", "sold_raw", "image_texts", "image_urls"}
"""What the stock does not hold, and the pictures' words, which nobody reads off a page."""
COMPARED = [field.name for field in fields(Listing) if field.name not in OWN_TO_THE_PAGE]
NOT_SHOWN = {
    "shopify": {"sold_count", "shop_id"},
    "woo": {"sold_count", "shop_id", "net_weight_kg"},
    "micro": {"net_weight_kg"},
    "og": {"shop_id", "net_weight_kg", "category"},
}
"""Shop → fields that its form of page has no place for; every other field must be read exactly."""
KINDS = {"shopify": "shopify", "woo": "woocommerce"}
WALKED = ("ld", "gbk", "micro", "og", "shopify", "woo", "busy", "challenge", "endless")
SEARCH = {"search": "search?q={term}&page={page}", "item_url": "/item/", "nothing_found": ["没有找到相关商品"]}


def make_source(market: Market, name: str, **changes: object) -> Source:
    facts = {"name": name, "kind": KINDS.get(name, "schema_org"), "platform": "practice", "practice": True}
    base = {"base_url": f"http://127.0.0.1:{market.port}/{name}/", "max_pages": 50, "delay_s": 0.0, "currency": "CNY"}
    return Source.model_validate(facts | base | changes)


def fetch(market: Market, connection: http.client.HTTPConnection, ask: object, charset: str) -> FetchedPage | None:
    parts = urlsplit(ask.url)  # type: ignore[attr-defined]
    connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
    reply = connection.getresponse()
    body, headers = reply.read(), {name.lower(): value for name, value in reply.getheaders()}
    if reply.status != 200:
        return None
    text = (
        ""
        if "gzip" in headers["content-type"]
        else body.decode(charset if "html" in headers["content-type"] else "utf-8")
    )
    return FetchedPage(ask=ask, url=ask.url, headers=headers, body=body, text=text, fetched_at=FETCHED_AT)  # type: ignore[arg-type, attr-defined]


def walk(market: Market, source: Source) -> list[Reading]:
    """Everything that the kind asks for, each address once."""
    kind = make_kind(source)
    connection = http.client.HTTPConnection("127.0.0.1", market.port, timeout=10)
    charset = SHOPS[source.name].charset if source.name in SHOPS else "utf-8"
    waiting, seen, readings = deque(kind.start(unit())), set(), []
    while waiting:
        ask = waiting.popleft()
        page = None if ask.url in seen else fetch(market, connection, ask, charset)
        seen.add(ask.url)
        if page is not None:
            readings.append(kind.read(page))
            waiting += readings[-1].asks
    connection.close()
    return readings


def flat(value: object) -> object:
    """White space as a reader sees it: HTML makes runs of it one space."""
    return " ".join(value.split()) if isinstance(value, str) else value


@pytest.mark.parametrize("name", WALKED)
def test_every_field_that_a_shop_shows_is_read_exactly(market: Market, name: str) -> None:
    changes = {} if name in KINDS else SEARCH
    readings = walk(market, make_source(market, name, **changes))
    read = {seen.listing.item_id: seen.listing for reading in readings for seen in reading.sightings}
    assert set(read) == {listing.item_id for listing in GOODS[name]}
    compared = [field for field in COMPARED if field not in NOT_SHOWN.get(name, set())]
    wrong = [
        (listing.item_id, field, getattr(listing, field), getattr(read[listing.item_id], field))
        for listing in GOODS[name]
        for field in compared
        if flat(getattr(listing, field)) != flat(getattr(read[listing.item_id], field))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", NOT_SHOWN)
def test_fields_without_a_place_on_the_page_stay_empty(market: Market, name: str) -> None:
    readings = walk(market, make_source(market, name, **({} if name in KINDS else SEARCH)))
    listings = [seen.listing for reading in readings for seen in reading.sightings]
    assert {getattr(listing, field) for listing in listings for field in NOT_SHOWN[name]} == {None}


@pytest.mark.parametrize("name", ["ld", "micro"])
def test_nothing_is_doubtful_on_a_page_with_data(market: Market, name: str) -> None:
    readings = walk(market, make_source(market, name, **SEARCH))
    assert {note for reading in readings for seen in reading.sightings for note in seen.notes} == set()


@pytest.mark.parametrize("changes", [{"sitemap": "sitemap.xml"}, {}, {"lists": ["search?q="], "item_url": "/item/"}])
def test_all_ways_into_a_shop_find_the_same_goods(market: Market, changes: dict[str, object]) -> None:
    readings = walk(market, make_source(market, "gbk", **changes))
    found = {seen.listing.item_id for reading in readings for seen in reading.sightings}
    assert found == {listing.item_id for listing in GOODS["gbk"]}


def test_search_tells_how_many_there_are_and_when_there_are_none(market: Market) -> None:
    kind = make_kind(make_source(market, "ld", **SEARCH))
    connection = http.client.HTTPConnection("127.0.0.1", market.port, timeout=10)
    (ask,) = kind.start(unit("桓仁"))
    page = fetch(market, connection, ask, "utf-8")
    assert page is not None
    assert (kind.read(page).total_claimed or 0) > 20
    (ask,) = kind.start(unit("不存在的东西"))
    page = fetch(market, connection, ask, "utf-8")
    assert page is not None
    assert kind.read(page).says_empty
    connection.close()


@pytest.mark.parametrize("name", ["changed", "js"])
@pytest.mark.parametrize("purpose", [Purpose.LIST, Purpose.ITEM])
def test_pages_that_show_nothing_readable_count_as_changed(market: Market, name: str, purpose: Purpose) -> None:
    source = make_source(market, name, **SEARCH)
    path = "search?q=" if purpose is Purpose.LIST else SHOPS[name].item_url(GOODS[name][0].item_id)
    (ask,) = make_kind(make_source(market, name, lists=[path])).start(unit())
    connection = http.client.HTTPConnection("127.0.0.1", market.port, timeout=10)
    page = fetch(market, connection, ask, "utf-8")
    connection.close()
    assert page is not None
    asked = FetchedPage(
        **{**{f.name: getattr(page, f.name) for f in fields(page)}, "ask": type(ask)(url=ask.url, purpose=purpose)}
    )
    with pytest.raises(PageChanged):
        make_kind(source).read(asked)


@pytest.mark.parametrize(
    ("site", "path", "prefix"),
    [("news", "rss.xml", ""), ("forum", "atom.xml", "urn:practice:forum:"), ("board", "feed.json", "")],
)
def test_every_post_of_a_feed_is_read_exactly(market: Market, site: str, path: str, prefix: str) -> None:
    source = make_source(market, site, kind="feed", feed=path)
    posts = {post.post_id: post for reading in walk(market, source) for post in reading.mentions}
    assert list(posts) == [prefix + post.post_id for post in POSTS[site]]
    for made in POSTS[site]:
        post = posts[prefix + made.post_id]
        assert (post.author_kind, post.posted_at) == (made.author_kind, made.posted_at)
        assert flat(post.text) == flat(made.text)
        assert flat(post.title) == flat(made.title) or (site == "forum" and made.title is None)
