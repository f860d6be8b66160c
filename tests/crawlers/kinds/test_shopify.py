import json
from decimal import Decimal
from typing import Any

import pytest

from crawlers.fetched import FetchedPage, Purpose
from crawlers.kinds.shopify import ShopifyKind
from leads_db.errors import PageChanged
from leads_db.records import Listing
from tests.crawlers.fetched_pages import SHOP, page, source, unit

URL = f"{SHOP}products.json?limit=250&page=1"


def variant(**changes: Any) -> dict[str, Any]:
    return {"title": "Default Title", "price": "19.90", "available": True, "grams": 5000, **changes}


def product(**changes: Any) -> dict[str, Any]:
    facts = {"id": 8800000000001, "title": "甲子大米", "handle": "rice", "vendor": "乙丑粮油", "product_type": "大米"}
    return {**facts, "body_html": "<p>东北大米</p>", "variants": [variant()], "images": [], **changes}


def answer(*products: Any, number: int = 1) -> FetchedPage:
    return page(json.dumps({"products": products}), URL, purpose=Purpose.API, number=number)


def listing(*, currency: str = "CNY", **changes: Any) -> Listing:
    (seen,) = ShopifyKind(source("shopify", currency=currency)).read(answer(product(**changes))).sightings
    return seen.listing


def test_begins_with_the_shop_or_its_collections() -> None:
    assert [ask.url for ask in ShopifyKind(source("shopify")).start(unit())] == [URL]
    some = ShopifyKind(source("shopify", collections=["rice", "tea"])).start(unit(page_from=2))
    assert [ask.url for ask in some] == [
        f"{SHOP}collections/{name}/products.json?limit=250&page=2" for name in ("rice", "tea")
    ]


def test_goes_on_until_the_empty_page_which_is_the_documented_end() -> None:
    kind = ShopifyKind(source("shopify"))
    (following,) = kind.read(answer(product())).asks
    assert (following.url, following.page) == (URL.replace("page=1", "page=2"), 2)
    end = kind.read(answer(number=2))
    assert (end.asks, end.sightings, end.says_empty) == ((), (), True)
    assert kind.read(answer(product(), number=5)).asks == ()


def test_product_is_read() -> None:
    read = listing(images=[{"src": "/i/1.jpg"}])
    assert (read.item_id, read.title, read.category, read.shop_name) == (
        "8800000000001",
        "甲子大米",
        "大米",
        "乙丑粮油",
    )
    assert (read.url, read.image_urls) == (f"{SHOP}products/rice", (f"{SHOP}i/1.jpg",))
    assert (read.price_cny, read.price_raw, read.net_weight_kg) == (Decimal("19.90"), "19.90 CNY", 5)


def test_price_without_a_known_currency_stays_as_displayed() -> None:
    read = listing(currency="")
    assert (read.price_cny, read.price_raw) == (None, "19.90")
    (seen,) = ShopifyKind(source("shopify")).read(answer(product())).sightings
    assert seen.notes == ("currency_missing",)


def test_price_is_the_lowest_of_what_can_be_bought() -> None:
    variants = [variant(price="5", available=False), variant(price="30", title="大"), variant(price="12", title="小")]
    read = listing(variants=variants)
    assert (read.price_cny, read.attributes) == (12, {"规格": "大 / 小"})
    (seen,) = ShopifyKind(source("shopify")).read(answer(product(variants=variants[:1]))).sightings
    assert "sold_out" in seen.notes


def test_facts_in_the_description_become_attributes_and_seller() -> None:
    body = "<p>东北<b>大米</b></p><ul><li>产地：辽宁桓仁</li><li>店铺：真店</li></ul><ul><li>好吃</li></ul>"
    read = listing(body_html=body)
    assert (read.attributes, read.shop_name, read.description) == ({"产地": "辽宁桓仁"}, "真店", "东北大米\n好吃")


def test_unreadable_products_are_counted() -> None:
    read = ShopifyKind(source("shopify")).read(answer(product(), {"id": None}, 5))
    assert (len(read.sightings), read.notes) == (1, ("products_unreadable: 2",))


@pytest.mark.parametrize("body", ["<html>", '{"a": 1}', '{"products": {}}', "[]", '{"products": [1]}', ""])
def test_answer_without_products_counts_as_changed(body: str) -> None:
    with pytest.raises(PageChanged):
        ShopifyKind(source("shopify")).read(page(body, URL, purpose=Purpose.API))


def test_password_page_is_named() -> None:
    with pytest.raises(PageChanged, match="permission_denied"):
        ShopifyKind(source("shopify")).read(page("<html>", f"{SHOP}password", purpose=Purpose.API))
