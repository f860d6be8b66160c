"""Search pages, sitemaps and interfaces each lead to every item exactly once."""

import gzip
import json
import re
from urllib.parse import quote
from urllib.robotparser import RobotFileParser

import pytest

from crawlers.practice_market import manifest
from crawlers.practice_market.shops import SHOPS, divide_goods, find_goods
from tests.crawlers.practice_market.conftest import Reader

GOODS = divide_goods()
LINKED_SHOPS = [name for name in SHOPS if name not in ("js", "changed", "endless")]


def linked_items(reader: Reader, shop: str, words: str) -> list[str]:
    """Item ids on all pages of a search, following the next-page links."""
    found: list[str] = []
    path: str | None = f"/{shop}/search?q={quote(words)}"
    pattern = re.escape(f"/{shop}/{SHOPS[shop].item_path}").replace(r"\{\}", "([0-9a-z]+)")
    while path:
        text = reader.get(path).body.decode(SHOPS[shop].charset)
        found += re.findall(f'href="{pattern}"', text)
        more = re.search('rel="next" href="([^"]+)"', text)
        path = more.group(1).replace("&amp;", "&") if more else None
    return found


@pytest.mark.parametrize("shop", LINKED_SHOPS)
def test_empty_search_leads_to_every_item_once(reader: Reader, shop: str) -> None:
    assert linked_items(reader, shop, "") == manifest()[shop]


def test_search_leads_to_what_matches(reader: Reader) -> None:
    wanted = [listing.item_id for listing in find_goods(GOODS["ld"], "山药")]
    assert len(wanted) > 20
    assert linked_items(reader, "ld", "山药") == wanted
    assert f"共 {len(wanted)} 件" in reader.search("ld", "山药").text


def test_gbk_shop_takes_words_in_its_own_charset(reader: Reader) -> None:
    as_sent = "".join(f"%{byte:02X}" for byte in "山药".encode("gbk"))
    assert reader.get(f"/gbk/search?q={as_sent}").body == reader.search("gbk", "山药").body


def test_nothing_found_is_said_and_has_no_next_page(reader: Reader) -> None:
    for text in (reader.search("ld", "没有这种东西").text, reader.search("ld", "", 99).text):
        assert "没有找到相关商品" in text
        assert 'rel="next"' not in text


@pytest.mark.parametrize("shop", list(SHOPS))
def test_sitemaps_name_every_item_once(reader: Reader, shop: str) -> None:
    index = re.findall("<loc>([^<]+)</loc>", reader.get(f"/{shop}/sitemap.xml").text)
    bodies = [reader.get(url.removeprefix(reader.market.base_url)).body for url in index]
    texts = [bodies[0].decode(), gzip.decompress(bodies[1]).decode()]
    urls = [url for text in texts for url in re.findall("<loc>([^<]+)</loc>", text)]
    assert urls == [reader.market.base_url + SHOPS[shop].item_url(item_id) for item_id in manifest()[shop]]


def test_robots_closes_one_path_a_shop_and_names_the_sitemaps(reader: Reader) -> None:
    rules = RobotFileParser()
    rules.parse(reader.get("/robots.txt").text.splitlines())
    assert not any(rules.can_fetch("gi-leads", f"/{shop}/private/") for shop in SHOPS)
    assert all(rules.can_fetch("gi-leads", f"/{shop}/search?q=a") for shop in SHOPS)
    assert len(rules.site_maps() or []) == len(SHOPS)


def test_shopify_pages_hold_every_product_once_and_end_empty(reader: Reader) -> None:
    pages = [json.loads(reader.get(f"/shopify/products.json?limit=10&page={n}").body)["products"] for n in range(1, 5)]
    assert [str(product["id"]) for page in pages for product in page] == manifest()["shopify"]
    assert pages[-1] == []
    assert pages[0][0]["variants"][0]["price"] == str(GOODS["shopify"][0].price_cny)


def test_woo_pages_hold_every_product_once_with_totals(reader: Reader) -> None:
    replies = [reader.get(f"/woo/wp-json/wc/store/v1/products?per_page=10&page={n}") for n in range(1, 4)]
    products = [product for reply in replies for product in json.loads(reply.body)]
    assert [str(product["id"]) for product in products] == manifest()["woo"]
    assert (replies[0].headers["X-WP-Total"], replies[0].headers["X-WP-TotalPages"]) == ("29", "3")
    assert products[0]["prices"]["price"] == "99"


def test_woo_search_narrows(reader: Reader) -> None:
    wanted = [listing.item_id for listing in find_goods(GOODS["woo"], "大米")]
    found = json.loads(reader.get(f"/woo/wp-json/wc/store/v1/products?per_page=100&search={quote('大米')}").body)
    assert wanted
    assert [str(product["id"]) for product in found] == wanted


def test_script_interface_pages_hold_every_item_once(reader: Reader) -> None:
    pages = [json.loads(reader.get(f"/js/api?page={number}").body) for number in (1, 2, 3)]
    hrefs = [item["href"] for page in pages for item in page["items"]]
    assert hrefs == [SHOPS["js"].item_url(item_id) for item_id in manifest()["js"]]
    assert [(page["next"], page["message"]) for page in pages[1:]] == [(None, ""), (None, "没有找到相关商品")]
