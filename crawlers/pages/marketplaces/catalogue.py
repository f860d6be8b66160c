"""Which page object reads which page: by what stands in it, and by the platform where that is known."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from crawlers.fetched import FetchedPage
from crawlers.pages.marketplaces import (
    douyin,
    jd_item,
    jd_search,
    pdd,
    search_1688,
    taobao_item,
    taobao_search,
    xiaohongshu,
)
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.opinions import heimao, weibo_search
from crawlers.pages.opinions.weibo import read_weibo
from leads_db.errors import PageChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketPage:
    """One kind of page."""

    name: str
    """`taobao.search`: goes into notes and messages."""
    platform: str
    """Whose signs of a wall count where nothing else names a platform."""
    platforms: frozenset[str]
    """Platforms whose pages it reads."""
    marks: re.Pattern[str]
    """What stands in every page of this kind, empty ones included."""
    read: Callable[[FetchedPage], Shelf]
    """May raise PageChanged."""


def _page(name: str, marks: re.Pattern[str], read: Callable[[FetchedPage], Shelf], *platforms: str) -> MarketPage:
    return MarketPage(name=name, platform=platforms[0], platforms=frozenset(platforms), marks=marks, read=read)


OTHER_HOSTS = {"weibo.cn": "weibo"}
WEIBO_ANSWER = re.compile(r"\"mblog\"\s*:|\"cardlistInfo\"\s*:")
PAGES = (
    _page("taobao.item", taobao_item.MARKS, taobao_item.read_taobao_item, "taobao", "tmall"),
    _page("taobao.search", taobao_search.MARKS, taobao_search.read_taobao_search, "taobao", "tmall"),
    _page("1688.search", search_1688.MARKS, search_1688.read_1688_search, "1688"),
    _page("jd.search", jd_search.MARKS, jd_search.read_jd_search, "jd"),
    _page("jd.item", jd_item.MARKS, jd_item.read_jd_item, "jd"),
    _page("pdd", pdd.MARKS, pdd.read_pdd, "pdd"),
    _page("douyin", douyin.MARKS, douyin.read_douyin, "douyin"),
    _page("xiaohongshu", xiaohongshu.MARKS, xiaohongshu.read_xiaohongshu, "xiaohongshu"),
    _page("weibo.search", weibo_search.MARKS, weibo_search.read_weibo_search, "weibo"),
    _page("weibo.mobile", WEIBO_ANSWER, lambda page: read_weibo(page, "weibo", b""), "weibo"),
    _page("heimao", heimao.MARKS, heimao.read_heimao, "tousu"),
)


def find_market_page(text: str, platform: str | None) -> MarketPage | None:
    """The first page object whose marks stand in `text`; of a known platform only its own. None: none reads it.

    `platform` None only for a text of which nothing is known but what stands in it.
    """
    return next(
        (page for page in PAGES if (platform is None or platform in page.platforms) and page.marks.search(text)), None
    )


def platform_of_host(host: str) -> str | None:
    """The platform of a host that the register does not count among the platform's shops."""
    return next((name for domain, name in OTHER_HOSTS.items() if host == domain or host.endswith(f".{domain}")), None)


def has_pages(platform: str | None) -> bool:
    """True for a platform that a page object belongs to."""
    return any(platform in page.platforms for page in PAGES)


def read_shelf(market: MarketPage, page: FetchedPage) -> Shelf:
    """What the page object reads; an empty shelf where it says that the page has changed."""
    try:
        return market.read(page)
    except PageChanged:
        return Shelf()
