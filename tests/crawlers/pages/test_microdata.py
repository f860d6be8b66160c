"""Microdata in the shape of JSON-LD."""

from pathlib import Path
from typing import Any

import pytest

from crawlers.pages.markup import parse_markup
from crawlers.pages.microdata import PROPERTIES_MOST, read_microdata

URL = "https://shop.example.test/item/1"
NESTED = """
<body><div itemscope itemtype="https://schema.org/WebPage"><h1 itemprop="name headline">页</h1></div>
<div itemscope itemtype="https://schema.org/Product" itemref="more none"><span itemprop="name">甲</span>
<a itemprop="url" href="/item/1">x</a><img itemprop="image" src="1.jpg"><img itemprop="image" src="2.jpg">
<data itemprop="sku" value="7">七</data>
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
<span itemprop="price" content="9.90">九</span></div>
<p>not a property <i itemprop="color">红</i></p></div>
<ul id="more"><li itemprop="brand" itemscope itemtype="https://schema.org/Brand">
<b itemprop="name">乙</b></li></ul></body>
"""


def nodes_of(html: str) -> tuple[Any, ...]:
    return read_microdata(parse_markup(html), URL)[0]


def test_nested_referred_and_repeated_properties_are_read() -> None:
    page, product, *_ = nodes_of(NESTED)
    assert (page["name"], page["headline"]) == (["页"], ["页"])
    assert product == {
        "@type": ["https://schema.org/Product"],
        "name": ["甲"],
        "url": [URL],
        "image": ["https://shop.example.test/item/1.jpg", "https://shop.example.test/item/2.jpg"],
        "sku": ["7"],
        "offers": [{"@type": ["https://schema.org/Offer"], "price": ["9.90"]}],
        "color": ["红"],
        "brand": [{"@type": ["https://schema.org/Brand"], "name": ["乙"]}],
    }


def test_page_without_scopes_has_none() -> None:
    assert read_microdata(parse_markup("<p itemprop='name'>甲</p>"), URL) == ((), False)


def test_page_with_absurdly_many_properties_is_given_up_by_name() -> None:
    page = "<div itemscope>" + "<i itemprop='a'>b</i>" * (PROPERTIES_MOST + 1) + "</div>"
    assert read_microdata(parse_markup(page), URL) == ((), True)


def test_words_hidden_from_the_eye_are_no_part_of_a_name() -> None:
    html = (
        '<p itemscope itemtype="Product"><b itemprop="name"><i class="g-hdn">关于</i>甲<i class="note">乙</i></b></p>'
    )
    (node,) = nodes_of(html)
    assert node["name"] == ["甲乙"]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["ebay_item_wicker_sofa", "etsy_item_decal", "newegg_item"])
def test_real_page_is_far_from_the_limit(shared: Path, name: str) -> None:
    html = (shared / "data" / "pages" / f"{name}.html").read_text("utf-8", errors="replace")
    assert html.count("itemprop") < PROPERTIES_MOST / 5
