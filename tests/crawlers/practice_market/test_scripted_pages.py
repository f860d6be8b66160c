"""The script shop: empty for who reads, full for who runs its script."""

import shutil
from collections.abc import Iterator

import extruct
import lxml.html
import pytest
from playwright.sync_api import Page, sync_playwright

from crawlers.practice_market import Market, manifest
from crawlers.practice_market.shops import SHOPS, divide_goods
from tests.crawlers.practice_market.conftest import Reader

GOODS = divide_goods()["js"]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser.new_page()
        browser.close()


def open_ready(page: Page, url: str) -> str:
    page.goto(url)
    page.wait_for_selector("html[data-ready]")
    return page.content()


def test_pages_are_empty_before_the_script(reader: Reader) -> None:
    for path in ("/js/search", SHOPS["js"].item_url(GOODS[0].item_id)):
        tree = lxml.html.fromstring(reader.get(path).body)
        assert tree.xpath("string(//div[@id='app'])") == ""
        assert not extruct.extract(reader.get(path).text, syntaxes=["json-ld"])["json-ld"]


@pytest.mark.browser
def test_browser_sees_the_cards(page: Page, market: Market) -> None:
    tree = lxml.html.fromstring(open_ready(page, f"{market.base_url}/js/search?page=2"))
    items = list(tree.xpath("//ul[@class='cards']//a/@href"))
    assert items == [SHOPS["js"].item_url(item_id) for item_id in manifest()["js"][20:]]


@pytest.mark.browser
def test_browser_sees_that_nothing_was_found(page: Page, market: Market) -> None:
    assert "没有找到相关商品" in open_ready(page, f"{market.base_url}/js/search?q=%E6%B2%A1%E6%9C%89%E7%9A%84")


@pytest.mark.browser
def test_rendered_item_holds_json_ld_even_with_a_hostile_title(page: Page, market: Market) -> None:
    for listing in GOODS[:2]:
        html = open_ready(page, f"{market.base_url}{SHOPS['js'].item_url(listing.item_id)}")
        data = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
        assert [(node["name"], node["productID"]) for node in data] == [(listing.title, listing.item_id)]
        assert page.title() == listing.title
