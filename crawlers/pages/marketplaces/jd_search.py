"""Search pages of JD: the cards of today's page and of the old one, and the answer wareList (read from a HAR only)."""

import re
from typing import Any

from lxml.html import HtmlElement

from crawlers.fetched import FetchedPage
from crawlers.interfaces.answers import at, text_at, whole_number
from crawlers.pages.marketplaces.embedded import answer_value
from crawlers.pages.marketplaces.shelf import Offer, Shelf, make_offer, make_shelf
from crawlers.pages.markup import element_text, parse_markup

MARKS = re.compile(r"plugin_goodsCardWrapper|id=\"J_goodsList\"|class=\"gl-item|\"wareList\"\s*:")
_EMPTY = re.compile(r"(?:没有找到|未找到)(?:与|和)?.{0,80}(?:相关的?|的)(?:商品|宝贝)")
"""From memory; without such words a page without cards counts as changed."""
_IMAGES = "https://img14.360buyimg.com/n7/"
_LISTS = ("data.wareList", "wareList.wareList", "wareList")


def read_jd_search(page: FetchedPage) -> Shelf:
    """The offers of one search page or answer, in page order."""
    told = answer_value(page.text)
    rows = at(told, *_LISTS)
    if isinstance(rows, list) and rows:
        total = whole_number(at(told, "data.resultCount", "wareList.wareCount"))
        return make_shelf((_row(row) for row in rows), total_claimed=total)
    tree = parse_markup(page.text)
    cards = tree.cssselect('[data-sku][class*="plugin_goodsCardWrapper"]')
    offers = [_new_card(card) for card in cards] or [_old_card(card) for card in tree.cssselect("li.gl-item[data-sku]")]
    shelf = make_shelf(offers, total_claimed=whole_number(_text(tree, "#J_resCount")))
    return shelf if shelf.offers else Shelf(says_empty=bool(_EMPTY.search(element_text(tree))), notes=shelf.notes)


def _row(row: Any) -> Offer | None:
    sku = text_at(row, "skuId", "wareId")
    image = text_at(row, "imageurl", "imageUrl")
    return make_offer(
        "jd",
        item_id=sku,
        title=text_at(row, "wareName", "wname"),
        url=_address(sku),
        price=text_at(row, "realPrice", "jdPrice", "dispPrice"),
        sold=text_at(row, "totalSales", "sales"),
        shop_name=text_at(row, "shopName"),
        shop_id=text_at(row, "shopId"),
        attributes={"评价数": text_at(row, "commentFuzzy", "totalCount")},
        images=image if "//" in image else f"{_IMAGES}{image}" if image else "",
    )


def _new_card(card: HtmlElement) -> Offer | None:
    sku = card.get("data-sku") or ""
    return make_offer(
        "jd",
        item_id=sku,
        title=_titled(card, '[class*="goods_title_container"] span'),
        url=_address(sku),
        price=_text(card, '[class*="_price_"]'),
        sold=_titled(card, '[class*="goods_volume_container"] span'),
        shop_name=_text(card, '[class*="shopFloor"] [class*="_name_"]'),
        images=[image.get("data-src") or image.get("src") or "" for image in card.cssselect("img")[:1]],
    )


def _old_card(card: HtmlElement) -> Offer | None:
    sku = card.get("data-sku") or ""
    tries = [(image.get("data-lazy-img"), image.get("src")) for image in card.cssselect(".p-img img")]
    images = [next((told for told in both if told and told != "done"), "") for both in tries]
    shop = next(iter(card.cssselect(".p-shop")), None)
    tags = {"店铺类型": "自营"} if "自营" in _text(card, ".p-icons") else {}
    comments = _text(card, ".p-commit")
    return make_offer(
        "jd",
        item_id=sku,
        title=_text(card, ".p-name em"),
        url=_address(sku),
        price=_text(card, ".p-price i"),
        shop_name=_titled(card, ".p-shop a"),
        shop_id=(shop.get("data-shopid") or "") if shop is not None else "",
        attributes={**tags, "评价": comments},
        images=images,
    )


def _address(sku: str) -> str:
    return f"https://item.jd.com/{sku}.html"


def _text(tree: HtmlElement, selector: str) -> str:
    return next((text for element in tree.cssselect(selector) if (text := element_text(element))), "")


def _titled(tree: HtmlElement, selector: str) -> str:
    """The title attribute, which is never cut short; else the text."""
    return next((element.get("title") or "" for element in tree.cssselect(f"{selector}[title]")), "") or _text(
        tree, selector
    )
