"""The whole market as one table: every fixed page made at start, searches made when they are asked for."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from html import escape

from crawlers.practice_market import misbehaviour, shop_interfaces
from crawlers.practice_market.answers import Answer, Query, html_answer, make_answer, parse_query
from crawlers.practice_market.feeds import feed_pages
from crawlers.practice_market.pages import items, scripted, search
from crawlers.practice_market.pages.goods_facts import picture_paths
from crawlers.practice_market.pages.layout import message_page, page
from crawlers.practice_market.pages.pictures import picture
from crawlers.practice_market.shops import FEED_SITES, SHOPS, Goods, Posts, Shop, find_goods
from crawlers.practice_market.sitemaps import robots, sitemap_pages
from leads_db.records import Listing

NOT_FOUND = html_answer(message_page("页面不存在", "没有这个页面"), status=404)
WRONG_METHOD = html_answer(message_page("方法不允许", "本站只供浏览"), status=405)
KEPT_SEARCHES = 2_000

Dynamic = Callable[[Query], Answer]


class Site:
    """Path and query → answer. Holds no state but the gates' counts."""

    def __init__(
        self, goods: Goods, posts: Posts, base_url: str, *, canary_url: str, gates: misbehaviour.Gates
    ) -> None:
        """Make every page; `base_url` stands in absolute addresses, `canary_url` is where an item wrongly leads."""
        self._goods = goods
        self._base_url = base_url
        self._gates = gates
        self._pages: dict[str, Answer] = {
            "/": _market_page(),
            "/robots.txt": robots(base_url),
            "/login/passport": misbehaviour.PASSPORT,
            **sitemap_pages(goods, base_url),
            **feed_pages(posts, base_url),
        }
        for shop in SHOPS.values():
            self._add_shop(shop)
        self._lead_away(canary_url)
        self._dynamic = self._dynamic_pages()
        self._search = lru_cache(KEPT_SEARCHES)(self._answer_query)

    def answer(self, path: str, query: bytes) -> Answer:
        """The answer to a GET; a shop's gate comes first."""
        stopped = self._gates.stop(shop_of(path))
        if stopped is not None:
            return stopped
        return self._pages.get(path) or (self._search(path, query) if path in self._dynamic else NOT_FOUND)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every fixed page, for tests that read them all."""
        return tuple(self._pages)

    def _answer_query(self, path: str, query: bytes) -> Answer:
        charset = SHOPS[shop_of(path)].charset
        return self._dynamic[path](parse_query(query, charset))

    def _add_shop(self, shop: Shop) -> None:
        goods = self._goods[shop.name]
        breakable = [at for at, listing in enumerate(goods) if at % 10 == 1 and listing.description]
        for number, listing in enumerate(goods):
            path = shop.item_url(listing.item_id)
            broken = shop.name == "ld" and number in breakable[:1]
            text = _item_page(shop, listing, f"{self._base_url}{path}", number=number, broken=broken)
            self._pages[path] = html_answer(text, charset=shop.charset)
            for text_in_it, image_path in zip(listing.image_texts, picture_paths(shop.name, listing), strict=True):
                self._pages[image_path] = make_answer(picture(text_in_it), "image/svg+xml")
        self._pages[f"/{shop.name}/private/"] = html_answer(message_page("商家后台", "仅限商家，爬虫请勿进入"))

    def _lead_away(self, canary_url: str) -> None:
        """Replace the items behind the log-in wall, and all but the first of the redirecting shop."""
        for listing in self._goods["login"]:
            path = SHOPS["login"].item_url(listing.item_id)
            self._pages[path] = misbehaviour.login_door(path)
        doors = misbehaviour.egress_doors(canary_url)
        for listing, door in zip(self._goods["redirect"][1:], doors, strict=False):
            self._pages[SHOPS["redirect"].item_url(listing.item_id)] = door

    def _dynamic_pages(self) -> Mapping[str, Dynamic]:
        pages: dict[str, Dynamic] = {
            "/js/api": partial(shop_interfaces.script_api, self._goods),
            "/shopify/products.json": partial(shop_interfaces.shopify_products, self._goods, self._base_url),
            "/woo/wp-json/wc/store/v1/products": partial(shop_interfaces.woo_products, self._goods, self._base_url),
        }
        for shop in SHOPS.values():
            pages[f"/{shop.name}/"] = pages[f"/{shop.name}/search"] = partial(self._search_page, shop)
        return pages

    def _search_page(self, shop: Shop, query: Query) -> Answer:
        words, number = query.words(), query.number("page")
        found = find_goods(self._goods[shop.name], words)
        if shop.name == "js":
            text = scripted.scripted_search_page(shop)
        elif shop.name == "changed":
            text = search.changed_search_page(shop, found)
        elif shop.name == "endless":
            text = search.endless_page(shop, found, words, number)
        else:
            text = search.search_page(shop, found, words, number)
        return html_answer(text, charset=shop.charset)


def shop_of(path: str) -> str:
    """The first part of a path: the shop or feed site; empty for the root."""
    return path.partition("/")[2].partition("/")[0]


def _item_page(shop: Shop, listing: Listing, url: str, *, number: int, broken: bool) -> str:
    if shop.name == "micro":
        return items.microdata_item(shop, listing, url)
    if shop.name in ("og", "shopify", "woo"):
        return items.open_graph_item(shop, listing, url)
    if shop.name == "js":
        return scripted.scripted_item_page(shop, listing, url)
    if shop.name == "changed":
        return items.changed_item(shop, listing)
    return items.json_ld_item(shop, listing, url, number=number, broken=broken)


def _market_page() -> Answer:
    titles = {**{shop.name: shop.title for shop in SHOPS.values()}, **FEED_SITES}
    rows = "".join(f'<li><a href="/{name}/">{escape(title)}</a></li>' for name, title in sorted(titles.items()))
    return html_answer(page("演示集市", f"<h1>演示集市</h1><ul>{rows}</ul>"))
