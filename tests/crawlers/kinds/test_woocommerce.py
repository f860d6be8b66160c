import json
from decimal import Decimal
from typing import Any

import pytest

from crawlers.fetched import FetchedPage, Purpose
from crawlers.kinds.woocommerce import WooCommerceKind
from leads_db.errors import PageChanged
from leads_db.records import Listing
from tests.crawlers.fetched_pages import SHOP, page, source, unit

URL = f"{SHOP}wp-json/wc/store/v1/products"


def prices(**changes: Any) -> dict[str, Any]:
    return {"price": "1990", "regular_price": "3990", "currency_code": "CNY", "currency_minor_unit": 2, **changes}


def product(**changes: Any) -> dict[str, Any]:
    facts = {"id": 1001, "name": "甲子大米 &#8211; 10斤", "permalink": f"{SHOP}product/rice/", "prices": prices()}
    return {**facts, "description": "<p>东北大米</p>", "short_description": "<p>直发</p>", **changes}


def answer(*products: Any, number: int = 1, total: str = "") -> FetchedPage:
    headers = {"x-wp-total": total} if total else {}
    url = f"{URL}?per_page=100&page={number}"
    return page(json.dumps(products), url, purpose=Purpose.API, number=number, headers=headers)


def listing(**changes: Any) -> Listing:
    (seen,) = WooCommerceKind(source("woocommerce")).read(answer(product(**changes))).sightings
    return seen.listing


def test_begins_with_the_whole_shop_or_a_search() -> None:
    (whole,) = WooCommerceKind(source("woocommerce")).start(unit())
    assert whole.url == f"{URL}?per_page=100&page=1"
    searched = source("woocommerce", search="wp-json/wc/store/v1/products?search={term}")
    (ask,) = WooCommerceKind(searched).start(unit("大米", page_from=2))
    assert ask.url == f"{URL}?search=%E5%A4%A7%E7%B1%B3&per_page=100&page=2"


def test_product_is_read() -> None:
    read = listing(categories=[{"name": "粮油 &amp; 米"}], images=[{"src": f"{SHOP}i/1.jpg"}])
    assert (read.item_id, read.title, read.category) == ("1001", "甲子大米 – 10斤", "粮油 & 米")
    assert (read.price_cny, read.price_raw, read.description) == (Decimal("19.90"), "19.90 CNY", "直发\n东北大米")
    assert (read.url, read.image_urls) == (f"{SHOP}product/rice/", (f"{SHOP}i/1.jpg",))


def test_minor_units_follow_the_currency() -> None:
    yen = listing(prices=prices(price="1990", currency_code="JPY", currency_minor_unit=0))
    assert (yen.price_cny, yen.price_raw) == (None, "1990 JPY")
    ranged = listing(prices=prices(price_range={"min_amount": "990", "max_amount": "1990"}))
    assert ranged.price_cny == Decimal("9.90")


def test_attributes_are_their_terms() -> None:
    attributes = [{"name": "产地", "terms": [{"name": "辽宁"}, {"name": "吉林"}]}, {"name": "无", "terms": []}]
    assert listing(attributes=attributes, brands=[{"name": "乙丑"}]).attributes == {
        "品牌": "乙丑",
        "产地": "辽宁、吉林",
    }


def test_goes_on_while_the_total_is_not_reached() -> None:
    kind = WooCommerceKind(source("woocommerce"))
    first = kind.read(answer(product(), total="150"))
    assert (first.total_claimed, [ask.page for ask in first.asks]) == (150, [2])
    assert kind.read(answer(product(), number=2, total="150")).asks == ()
    assert kind.read(answer(product())).asks == ()


def test_empty_list_is_the_documented_word_for_nothing() -> None:
    read = WooCommerceKind(source("woocommerce")).read(answer(total="0"))
    assert (read.says_empty, read.total_claimed, read.asks) == (True, 0, ())


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('{"code": "rest_no_route", "message": "No route was found"}', "rest_no_route: No route was found"),
        ("<html>", "JSON was expected"),
        ('{"a": 1}', "list of products"),
        ("[1]", "None of the products"),
    ],
)
def test_refusals_are_named(body: str, says: str) -> None:
    with pytest.raises(PageChanged, match=says):
        WooCommerceKind(source("woocommerce")).read(page(body, URL, purpose=Purpose.API))
