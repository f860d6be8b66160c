"""Which shops the practice market has, which goods stand in which, and how a shop's search finds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawlers.practice_market.stock import load_hostile_goods, load_posts, load_stock
from leads_db.records import Listing, Mention

Goods = Mapping[str, Sequence[Listing]]
"""Shop → its goods in page order."""
Posts = Mapping[str, Sequence[Mention]]
"""Feed site → its posts, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """One sub-site; its name is the first part of every path in it."""

    name: str
    title: str
    size: int
    """Goods of the stock that it takes; the last shop in the table takes what is left."""
    item_path: str = "item/{}"
    """Where an item stands below the shop."""
    page_size: int = 20
    charset: str = "utf-8"

    def item_url(self, item_id: str) -> str:
        """Path of an item page from the root."""
        return f"/{self.name}/{self.item_path.format(item_id)}"


SHOPS = {
    shop.name: shop
    for shop in (
        Shop(name="shopify", title="演示独立店（店铺接口）", size=28, item_path="products/{}"),
        Shop(name="woo", title="演示商城（商品接口）", size=28, item_path="product/{}/"),
        Shop(name="micro", title="演示土特产行", size=60),
        Shop(name="og", title="演示分享小店", size=40),
        Shop(name="gbk", title="演示老字号网店", size=40, charset="gbk"),
        Shop(name="js", title="演示脚本商城", size=30),
        Shop(name="challenge", title="演示验证商城", size=18),
        Shop(name="login", title="演示会员商城", size=6),
        Shop(name="changed", title="演示改版商城", size=6),
        Shop(name="busy", title="演示繁忙商城", size=10),
        Shop(name="endless", title="演示无尽商城", size=15, page_size=5),
        Shop(name="redirect", title="演示跳转商城", size=3),
        Shop(name="ld", title="演示农产大集", size=1000),
    )
}
FEED_SITES = {"news": "演示新闻", "forum": "演示论坛", "board": "演示留言板"}
HOSTILE_SHOPS = ("ld", "micro", "og", "gbk", "js", "shopify", "woo")
"""Each gets one of the hostile goods, as its first."""
LONGEST_NUMERIC_ID = 15
"""Digits that JavaScript's numbers still hold exactly: shops with numeric ids take no longer ones."""


def divide_goods() -> Goods:
    """The stock over the shops, each listing in exactly one; the same at every start."""
    remaining = list(load_stock())
    goods: dict[str, list[Listing]] = {name: [] for name in SHOPS}
    for name, listing in zip(HOSTILE_SHOPS, load_hostile_goods(), strict=True):
        goods[name].append(listing)
    for shop in SHOPS.values():
        fitting = [
            listing for listing in remaining if shop.name not in ("shopify", "woo") or _is_short(listing.item_id)
        ]
        taken = fitting[: shop.size]
        goods[shop.name] += taken
        ids = {listing.item_id for listing in taken}
        remaining = [listing for listing in remaining if listing.item_id not in ids]
    return goods


def _is_short(item_id: str) -> bool:
    return item_id.isascii() and item_id.isdigit() and len(item_id) <= LONGEST_NUMERIC_ID


def divide_posts() -> Posts:
    """The posts over the three feed sites: what media and officials write is news, the rest takes turns."""
    posts: dict[str, list[Mention]] = {name: [] for name in FEED_SITES}
    turns = ("forum", "board")
    turn = 0
    for post in load_posts():
        if post.author_kind in ("user", "merchant"):
            posts[turns[turn % 2]].append(post)
            turn += 1
        else:
            posts["news"].append(post)
    return {name: sorted(kept, key=lambda post: str(post.posted_at), reverse=True) for name, kept in posts.items()}


def manifest() -> dict[str, list[str]]:
    """Shop → item ids and feed site → post ids, in page order: what a complete crawl must have found, each once."""
    shops = {name: [listing.item_id for listing in goods] for name, goods in divide_goods().items()}
    return shops | {name: [post.post_id for post in posts] for name, posts in divide_posts().items()}


def find_goods(goods: Sequence[Listing], words: str) -> list[Listing]:
    """Goods that contain any word (two characters or more) of the query; all of them for an empty query."""
    if not words.strip():
        return list(goods)
    wanted = [word for word in words.casefold().split() if len(word) >= 2]
    return [listing for listing in goods if any(word in _searchable(listing) for word in wanted)]


def _searchable(listing: Listing) -> str:
    parts = (listing.title, listing.shop_name or "", *listing.attributes, *listing.attributes.values())
    return "\n".join(parts).casefold()
