"""Saved pages of real marketplaces, read whole: counts, and the fields of a few rows as a person sees them."""

import json
import re
from pathlib import Path

import pytest

from crawlers.pages.marketplaces.catalogue import find_market_page
from crawlers.pages.marketplaces.sightings import shelf_sightings
from leads_db.records import Sighting
from tests.crawlers.fetched_pages import page

pytestmark = pytest.mark.shared


def text_of(shared: Path, start: str) -> str:
    (path,) = (shared / "data" / "pages").glob(f"{start}*")
    return path.read_text("utf-8", errors="replace")


def read(shared: Path, start: str) -> tuple[Sighting, ...]:
    text = text_of(shared, start)
    found = find_market_page(text, None)
    assert found is not None
    shelf = found.read(page(text, ""))
    assert shelf.notes == ()
    return shelf_sightings(shelf, page(text, ""), "test", seen_at=None)


@pytest.mark.parametrize(
    ("start", "count"),
    [
        ("taobao_search_2016", 36),
        ("taobao_search_2018", 36),
        ("pinduoduo", 20),
        ("jd_search_2016", 29),
        ("taobao_item", 1),
    ],
)  # JD: the thirtieth block of the page is an activity without goods
def test_every_offer_of_the_page_is_read(shared: Path, start: str, count: int) -> None:
    assert len(read(shared, start)) == count


@pytest.mark.parametrize("start", ["taobao_search_2016", "taobao_search_2018"])
def test_auctions_are_read_as_they_stand(shared: Path, start: str) -> None:
    text = text_of(shared, start)
    value = json.JSONDecoder().raw_decode(
        text, text.index("{") if start.endswith("2018") else text.index("g_page_config = {") + 16
    )[0]
    auctions = value["mods"]["itemlist"]["data"]["auctions"]
    for seen, auction in zip(read(shared, start), auctions, strict=True):
        listing = seen.listing
        assert listing.title == " ".join(re.sub(r"<[^>]*>", "", auction["title"]).split())
        assert (listing.item_id, str(listing.price_cny)) == (auction["nid"], auction["view_price"])
        assert (listing.shop_name, listing.shop_location) == (auction["nick"], auction["item_loc"])
        assert listing.sold_raw == auction["view_sales"]


def test_prices_of_pinduoduo_are_fen(shared: Path) -> None:
    goods = json.loads(text_of(shared, "pinduoduo"))["goods_list"]
    for seen, told in zip(read(shared, "pinduoduo"), goods, strict=True):
        assert (seen.listing.item_id, seen.listing.title) == (
            str(told["goods_id"]),
            " ".join(told["goods_name"].split()),
        )
        assert seen.listing.price_cny is not None
        assert int(seen.listing.price_cny * 100) == told["group"]["price"]


def test_cards_of_jd_have_title_price_and_comments(shared: Path) -> None:
    seen = read(shared, "jd_search_2016")
    assert all(one.listing.title and one.listing.price_cny and one.listing.attributes["评价"] for one in seen)
    assert (seen[0].listing.title, seen[0].listing.price_raw) == (
        "索尼（SONY） MDR-EX15LP 小巧入耳式耳机,佩戴舒适 半透明果冻色渐变机身 黑色",
        "¥55.00",
    )
    assert {one.listing.sold_count for one in seen} == {None}


def test_the_classic_item_page_is_read(shared: Path) -> None:
    (seen,) = read(shared, "taobao_item")
    listing = seen.listing
    assert (listing.item_id, listing.price_raw) == ("562283240178", "¥149.00 - 159.00")
    assert (listing.shop_name, listing.attributes["品牌"]) == ("怡科外设KBDfans", "KBDfans")
