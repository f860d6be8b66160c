"""Search pages of Taobao and Tmall: today's cards, the answers that the page itself asks for, and g_page_config.

Selectors: public sources of 2026-06; g_page_config: pages of 2016 and 2018, long gone but still handed in.
"""

import re
from collections.abc import Iterable
from typing import Any

from lxml.html import HtmlElement

from crawlers.fetched import FetchedPage
from crawlers.interfaces.answers import at, text_at, whole_number
from crawlers.pages.marketplaces.embedded import answer_value, embedded_value
from crawlers.pages.marketplaces.shelf import Offer, Shelf, make_offer, make_shelf
from crawlers.pages.markup import element_text, parse_markup
from crawlers.pages.texts import clean

MARKS = re.compile(
    r"g_page_config\s*=|content_items_wrapper|doubleCardWrapper|\"itemsArray\"\s*:|\"pageName\"\s*:\s*\"mainsrp|id=\"item_id_\d"
)
_EMPTY = re.compile(r"没有找到(?:与|和).{0,80}相关的(?:宝贝|商品)|没有找到相关的宝贝")
"""From memory; without such words a page without cards counts as changed."""
_ID_IN_HREF = re.compile(r"[?&]id=(\d{6,20})")
_LISTS = ("mods.itemlist.data.auctions", "data.itemsArray", "data.data.itemsArray", "itemsArray", "data.listItem")
_TOTALS = ("mods.pager.data.totalCount", "mods.sortbar.data.pager.totalCount", "data.mainInfo.totalResults")


def read_taobao_search(page: FetchedPage) -> Shelf:
    """The offers of one search page or answer, in page order."""
    told = answer_value(page.text) or embedded_value(page.text, "g_page_config")
    rows = at(told, *_LISTS)
    if isinstance(rows, list) and rows:
        return make_shelf(
            (_row(row) for row in rows),
            total_claimed=whole_number(at(told, *_TOTALS)),
            address=clean(at(told, "mainInfo.currentUrl")),
        )
    if at(told, "mods.noresult.status") == "show":
        return Shelf(says_empty=True)
    tree = parse_markup(page.text)
    cards = tree.cssselect('#content_items_wrapper a[id^="item_id_"], a[class*="doubleCardWrapper"]')
    shelf = make_shelf(_card(card) for card in cards)
    return shelf if shelf.offers else Shelf(says_empty=bool(_EMPTY.search(element_text(tree))), notes=shelf.notes)


def item_address(item_id: str, platform: str) -> str:
    """The item's own address: never the click-counting one that advertisements carry."""
    host = "detail.tmall.com" if platform == "tmall" else "item.taobao.com"
    return f"https://{host}/item.htm?id={item_id}"


def _row(row: Any) -> Offer | None:
    is_tmall = at(row, "shopcard.isTmall", "isTmall", "shopInfo.isTmall") in (True, "true", 1)
    platform = "tmall" if is_tmall or "detail.tmall" in clean(at(row, "detail_url", "auctionURL")) else "taobao"
    item_id, title = text_at(row, "nid", "item_id", "itemId"), text_at(row, "title", "raw_title")
    comments, raw = text_at(row, "comment_count"), text_at(row, "raw_title")
    offer = make_offer(
        platform,
        item_id=item_id,
        title=title,
        url=item_address(item_id, platform),
        price=text_at(row, "view_price", "priceShow.price", "price", "priceWap"),
        sold=text_at(row, "view_sales", "realSales", "sold"),
        shop_name=text_at(row, "nick", "shopInfo.title", "shopName"),
        shop_id=text_at(row, "user_id", "shopInfo.userId", "sellerId"),
        shop_location=text_at(row, "item_loc", "procity", "location"),
        attributes={"评价数": comments} if comments else {},
        images=text_at(row, "pic_url", "pic_path", "picUrl"),
        notes=("promoted",) if at(row, "p4p", "isP4p") in (1, "1", True, "true") else (),
    )
    if offer is None or not raw or raw == offer.facts["title"]:
        return offer
    attributes = {**offer.facts.get("attributes", {}), "卖家标题": raw}
    return Offer(platform=platform, facts={**offer.facts, "attributes": attributes}, notes=offer.notes)


def _card(card: HtmlElement) -> Offer | None:
    href = card.get("href") or ""
    in_href = _ID_IN_HREF.search(href)
    item_id = (card.get("id") or "").removeprefix("item_id_") or (in_href[1] if in_href else "")
    platform = "tmall" if "tmall.com" in href.partition("?")[0] else "taobao"
    heads = card.cssselect('[class*="title--"]')
    price = "".join(_texts(card, '[class*="priceInt--"]')[:1] + _texts(card, '[class*="priceFloat--"]')[:1])
    return make_offer(
        platform,
        item_id=item_id,
        title=(heads[0].get("title") or element_text(heads[0])) if heads else "",
        url=item_address(item_id, platform),
        price=price,
        sold=_first(_texts(card, '[class*="realSales--"]')),
        shop_name=_first(_texts(card, '[class*="shopNameText--"]')),
        shop_location=" ".join(dict.fromkeys(_texts(card, '[class*="procity--"] span'))),
        images=[image.get("src") or "" for image in card.cssselect('img[class*="mainPic--"]')],
        notes=("promoted",) if "simba.taobao" in href else (),
    )


def _texts(card: HtmlElement, selector: str) -> list[str]:
    return [text for element in card.cssselect(selector) if (text := element_text(element))]


def _first(texts: Iterable[str]) -> str:
    return next(iter(texts), "")
