"""What the first page of a site tells about the rest: its search form, feeds, lists, and whether it needs a browser."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from lxml.html import HtmlElement

from crawlers.fetched import FetchedPage
from crawlers.pages.addresses import host_of, join_url, split_url
from crawlers.pages.markup import element_text, parse_markup, tree_to_text
from crawlers.source_file import Source

_TERM_NAMES = ("q", "s", "keyword", "keywords", "search", "query", "wd", "kw", "key", "k", "word", "searchword", "w")
_LIST_PATH = re.compile(
    r"/(?:product-category|category|categories|collections?|catalog|shop|cat|list|all|c)(?:[/_.-]|$)"
    r"|category\.php\?|route=product/category|[?&]cPath=|/\d{1,4}-[\w%-]+$|/search\?q=$",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*(gbk|gb2312|gb18030)""", re.IGNORECASE)
HOLLOW_MOST = 160
"""Characters that an empty frame shows before its scripts have run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What one page tells; addresses are whole."""

    title: str
    search: str
    """With {term}; empty: no form that is sent by GET."""
    has_post_search: bool
    feeds: tuple[str, ...]
    lists: tuple[str, ...]
    """Links that look like categories."""
    encoding: str
    """utf-8 or gbk."""
    is_hollow: bool
    """Nearly nothing is written there, but scripts are."""


def read_front(page: FetchedPage, source: Source) -> Front:
    """Of any page of the site; the more its frame shows, the better."""
    tree = parse_markup(page.text)
    forms = [(form, field) for form in tree.iter("form") if (field := _term_field(form)) is not None]
    by_get = [(form, field) for form, field in forms if (form.get("method") or "get").lower() == "get"]
    written = tree_to_text(tree)
    title = next((element_text(one) for one in tree.iter("title")), "")
    return Front(
        title=title[:60],
        search=next((told for form, field in by_get if (told := _template(form, field, page.url, source))), ""),
        has_post_search=bool(forms) and not by_get,
        feeds=_feeds(tree, page.url, source),
        lists=_lists(tree, page.url, source),
        encoding="gbk"
        if _CHARSET.search(page.headers.get("content-type", "").encode() + b" " + page.body[:3000])
        else "utf-8",
        is_hollow=len(written) < HOLLOW_MOST and tree.find(".//script") is not None,
    )


def relative(url: str, source: Source) -> str:
    """The address as it is written into a source file: below the base address where it lies there."""
    below = url.removeprefix(source.base_url)
    if below != url:
        return below
    _, host, path, query = split_url(url)
    ours = split_url(source.base_url)[1]
    return (path + (f"?{query}" if query else "")) if host == ours else url


def _term_field(form: HtmlElement) -> str | None:
    """Name of the field that takes the words; None for a form that is no search."""
    for field in form.iter("input"):
        kind, name = (field.get("type") or "text").lower(), field.get("name") or ""
        if kind == "password":
            return None
        if name and (kind == "search" or (kind == "text" and name.lower() in _TERM_NAMES)):
            return name
    return None


def _template(form: HtmlElement, field: str, url: str, source: Source) -> str:
    target = join_url(url, form.get("action") or url)
    if host_of(target) not in source.own_hosts:
        return ""
    told = [
        (one.get("name"), one.get("value") or "") for one in form.iter("input") if one.get("name") not in (None, field)
    ]
    hidden = [(name, value) for name, value in told if value and _is_hidden(form, name)]
    address, _, query = target.partition("?")
    parts = [part for part in (query if not hidden else "", urlencode(hidden), f"{quote(field)}={{term}}") if part]
    return f"{address}?{'&'.join(parts)}"


def _is_hidden(form: HtmlElement, name: str) -> bool:
    return any(one.get("name") == name and (one.get("type") or "").lower() == "hidden" for one in form.iter("input"))


def _feeds(tree: HtmlElement, url: str, source: Source) -> tuple[str, ...]:
    found = []
    for link in tree.iter("link", "a"):
        kind, href = (link.get("type") or "").lower(), link.get("href") or ""
        is_feed = kind in ("application/rss+xml", "application/atom+xml", "application/feed+json")
        if href and (
            is_feed or (link.tag == "a" and re.search(r"\brss\b|\.rss$|/atom\.xml$|feed\.(?:xml|json)$", href))
        ):
            found.append(join_url(url, href))
    own = [one for one in dict.fromkeys(found) if one and host_of(one) in source.own_hosts]
    return tuple(one for one in own if "comments" not in one)


def _lists(tree: HtmlElement, url: str, source: Source) -> tuple[str, ...]:
    found = [join_url(url, link.get("href") or "") for link in tree.iter("a") if link.get("href")]
    base = source.base_url
    own = [one for one in dict.fromkeys(found) if one and one != url and one.startswith(base)]
    return tuple(one for one in own if _LIST_PATH.search(one.removeprefix(base.rstrip("/"))))[:20]
