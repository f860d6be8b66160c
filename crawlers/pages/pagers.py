"""The way from a list page to the next one: links by relation, words, class or number; forms with a button."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from lxml.html import HtmlElement

from crawlers.pages.addresses import host_of, join_url
from crawlers.pages.markup import element_text
from crawlers.source_file import Source

NEXT_WORDS = re.compile(
    r"^(?:下一页|下页|下一頁|后一页|后页|次へ|next(?: page)?|older(?: posts)?)?\s*[>›»→]*$", re.IGNORECASE
)
_NEXT_CLASSES = frozenset({"next", "nextpage", "next-page", "page-next", "pagination-next", "next_page", "nxt"})
LINKS_MOST = 5_000


def next_url(tree: HtmlElement, url: str, source: Source, number: int) -> str:
    """Address of the page after `number`; never this page itself and never another host; empty: none is linked."""
    ways = (_related(tree), _worded(tree), _numbered(tree, number + 1))
    for links in ways:
        for link in links:
            target = join_url(url, link.get("href") or "")
            if _leads_on(target, url, source):
                return target
    target = _form_target(tree, url)
    return target if _leads_on(target, url, source) else ""


def is_next(element: HtmlElement) -> bool:
    """True for what says «next page» by its words, label or class."""
    told = (element_text(element), element.get("aria-label") or "", element.get("title") or "")
    if any(text and NEXT_WORDS.match(text.strip()) for text in told):
        return True
    return bool(_NEXT_CLASSES & set((element.get("class") or "").lower().split()))


def _leads_on(target: str, url: str, source: Source) -> bool:
    return bool(target) and target != url and host_of(target) in source.own_hosts


def _links(tree: HtmlElement) -> Iterator[HtmlElement]:
    for _, link in zip(range(LINKS_MOST), tree.iter("a"), strict=False):
        if link.get("href"):
            yield link


def _related(tree: HtmlElement) -> Iterator[HtmlElement]:
    for _, link in zip(range(LINKS_MOST), tree.iter("link", "a"), strict=False):
        if link.get("href") and "next" in (link.get("rel") or "").lower().split():
            yield link


def _worded(tree: HtmlElement) -> Iterator[HtmlElement]:
    for link in _links(tree):
        parent = link.getparent()
        is_marked = parent is not None and parent.tag == "li" and "next" in (parent.get("class") or "").lower().split()
        if is_marked or is_next(link):
            yield link


def _numbered(tree: HtmlElement, number: int) -> Iterator[HtmlElement]:
    """Links that are the very number, among others that are numbers too, or beside one that is not linked."""
    told = {element_text(link): link for link in _links(tree) if (element_text(link) or "-").isdecimal()}
    beside = {str(number + 1), str(number - 1), str(number - 2)}
    if str(number) in told and (beside & set(told) or number == 2):
        yield told[str(number)]


def _form_target(tree: HtmlElement, url: str) -> str:
    """Where a form that is sent by GET with a button «next page» leads."""
    for form in tree.iter("form"):
        buttons = [one for one in form.iter("button", "input") if is_next(one) or NEXT_WORDS.match(_value(one) or "-")]
        if (form.get("method") or "get").lower() != "get" or not buttons:
            continue
        fields = [(one.get("name"), one.get("value") or "") for one in form.iter("input") if one.get("name")]
        fields += [
            (one.get("name"), one.get("value") or "") for one in buttons if one.tag == "button" and one.get("name")
        ]
        target = join_url(url, form.get("action") or url)
        if target and fields:
            return f"{target.partition('?')[0]}?{urlencode(fields)}"
    return ""


def _value(element: HtmlElement) -> str:
    return (element.get("value") or "").strip() if element.get("type") in ("submit", "button") else ""
