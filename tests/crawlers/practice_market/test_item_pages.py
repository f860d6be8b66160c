"""Each shop's items are read with extruct, as the crawlers do."""

import json
from typing import Any

import extruct
import pytest

from crawlers.practice_market.shops import SHOPS, divide_goods
from leads_db.records import Listing
from tests.crawlers.practice_market.conftest import Reader

GOODS = divide_goods()
JSON_LD_SHOPS = ("ld", "gbk", "challenge", "busy", "endless")


def read_item(reader: Reader, shop: str, listing: Listing) -> dict[str, list[Any]]:
    reply = reader.get(SHOPS[shop].item_url(listing.item_id))
    found: dict[str, list[Any]] = extruct.extract(
        reply.body.decode(SHOPS[shop].charset), syntaxes=["json-ld", "microdata", "opengraph"]
    )
    return found


def product(found: list[Any]) -> dict[str, Any]:
    nodes = [node for top in found for node in top.get("@graph", [top])]
    return next(node for node in nodes if node["@type"] == "Product")


def lowest_price(offers: Any) -> str:
    return min((offer.get("lowPrice") or offer["price"] for offer in offers), key=float)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("shop", JSON_LD_SHOPS)
def test_json_ld_item_holds_title_price_and_attributes(reader: Reader, shop: str) -> None:
    for listing in GOODS[shop]:
        data = product(read_item(reader, shop, listing)["json-ld"])
        pairs = {pair["name"]: pair["value"] for pair in data.get("additionalProperty", [])}
        assert (data["name"], data["productID"], pairs) == (listing.title, listing.item_id, listing.attributes)
        assert lowest_price(as_list(data["offers"])) == str(listing.price_cny)


@pytest.mark.parametrize("shop", JSON_LD_SHOPS)
def test_json_ld_item_names_the_seller(reader: Reader, shop: str) -> None:
    for listing in GOODS[shop]:
        seller = as_list(product(read_item(reader, shop, listing)["json-ld"])["offers"])[0]["seller"]
        address = seller.get("address")
        place = address["streetAddress"] if isinstance(address, dict) else address
        told = (seller["name"], seller.get("legalName"), seller.get("taxID"), place)
        assert told == (listing.shop_name, listing.operator_name, listing.operator_code, listing.operator_address)


def test_ld_shop_shows_all_varieties_of_offers(reader: Reader) -> None:
    documents = [read_item(reader, "ld", listing)["json-ld"][0] for listing in GOODS["ld"]]
    offers = [product([document])["offers"] for document in documents]
    assert sum(isinstance(offer, list) for offer in offers) >= 10
    assert sum(as_list(offer)[0]["@type"] == "AggregateOffer" for offer in offers) >= 10
    assert sum("@graph" in document for document in documents) >= 10


def test_one_ld_item_has_broken_json(reader: Reader) -> None:
    broken = 0
    for listing in GOODS["ld"]:
        text = reader.get(SHOPS["ld"].item_url(listing.item_id)).text
        script = text.partition('application/ld+json">')[2].partition("</script>")[0]
        try:
            json.loads(script)
        except json.JSONDecodeError:
            broken += 1
            assert "\n" in script
            assert script.endswith(",}")
    assert broken == 1


def test_microdata_item_is_complete(reader: Reader) -> None:
    for listing in GOODS["micro"]:
        found = read_item(reader, "micro", listing)
        data = found["microdata"][0]["properties"]
        offer = data["offers"]["properties"]
        told = (data["name"], data["productID"], offer["price"], offer["seller"]["properties"]["name"])
        assert told == (
            " ".join(listing.title.split()),
            listing.item_id,
            str(listing.price_cny),
            " ".join((listing.shop_name or "").split()),
        )
        assert found["json-ld"] == found["opengraph"] == []


def test_open_graph_item_has_its_attributes_in_a_table(reader: Reader) -> None:
    for listing in GOODS["og"]:
        found = read_item(reader, "og", listing)
        values = dict(found["opengraph"][0]["properties"])
        told = (values["og:title"], values["product:retailer_item_id"], values["product:price:amount"])
        assert told == (listing.title, listing.item_id, str(listing.price_cny))
        assert found["json-ld"] == found["microdata"] == []


def test_gbk_pages_say_their_charset_only_in_meta(reader: Reader) -> None:
    for path in ("/gbk/search", SHOPS["gbk"].item_url(GOODS["gbk"][0].item_id)):
        reply = reader.get(path)
        assert reply.headers["Content-Type"] == "text/html"
        assert b'<meta charset="gbk">' in reply.body
        assert "演示数据" in reply.body.decode("gbk")


def test_changed_items_hold_nothing_that_a_machine_reads(reader: Reader) -> None:
    for listing in GOODS["changed"]:
        assert not any(read_item(reader, "changed", listing).values())


def test_pictures_hold_the_words_and_alt_texts_do_not(reader: Reader) -> None:
    listing = next(listing for listing in GOODS["ld"] if listing.image_texts and "<" in listing.image_texts[0])
    page = reader.get(SHOPS["ld"].item_url(listing.item_id)).text
    drawing = reader.get(f"/img/ld/{listing.item_id}-0.svg")
    assert f'<img src="/img/ld/{listing.item_id}-0.svg" alt="">' in page
    assert drawing.headers["Content-Type"] == "image/svg+xml"
    assert "五谷" in drawing.text
