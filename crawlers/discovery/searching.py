"""Trying the site's search: with a word that must be found, with one that cannot be, and for its second page."""

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from crawlers.discovery.front import Front, relative
from crawlers.discovery.goods import Goods, read_goods
from crawlers.discovery.software import Software
from crawlers.discovery.walk import Walk
from crawlers.fetched import FetchedPage
from crawlers.pages.addresses import escaped_term
from crawlers.pages.markup import element_text, parse_markup, tree_to_text
from crawlers.pages.pagers import is_next
from crawlers.source_file import Source

NONSENSE = "qzxvkwjq"
"""A word that no shop sells anything under."""
PAGE_NAMES = ("page", "p", "pg", "paged")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
_LATIN = re.compile(r"[A-Za-z]{3,}")
_NOTHING = re.compile(
    r"没有|未找到|找不到|抱歉|暂无|无结果|无相关|0 件"
    r"|no results|no products|nothing|not found|no matches|did not match|0 results|no product",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What came of it; all empty where the site has no search that works."""

    template: str = ""
    """With {term}, and {page} where pages are turned by number; as the source file has it."""
    goods: Goods = field(default_factory=Goods)
    total: int | None = None
    nothing_found: tuple[str, ...] = ()
    paging: str = ""
    """linked, numbered, one (all fits on one page), button, or empty: not known."""
    page: FetchedPage | None = None


async def try_search(
    walk: Walk, source: Source, front: Front, software: Software | None, goods: Goods, items: list[FetchedPage]
) -> Searched:
    """By the site's own form, else by what its software usually has."""
    word = probe_word((*goods.titles, *_headings(items)))
    told = [front.search] if front.search else []
    told += [source.address(software.search)] if software and software.search else []
    for template in told:
        if not word:
            break
        url = template.replace("{term}", escaped_term(word, front.encoding)).replace("{page}", "1")
        page = await walk.page(url, term=word)
        found = read_goods(page, source, software) if page is not None else Goods()
        if page is not None and (found.links or found.told_whole):
            nothing = await _nothing_words(walk, template, front, page)
            paging, template = await _paging(walk, source, software, front, template, word, page, found)
            total = found.reading.total if found.reading else None
            return Searched(template=relative(template, source), goods=found, total=total, nothing_found=nothing,
                            paging=paging, page=page)  # fmt: skip
    return Searched()


def probe_word(titles: tuple[str, ...]) -> str:
    """A piece of a title, such as a search surely finds: two Chinese characters, else a word; the commonest of all."""
    chinese = [run[at : at + 2] for title in titles for run in _CHINESE.findall(title) for at in range(len(run) - 1)]
    words = [word for title in titles for word in _LATIN.findall(title)]
    told = Counter(chinese or words).most_common(1)
    return str(told[0][0]) if told else ""


def _headings(items: list[FetchedPage]) -> tuple[str, ...]:
    return tuple(element_text(one) for page in items for one in parse_markup(page.text).iter("h1"))


async def _nothing_words(walk: Walk, template: str, front: Front, hit: FetchedPage) -> tuple[str, ...]:
    """The line that only the empty answer has and that says so."""
    url = template.replace("{term}", escaped_term(NONSENSE, front.encoding)).replace("{page}", "1")
    page = await walk.page(url, term=NONSENSE)
    if page is None:
        return ()
    usual = set(tree_to_text(parse_markup(hit.text)).splitlines())
    lines = [line for line in tree_to_text(parse_markup(page.text)).splitlines() if line not in usual]
    telling = [line for line in lines if _NOTHING.search(line)]
    best = min(telling, key=len, default="")
    pieces = [piece.strip(" \"'“”「」:：,，.。!！") for piece in re.split(rf"{NONSENSE}|[,，。.!！:：]", best)]
    told = max((piece for piece in pieces if _NOTHING.search(piece)), key=len, default="")
    return (told[:40],) if len(told) >= 3 else ()


async def _paging(
    walk: Walk, source: Source, software: Software | None, front: Front, template: str, word: str,
    page: FetchedPage, found: Goods,
) -> tuple[str, str]:  # fmt: skip
    """How the second page is reached, and the template with {page} where it is by number."""
    shown = set(found.links)
    linked = found.reading.next_url if found.reading else ""
    if linked:
        following = await walk.page(linked, term=word, number=2)
        more = set(read_goods(following, source, software).links) if following is not None else set()
        return ("linked" if more - shown else ""), template.replace("&page={page}", "").replace("&p={page}", "")
    if "{page}" not in template and not _has_more(parse_markup(page.text), found):
        return "one", template
    candidates = [template] if "{page}" in template else [f"{template}&{name}={{page}}" for name in PAGE_NAMES[:2]]
    for candidate in candidates:
        url = candidate.replace("{term}", escaped_term(word, front.encoding)).replace("{page}", "2")
        following = await walk.page(url, term=word, number=2)
        more = set(read_goods(following, source, software).links) if following is not None else set()
        if more - shown:
            return "numbered", candidate
    plain = re.sub(r"&\w+=\{page\}", "", template)
    return ("button" if next_button(parse_markup(page.text)) is not None else "one"), plain


def _has_more(tree: HtmlElement, found: Goods) -> bool:
    total = found.reading.total if found.reading else None
    return bool((total and total > len(found.links) + found.told_whole) or next_button(tree) is not None)


def next_button(tree: HtmlElement) -> HtmlElement | None:
    """What says «next page» without leading anywhere by itself: a button, or a link to # or javascript."""
    for element in tree.iter("a", "button", "input", "span"):
        href = (element.get("href") or "").strip().lower()
        is_dead = element.tag != "a" or not href or href.startswith(("#", "javascript:"))
        if is_dead and is_next(element) and element.get("disabled") is None:
            return element
    return None
