"""A look names the right kind for each shop of the practice market and for every saved page with data for machines."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.discovery.software import find_software
from crawlers.discovery.trying import try_site
from crawlers.pages.item_page import read_item
from crawlers.practice_market import Market, start_market
from leads_db.errors import PageChanged, SourceFileBroken
from leads_db.records import Outcome
from leads_db.settings import Settings, read_settings
from tests.crawlers.fetched_pages import page

SHOPS = {
    "ld": "schema_org",
    "micro": "schema_org",
    "og": "schema_org",
    "gbk": "schema_org",
    "endless": "schema_org",
    "shopify": "shopify",
    "woo": "woocommerce",
    "news": "feed",
    "forum": "feed",
    "board": "feed",
    "login": "html_search",  # item pages are closed, its lists are not
    "changed": None,
}


@pytest.fixture(scope="module")
def market() -> Iterator[Market]:
    with start_market(challenge_after=4) as started:
        yield started


@pytest.fixture
def settings(market: Market, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("GI_PRACTICE_PORT", str(market.port))
    return read_settings()


@pytest.mark.slow
def test_the_kind_of_each_practice_shop_is_named(market: Market, settings: Settings) -> None:
    found = {name: try_site(f"{market.base_url}/{name}/", settings).values.get("kind") for name in SHOPS}
    sys.stdout.write("".join(f"{name:10} {kind}\n" for name, kind in found.items()))
    assert found == SHOPS


@pytest.mark.browser
@pytest.mark.slow
def test_a_shop_that_is_empty_without_scripts_is_looked_at_in_the_browser(market: Market, settings: Settings) -> None:
    found = try_site(f"{market.base_url}/js/", settings)
    assert (found.needs_browser, found.values["kind"], found.values["browser"]) == (True, "schema_org", True)
    assert found.values["wait_for"] == 'a[href*="/item/"], h1'


def test_a_look_stops_where_the_site_stops_it(market: Market, settings: Settings) -> None:
    found = try_site(f"{market.base_url}/challenge/", settings)
    assert found.steps[-1].outcome is Outcome.BLOCKED_CAPTCHA
    assert len(found.steps) <= 6


def test_closed_parts_are_not_asked(market: Market, settings: Settings) -> None:
    found = try_site(f"{market.base_url}/ld/private/", settings)
    assert not found.is_usable
    assert [step.outcome for step in found.steps] == [Outcome.OK, Outcome.ROBOTS_DISALLOWED]


@pytest.mark.parametrize("url", ["shop", "file:///etc/passwd", "ftp://shop.example.test/", "http://"])
def test_what_is_no_address_is_refused(settings: Settings, url: str) -> None:
    with pytest.raises(SourceFileBroken):
        try_site(url, settings)


@pytest.mark.parametrize("url", ["http://127.0.0.2/", "http://169.254.169.254/latest/", "http://localhost/"])
def test_private_addresses_are_not_asked(settings: Settings, url: str) -> None:
    found = try_site(url, settings)
    assert not found.is_usable
    assert all(step.http_status is None for step in found.steps)


SAVED = {
    # saved page: address, what it is read as
    "ebay_item_wicker_sofa": ("https://www.ebay.com/itm/381228738769", "schema_org"),
    "etsy_item_decal": ("https://www.etsy.com/listing/230389421/x-y-z", "schema_org"),
    "newegg_item": ("http://www.newegg.com/Product/Product.aspx?Item=N82E16828840014", "schema_org"),
    "thinkgeek_item": ("http://www.thinkgeek.com/product/jjip/?cpg=a", "schema_org"),
    "schemaorg_product-ref": ("https://example.test/p/anvil", "schema_org"),
    "rakuten_item": ("https://www.rakuten.co.jp/", None),  # a home page without any product
    "taobao_item_键盘外壳": ("https://item.taobao.com/item.htm?id=562283240178", None),  # no data for machines
}


@pytest.mark.shared
def test_the_kind_of_each_saved_page_is_named(shared: Path) -> None:
    found = {}
    for name, (url, _) in SAVED.items():
        body = (shared / "data" / "pages" / f"{name}.html").read_bytes()
        try:
            read = read_item(page(body.decode("utf-8", "replace"), url), "test-shop")
            found[name] = None if "extraction_weak" in read.notes else "schema_org"
        except PageChanged:
            found[name] = None
        sys.stdout.write(f"{name:25} {found[name]}\n")
    assert found == {name: kind for name, (_, kind) in SAVED.items()}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('<script src="https://cdn.shopify.com/s/x.js"></script>', "Shopify"),
        ('<link href="/wp-content/plugins/woocommerce/a.css"><meta content="WordPress 6">', "WooCommerce"),
        ('<meta name="Generator" content="ECSHOP v2.7.3">', "ECShop"),
        ('<meta name="generator" content="Discuz! X3.4">', "Discuz!"),
        ("<p>a plain page that speaks of WordPress and Magento</p>", None),
    ],
)  # fmt: skip
def test_software_is_known_by_its_marks_and_not_by_its_name(text: str, name: str | None) -> None:
    found = find_software(text, {})
    assert (found and found.name) == name
