"""Our one-pass reader against extruct's, which is right and slow, on pages of both."""

from pathlib import Path
from typing import Any

import pytest
from extruct.w3cmicrodata import MicrodataExtractor

from crawlers.pages.markup import parse_markup
from crawlers.pages.microdata import read_microdata
from crawlers.practice_market.pages.items import microdata_item
from crawlers.practice_market.shops import SHOPS, divide_goods

URL = "https://shop.example.test/item/1"
NESTED = """
<body><div itemscope itemtype="https://schema.org/WebPage"><h1 itemprop="name headline">页 <b>一</b></h1></div>
<div itemscope itemtype="https://schema.org/Product" itemref="more none"><span itemprop="name">甲</span>
<a itemprop="url" href="/item/1">x</a><img itemprop="image" src="1.jpg"><img itemprop="image" src="2.jpg">
<time itemprop="releaseDate" datetime="2026-01-15">今天</time><data itemprop="sku" value="7">七</data>
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
<span itemprop="price" content="9.90">九</span></div>
<p>not a property <i itemprop="color">红</i></p></div>
<ul id="more"><li itemprop="gtin">123</li><li itemprop="brand" itemscope itemtype="https://schema.org/Brand">
<b itemprop="name">乙</b></li></ul><div itemscope><i itemprop="a">untyped</i></div></body>
"""


def theirs(value: Any) -> Any:
    """extruct's form as ours: properties as lists beside the type."""
    if not isinstance(value, dict):
        return "".join(str(value).split())
    types = value.get("type", [])
    told = value.get("properties", {})
    listed = {
        name: [theirs(one) for one in (held if isinstance(held, list) else [held])] for name, held in told.items()
    }
    return {"@type": types if isinstance(types, list) else [types], **listed}


def ours(value: Any) -> Any:
    if not isinstance(value, dict):
        return "".join(str(value).split())
    return {
        name: held if name == "@type" else [ours(one) for one in held]
        for name, held in value.items()
    }  # fmt: skip


def assert_alike(html: str) -> None:
    expected = [theirs(item) for item in MicrodataExtractor().extract_items(parse_markup(html), URL)]
    assert [ours(node) for node in read_microdata(parse_markup(html), URL)] == expected
    assert expected


def test_nested_referred_and_repeated_properties_are_read_alike() -> None:
    assert_alike(NESTED)


def test_practice_shop_is_read_alike() -> None:
    for listing in divide_goods()["micro"][1:]:
        assert_alike(microdata_item(SHOPS["micro"], listing, URL))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["ebay_item_wicker_sofa", "etsy_item_decal", "newegg_item", "thinkgeek_item"])
def test_real_page_is_read_alike(shared: Path, name: str) -> None:
    html = (shared / "data" / "pages" / f"{name}.html").read_text("utf-8", errors="replace")
    assert_alike(html.replace("g-hdn", ""))


def test_words_hidden_from_the_eye_are_no_part_of_a_name() -> None:
    html = (
        '<p itemscope itemtype="Product"><b itemprop="name"><i class="g-hdn">关于</i>甲<i class="note">乙</i></b></p>'
    )
    (node,) = read_microdata(parse_markup(html), URL)
    assert node["name"] == ["甲乙"]
