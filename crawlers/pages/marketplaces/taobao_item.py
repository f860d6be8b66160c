"""Item pages of Taobao and Tmall: the data of today's page (__ICE_APP_CONTEXT__), else the classic page's markup."""

import re
from typing import Any

from lxml.html import HtmlElement

from crawlers.fetched import FetchedPage
from crawlers.interfaces.answers import at, text_at
from crawlers.pages.marketplaces.embedded import value_after
from crawlers.pages.marketplaces.shelf import Offer, Shelf, make_offer, make_shelf
from crawlers.pages.marketplaces.taobao_search import item_address
from crawlers.pages.markup import element_text, parse_markup
from crawlers.pages.texts import one_line

MARKS = re.compile(r"__ICE_APP_CONTEXT__|class=\"tb-main-title\"|id=\"J_StrPrice\"")
_ICE = re.compile(r"__ICE_APP_CONTEXT__\s*(?:\|\|\s*\{\}\s*[;,]\s*(?:var\s+)?\w{1,20}\s*)?=\s*(?=\{)")
_CONFIG = re.compile(r"\b(itemId|shopId|shopName|sellerId)\s{0,20}:\s{0,5}'([^'\n]{0,400})'")
_ID_IN_ADDRESS = re.compile(r"[?&]id=(\d{6,20})")
_SOLD = ("item.vagueSellCount", "item.sellCount", "componentsVO.titleVO.salesDesc")


def read_taobao_item(page: FetchedPage) -> Shelf:
    """The one offer of an item page."""
    told = at(value_after(page.text, _ICE), "loaderData.home.data.res", "loaderData.home.data")
    if told is not None:
        offer = _from_data(told, page)
        return make_shelf([offer] if offer else [])
    tree = parse_markup(page.text)
    return make_shelf([_classic(tree, page)] if tree.cssselect(".tb-main-title") else [])


def _from_data(told: Any, page: FetchedPage) -> Offer | None:
    platform = "tmall" if "tmall" in page.url.partition("?")[0] else "taobao"
    item_id = text_at(told, "item.itemId") or _id_of(page.url)
    sold = text_at(told, *_SOLD)
    return make_offer(
        platform,
        item_id=item_id,
        title=text_at(told, "item.title", "componentsVO.titleVO.title.title"),
        url=item_address(item_id, platform),
        price=text_at(told, "componentsVO.priceVO.price.priceText", "componentsVO.priceVO.extraPrice.priceText"),
        sold=f"已售 {sold}" if sold[:1].isdecimal() else sold,
        shop_name=text_at(told, "seller.shopName", "seller.sellerNick"),
        shop_id=text_at(told, "seller.shopId", "seller.sellerId"),
        ships_from=text_at(told, "componentsVO.deliveryVO.deliveryFromAddr"),
        attributes=dict(_parameters(told)),
        images=at(told, "item.images") or (),
    )


def _parameters(told: Any) -> list[tuple[str, str]]:
    """产地 and the like: groups of {title, text} under «参数»."""
    groups = at(told, "componentsVO.extensionInfoVO.infos")
    pairs = []
    for group in groups if isinstance(groups, list) else []:
        items = at(group, "items")
        for item in items if isinstance(items, list) else []:
            texts = at(item, "text")
            text = " ".join(map(one_line, texts)) if isinstance(texts, list) else one_line(texts)
            if (name := text_at(item, "title")) and text:
                pairs.append((name, text))
    return pairs


def _classic(tree: HtmlElement, page: FetchedPage) -> Offer | None:
    config = dict(reversed(_CONFIG.findall(page.text)))
    platform = "tmall" if "tmall" in page.url.partition("?")[0] else "taobao"
    item_id = config.get("itemId") or _id_of(page.url)
    head = tree.cssselect(".tb-main-title")[0]
    sold = _text(tree, "#J_SellCounter")
    return make_offer(
        platform,
        item_id=item_id,
        title=head.get("data-title") or element_text(head),
        url=item_address(item_id, platform),
        price=_text(tree, "#J_PromoPriceNum") or _text(tree, "#J_StrPrice"),
        sold=f"交易成功 {sold}" if sold[:1].isdecimal() else "",
        shop_name=_text(tree, ".tb-shop-name a"),
        shop_id=config.get("shopId") or config.get("sellerId") or "",
        ships_from=_text(tree, "#J-From"),
        attributes=dict(_list_pairs(tree)),
        images=[image.get("src") or "" for image in tree.cssselect("#J_ImgBooth")],
    )


def _list_pairs(tree: HtmlElement) -> list[tuple[str, str]]:
    texts = (element_text(row) for row in tree.cssselect("ul.attributes-list li, #J_AttrUL li"))
    parts = (re.split(r"[:：]", text, maxsplit=1) for text in texts)
    return [(part[0], part[1]) for part in parts if len(part) == 2]


def _text(tree: HtmlElement, selector: str) -> str:
    return next((text for element in tree.cssselect(selector) if (text := element_text(element))), "")


def _id_of(url: str) -> str:
    found = _ID_IN_ADDRESS.search(url)
    return found[1] if found else ""
