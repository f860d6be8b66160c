"""What holds for every page: the banner, nothing from outside, hostile texts escaped."""

import re
from xml.etree import ElementTree

import lxml.html
import pytest

from crawlers.practice_market.shops import HOSTILE_SHOPS, SHOPS, divide_goods
from tests.crawlers.practice_market.conftest import Reader

NAMESPACES = ("https://schema.org", "http://www.w3.org/", "http://www.sitemaps.org/", "https://jsonfeed.org/version")
GOODS = divide_goods()


def all_paths(reader: Reader) -> list[str]:
    searches = [f"/{shop}/search" for shop in SHOPS]
    return [
        *reader.market.site.paths,
        *searches,
        "/shopify/products.json",
        "/woo/wp-json/wc/store/v1/products",
        "/js/api",
    ]


def test_no_page_names_an_outside_address(reader: Reader) -> None:
    for path in all_paths(reader):
        body = reader.get(path).body
        urls = re.findall(rb"https?://[^\s\"'<>\\]+", body)
        own = (reader.market.base_url, *NAMESPACES)
        assert [url for url in urls if not url.decode().startswith(own)] == []


def test_every_page_says_that_it_is_practice(reader: Reader) -> None:
    for path in all_paths(reader):
        reply = reader.get(path)
        if reply.status == 200 and reply.headers["Content-Type"].startswith("text/html"):
            charset = "gbk" if path.startswith("/gbk/") and "private" not in path else "utf-8"
            assert "演示数据，非真实商品" in reply.body.decode(charset)


def test_no_scheme_or_protocol_relative_address_is_loaded(reader: Reader) -> None:
    for path in all_paths(reader):
        reply = reader.get(path)
        if reply.body and reply.headers["Content-Type"].startswith("text/html"):
            links = [link for _, _, link, _ in lxml.html.fromstring(reply.body).iterlinks()]
            assert [link for link in links if not re.match(r"/(?!/)|http://127\.0\.0\.1:", link)] == []


@pytest.mark.parametrize("shop", HOSTILE_SHOPS)
def test_hostile_item_adds_no_element(reader: Reader, shop: str) -> None:
    def elements(number: int) -> set[tuple[str, str]]:
        text = reader.get(SHOPS[shop].item_url(GOODS[shop][number].item_id)).body.decode(SHOPS[shop].charset)
        return {(str(tag.tag), tag.get("onerror", "")) for tag in lxml.html.document_fromstring(text).iter()}

    ordinary = set().union(*(elements(number) for number in range(1, len(GOODS[shop]))))
    assert elements(0) <= ordinary


@pytest.mark.parametrize("shop", [name for name in HOSTILE_SHOPS if name != "js"])
def test_hostile_title_reads_back_whole(reader: Reader, shop: str) -> None:
    listing = GOODS[shop][0]
    text = reader.get(f"/{shop}/search").body.decode(SHOPS[shop].charset)
    links = lxml.html.document_fromstring(text).xpath(f"//a[contains(@href, '{listing.item_id}')]")
    assert [link.text_content() for link in links] == [listing.title]


def test_hostile_search_words_come_back_escaped(reader: Reader) -> None:
    text = reader.search("ld", '"><script>alert(1)</script>').text
    assert "<script>" not in text
    assert "没有找到相关商品" in text


def test_hostile_picture_is_well_formed(reader: Reader) -> None:
    drawing = ElementTree.fromstring(reader.get(f"/img/ld/{GOODS['ld'][0].item_id}-0.svg").body)
    assert "".join(drawing.itertext()) == GOODS["ld"][0].image_texts[0]


@pytest.mark.parametrize(
    "path", ["/ld/search?" + "a=1&" * 2000, "/ld/search?q=%ff%fe&page=%00", "/ld/search?page=-1", "/%2e%2e/%00"]
)
def test_odd_requests_are_answered(reader: Reader, path: str) -> None:
    assert reader.get(path).status in (200, 404)


def test_only_reading_is_allowed(reader: Reader) -> None:
    assert reader.get("/ld/search", "POST").status == 405
    assert reader.get("/ld/search", "HEAD").body == b""
