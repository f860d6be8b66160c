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


COUNTS = {"taobao_search_2016": 36, "taobao_search_2018": 36, "pinduoduo": 20, "jd_search_2016": 29, "taobao_item": 1}
"""JD: the thirtieth block of the page is an activity without goods."""


@pytest.mark.parametrize(("start", "count"), COUNTS.items())
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


def test_cards_of_jd_are_read_as_they_stand(shared: Path) -> None:
    cards = re.split(r'<li class="gl-item" data-sku=', text_of(shared, "jd_search_2016"))[1:]
    for seen, card in zip(read(shared, "jd_search_2016"), cards, strict=True):
        listing = seen.listing
        (name,) = re.findall(r"p-name.*?<em>(.*?)</em>", card, re.DOTALL)
        assert listing.title == " ".join(re.sub(r"<[^>]*>", "", name).split())
        assert f'"{listing.item_id}"' in card
        assert re.findall(r"<i>([\d.]+)</i>", card) == [str(listing.price_cny)]
        assert "人评价" in listing.attributes["评价"]
        assert listing.sold_count is None


def test_the_classic_item_page_is_read(shared: Path) -> None:
    text = text_of(shared, "taobao_item")
    (seen,) = read(shared, "taobao_item")
    (title,), (price,) = re.findall(r'data-title="([^"]*)"', text), re.findall(r'tb-rmb-num">([^<]*)<', text)
    assert (seen.listing.title, seen.listing.price_raw) == (title, f"¥{price}")
    assert f"itemId           : '{seen.listing.item_id}'" in text
    assert re.search(rf'tb-shop-name.{{0,200}}title="{re.escape(seen.listing.shop_name or "-")}"', text, re.DOTALL)
    assert len(seen.listing.attributes) == len(re.findall(r"<li title=[^>]*>[^<]*:&nbsp;", text))
