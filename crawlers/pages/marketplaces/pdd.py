"""Pinduoduo: the data of a goods page (rawData), lists and search answers. Prices of answers are in fen."""

import re
from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.interfaces.answers import at, text_at
from crawlers.pages.marketplaces.embedded import answer_value, embedded_value
from crawlers.pages.marketplaces.shelf import Offer, Shelf, fen, make_offer, make_shelf
from crawlers.pages.prices import Price

MARKS = re.compile(r"window\.rawData\s*=|\"goods_list\"\s*:|\"goods_model\"\s*:|\"ssrListData\"\s*:")
_GOODS = ("store.initDataObj", "stores.store.initDataObj", "initDataObj")
_LISTS = (
    "goods_list", "result.goods_list", "data.goods_list", "items", "data.items",
    "stores.store.data.ssrListData.list", "store.data.ssrListData.list",
)  # fmt: skip


def read_pdd(page: FetchedPage) -> Shelf:
    """The offer of a goods page, or those of a list."""
    told = answer_value(page.text) or embedded_value(page.text, "window.rawData", "rawData")
    item = at(told, *_GOODS)
    if at(item, "goods") is not None:
        return make_shelf([_goods_page(item)])
    rows = at(told, *_LISTS)
    return make_shelf(map(_row, rows)) if isinstance(rows, list) else Shelf()


def _goods_page(item: Any) -> Offer | None:
    goods = at(item, "goods")
    goods_id = text_at(goods, "goodsID", "goodsId")
    images = at(goods, "topGallery")
    gallery = [text_at(one, "url") or one for one in images] if isinstance(images, list) else []
    return make_offer(
        "pdd",
        item_id=goods_id,
        title=text_at(goods, "goodsName"),
        url=_address(goods_id),
        price=text_at(goods, "minGroupPrice", "minOnSaleGroupPrice", "minNormalPrice"),
        sold=text_at(goods, "sideSalesTip", "salesTip"),
        shop_name=text_at(item, "mall.mallName"),
        shop_id=text_at(item, "mall.mallID", "goods.mallID"),
        attributes=dict(_properties(at(goods, "goodsProperty"))),
        images=gallery or [text_at(goods, "hdThumbUrl", "thumbUrl")],
    )


def _properties(rows: Any) -> list[tuple[str, str]]:
    pairs = []
    for row in rows if isinstance(rows, list) else []:
        values = at(row, "values")
        text = "，".join(map(str, values)) if isinstance(values, list) else text_at(row, "values", "value")
        if (name := text_at(row, "key")) and text:
            pairs.append((name, text))
    return pairs


def _row(item: Any) -> Offer | None:
    row = at(item, "item_data.goods_model", "goods_model") or item
    goods_id = text_at(row, "goods_id", "goodsID")
    return make_offer(
        "pdd",
        item_id=goods_id,
        title=text_at(row, "goods_name", "goodsName"),
        url=_address(goods_id),
        price=_price(row),
        sold=text_at(row, "sales_tip", "salesTip", "side_sales_tip"),
        shop_name=text_at(row, "mall_name", "mallName"),
        shop_id=text_at(row, "mall_id", "mallID"),
        images=text_at(row, "hd_thumb_url", "hd_url", "thumb_url", "thumbUrl", "imgUrl"),
    )


def _price(row: Any) -> Price | str | None:
    """What the page displays, else the group price in fen; a number whose unit is not told is no price."""
    return text_at(row, "priceInfo", "price_info") or fen(at(row, "group.price", "min_group_price", "price"))


def _address(goods_id: str) -> str:
    return f"https://mobile.yangkeduo.com/goods.html?goods_id={goods_id}"
