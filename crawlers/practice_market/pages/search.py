"""Search pages: cards, the number found, the way to the next page."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from crawlers.practice_market.pages.goods_facts import price_text
from crawlers.practice_market.pages.layout import page
from crawlers.practice_market.shops import Shop
from leads_db.records import Listing

NOTHING_FOUND = "没有找到相关商品"


def search_page(shop: Shop, found: Sequence[Listing], words: str, number: int) -> str:
    """Page `number` (from 1) of what a search found."""
    shown = found[(number - 1) * shop.page_size : number * shop.page_size]
    next_number = number + 1 if number * shop.page_size < len(found) else None
    return list_page(shop, shown, words, total=len(found), next_number=next_number)


def endless_page(shop: Shop, found: Sequence[Listing], words: str, number: int) -> str:
    """As `search_page`, but there is always a next page; after the last one the same goods come again."""
    pages = max(1, -(-len(found) // shop.page_size))
    start = (number - 1) % pages * shop.page_size
    shown = found[start : start + shop.page_size]
    return list_page(shop, shown, words, total=len(found), next_number=number + 1 if found else None)


def list_page(shop: Shop, shown: Sequence[Listing], words: str, *, total: int, next_number: int | None) -> str:
    """A page of cards, or the words that say that there are none."""
    cards = "".join(_card(shop, listing) for listing in shown)
    listed = f'<p>共 {total} 件</p><ul class="cards">{cards}</ul>' if shown else f'<p class="none">{NOTHING_FOUND}</p>'
    body = f"<h1>{escape(shop.title)}</h1>{search_form(shop, words)}{listed}{_next_link(shop, words, next_number)}"
    return page(f"搜索 - {shop.title}", body + shop_footer(shop), charset=shop.charset)


def changed_search_page(shop: Shop, found: Sequence[Listing]) -> str:
    """Cards in a markup that no reader knows: no links, no count, no structured data."""
    cards = "".join(
        f'<div class="zx1" data-r="{escape(listing.item_id)}"><em>{escape(listing.title)}</em>'
        f"<u>{price_text(listing)}</u></div>"
        for listing in found[: shop.page_size]
    )
    return page(shop.title, f'<div class="k9x">{cards}</div>', charset=shop.charset)


def search_form(shop: Shop, words: str) -> str:
    """The search box."""
    return (
        f'<form action="/{shop.name}/search"><input name="q" aria-label="搜索词" value="{escape(words)}"> '
        "<button>搜索</button></form>"
    )


def shop_footer(shop: Shop) -> str:
    """Ways out of the page; the back office is closed to robots."""
    return f'<footer><a href="/">演示集市</a> · <a href="/{shop.name}/private/">商家后台</a></footer>'


def _card(shop: Shop, listing: Listing) -> str:
    return (
        f'<li><a href="{quote(shop.item_url(listing.item_id))}">{escape(listing.title)}</a>'
        f'<br><span class="price">{price_text(listing)}</span> <span class="shop">{escape(listing.shop_name or "")} '
        f"{escape(listing.shop_location or '')}</span></li>"
    )


def _next_link(shop: Shop, words: str, number: int | None) -> str:
    if number is None:
        return ""
    return f'<p><a rel="next" href="/{shop.name}/search?q={quote(words, safe="")}&amp;page={number}">下一页</a></p>'
