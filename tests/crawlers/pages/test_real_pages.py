"""Saved pages of real marketplaces: title, price, currency and item id as a person sees them on the page."""

from pathlib import Path

import pytest

from crawlers.pages.item_page import ItemReading, read_item
from leads_db.errors import PageChanged
from tests.crawlers.fetched_pages import page

pytestmark = pytest.mark.shared

EBAY, ETSY, NEWEGG = "https://www.ebay.com/", "https://www.etsy.com/", "http://www.newegg.com/"
DA_VINCI = "Product/Product.aspx?Item=N82E16828840014"
SEEN = [
    # page, address, how the title begins and ends, price as displayed, item id
    ("ebay_item_wicker_sofa", f"{EBAY}itm/381228738769", "Outdoor", "Couch", "349.99 USD", "itm/381228738769"),
    ("etsy_item_decal", f"{ETSY}listing/230389421/x-y-z", "Agents", "die cut vinyl", "2.99 USD", "listing/230389421"),
    ("newegg_item", f"{NEWEGG}{DA_VINCI}", "XYZprinting da Vinci", "3D Printer", "549.99 USD", DA_VINCI),
    ("thinkgeek_item", "http://www.thinkgeek.com/product/jjip/?cpg=a", "Citizen", "Cards", "$5.99 USD", "product/jjip"),
    ("schemaorg_product-ref", "https://example.test/p/anvil", "Executive", "Anvil", "119.99 USD", "p/anvil"),
]


def read(shared: Path, name: str, url: str) -> ItemReading:
    body = (shared / "data" / "pages" / f"{name}.html").read_bytes()
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("gbk", "replace")
    return read_item(page(text, url), "test-shop")


@pytest.mark.parametrize(("name", "url", "start", "end", "price", "item_id"), SEEN)
def test_page_is_read_as_a_person_reads_it(
    shared: Path, name: str, url: str, start: str, end: str, price: str, item_id: str
) -> None:
    read_of_it = read(shared, name, url)
    listing = read_of_it.listing
    assert (listing.title.startswith(start), listing.title.endswith(end)) == (True, True)
    assert (listing.price_raw, listing.price_cny, listing.item_id) == (price, None, item_id)
    assert read_of_it.notes == ()


def test_facts_table_of_a_real_page_becomes_attributes(shared: Path) -> None:
    attributes = read(shared, "newegg_item", SEEN[2][1]).listing.attributes
    assert (attributes["Brand"], attributes["Build Material"]) == ("XYZprinting", "ABS/PLA Filament")


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("rakuten_item", "https://www.rakuten.co.jp/"),  # the saved page is the market's home page, no item
        ("taobao_item_键盘外壳", "https://item.taobao.com/item.htm?id=562283240178"),  # no data for machines at all
    ],
)
def test_page_without_product_data_counts_as_changed(shared: Path, name: str, url: str) -> None:
    with pytest.raises(PageChanged):
        read(shared, name, url)
