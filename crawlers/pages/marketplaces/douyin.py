"""Douyin: goods answers of its shop (promotion_h5), videos out of RENDER_DATA and search answers → offers, mentions.

Field names of goods: public sources of 2024–2026. No saved page of these days was at hand; a price in a form that
they do not show stays out and is noted.
"""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawlers.fetched import FetchedPage
from crawlers.interfaces.answers import at, text_at
from crawlers.pages.marketplaces.embedded import answer_value, render_data
from crawlers.pages.marketplaces.shelf import Offer, Shelf, fen, make_offer, make_shelf
from crawlers.pages.posts import make_post
from leads_db.records import Mention

MARKS = re.compile(r"\"promotion_h5\"\s*:|id=\"RENDER_DATA\"|\"aweme_(?:info|list|detail)\"\s*:")
_IDS = ("basic_info_data.product_id", "product_id", "basic_info_data.product_id_str")


def read_douyin(page: FetchedPage) -> Shelf:
    """The offer of a goods answer, or the videos of a page or search answer."""
    told = answer_value(page.text) or render_data(page.text)
    goods = at(told, "promotion_h5", "data.promotion_h5")
    if goods is not None:
        return make_shelf([_goods(goods, page)])
    posts = [_video(row, page) for row in _videos(told)]
    return Shelf(posts=tuple({post.post_id: post for post in posts if post is not None}.values()))


def _goods(goods: Any, page: FetchedPage) -> Offer | None:
    asked = parse_qs(urlsplit(page.url).query)
    item_id = text_at(goods, *_IDS) or next((asked[name][0] for name in ("product_id", "id") if name in asked), "")
    price = at(goods, "basic_info_data.price_info.price.min_price", "price_info.price.min_price")
    media = at(goods, "head_figure_data.media_list")
    lists = [at(one, "content_list") for one in media if at(one, "type") == "image"] if isinstance(media, list) else []
    return make_offer(
        "douyin",
        item_id=item_id,
        title=text_at(goods, "basic_info_data.title_info.title"),
        url=f"https://haohuo.jinritemai.com/views/product/item2?id={item_id}",
        price=fen(price),
        sold=text_at(goods, "basic_info_data.sales_info.sales_text", "basic_info_data.sell_num_text"),
        shop_name=text_at(goods, "shop_info.basic_info.shop_name"),
        shop_id=text_at(goods, "shop_info.basic_info.shop_id"),
        images=[text_at(one, "url") for listed in lists if isinstance(listed, list) for one in listed],
    )


def _videos(told: Any) -> list[Any]:
    rows: list[Any] = []
    values = told.values() if isinstance(told, dict) else []
    rows += [found for found in (at(value, "aweme.detail", "videoDetail") for value in values) if found is not None]
    rows += [found for found in (at(told, "aweme_detail"),) if found is not None]
    for listed in (at(told, "aweme_list"), at(told, "data")):
        rows += [at(row, "aweme_info") or row for row in listed] if isinstance(listed, list) else []
    return rows


def _video(row: Any, page: FetchedPage) -> Mention | None:
    video_id = text_at(row, "aweme_id", "awemeId")
    return make_post(
        page,
        "douyin",
        post_id=video_id,
        text=at(row, "desc"),
        url=f"https://www.douyin.com/video/{video_id}",
        time=at(row, "create_time", "createTime"),
        likes=at(row, "statistics.digg_count", "stats.diggCount"),
        comments=at(row, "statistics.comment_count", "stats.commentCount"),
        author_kind="user",
    )
