"""Search pages of 1688: the answer OFFER, whose offers carry province and city, and the cards of the page."""

import re
from typing import Any

from lxml.html import HtmlElement

from crawlers.fetched import FetchedPage
from crawlers.interfaces.answers import at, text_at, whole_number
from crawlers.pages.marketplaces.embedded import answer_value
from crawlers.pages.marketplaces.shelf import Offer, Shelf, make_offer, make_shelf
from crawlers.pages.markup import element_text, parse_markup

MARKS = re.compile(r"\"OFFER\"\s*:|search-offer-(?:item|wrapper)|\"offerId\"\s*:.{0,2000}\"isP4P\"", re.DOTALL)
_ID = re.compile(r"(?:offer/|offerId=|offerIds=)(\d{6,20})")
_EMPTY = re.compile(r"没(?:有)?找到(?:与|和)?.{0,80}相关的?(?:货源|商品|产品)")
"""From memory; without such words a page without cards counts as changed."""


def read_1688_search(page: FetchedPage) -> Shelf:
    """The offers of one search page or answer; advertisements are noted as such."""
    told = answer_value(page.text)
    offers = at(told, "data.data.OFFER", "data.OFFER", "OFFER")
    rows = at(offers, "items")
    if isinstance(rows, list):
        total = whole_number(at(offers, "found"))
        is_said = not rows and total == 0
        return Shelf(says_empty=True) if is_said else make_shelf(map(_row, rows), total_claimed=total)
    tree = parse_markup(page.text)
    cards = tree.cssselect("a.search-offer-item, .search-offer-wrapper")
    shelf = make_shelf(map(_card, cards))
    return shelf if shelf.offers else Shelf(says_empty=bool(_EMPTY.search(element_text(tree))), notes=shelf.notes)


def _row(item: Any) -> Offer | None:
    row = at(item, "data") or item
    offer_id, kind = text_at(row, "offerId", "id"), text_at(row, "bizType")
    province, city = text_at(row, "province"), text_at(row, "city")
    return make_offer(
        "1688",
        item_id=offer_id,
        title=text_at(row, "title", "subject"),
        url=f"https://detail.1688.com/offer/{offer_id}.html",
        price=text_at(row, "priceInfo.price", "price"),
        sold=text_at(row, "afterPrice.text", "bookedCount"),
        shop_name=text_at(row, "shop.text", "companyName", "loginId"),
        shop_location=" ".join(dict.fromkeys(filter(None, (province, city)))),
        attributes={"经营类型": kind},
        images=text_at(row, "offerPicUrl", "image.imgUrl", "imgUrl"),
        notes=("promoted",) if at(row, "isP4P") in ("true", True, 1, "1") else (),
    )


def _card(card: HtmlElement) -> Offer | None:
    links = [card.get("href") or "", *(link.get("href") or "" for link in card.cssselect("a[href]"))]
    found = next(filter(None, map(_ID.search, links)), None)
    offer_id = found[1] if found else card.get("data-offer-id") or ""
    return make_offer(
        "1688",
        item_id=offer_id,
        title=_text(card, ".offer-title-row, .title-text"),
        url=f"https://detail.1688.com/offer/{offer_id}.html",
        price=_text(card, ".price-item, .offer-price-row .text-main"),
        sold=_text(card, ".offer-desc-row .desc-text, .sale-info"),
        shop_name=_text(card, ".offer-shop-row, .company-name"),
        images=[image.get("src") or "" for image in card.cssselect("img.main-img, .main-img img")[:1]],
    )


def _text(tree: HtmlElement, selector: str) -> str:
    return next((text for element in tree.cssselect(selector) if (text := element_text(element))), "")
