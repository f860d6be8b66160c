"""Links of a list page that lead to items."""

import re

from lxml.html import HtmlElement

from crawlers.pages.addresses import host_of, join_url, split_url
from crawlers.source_file import Source

_ITEM_PATH = re.compile(
    r"/(?:items?|products?|goods|p|dp|gp|detail|offers?|sku|itm|ware|shangpin|chanpin)(?:[/_-](?!list|search|index)[^/]|/?\?.*\bid=)"
    r"|/(?:item|product|goods|detail)(?:_?detail)?\.(?:html?|php|aspx?)\?.*id=|/[^/]*\d{5,}[^/]*\.html?$",
    re.IGNORECASE,
)
_OTHER_PATH = re.compile(
    r"/(?:search|list|category|categories|cart|login|passport|register|help|about|news|article|account|private)(?:[/.?]|$)",
    re.IGNORECASE,
)
LINKS_MOST = 500


def find_item_links(tree: HtmlElement, url: str, source: Source) -> list[str]:
    """Addresses on the source's own hosts that contain its `item_url`, or else look like items; each once, in order."""
    found: dict[str, None] = {}
    for link in tree.iter("a"):
        target = join_url(url, link.get("href") or "") if link.get("href") else ""
        if target and target != url and is_item_address(target, source):
            found.setdefault(target)
            if len(found) >= LINKS_MOST:
                break
    return list(found)


def is_item_address(address: str, source: Source) -> bool:
    """True for an address on the source's hosts that leads to an item as far as its words tell."""
    if host_of(address) not in source.own_hosts:
        return False
    _, _, path, query = split_url(address)
    told = f"{path}?{query}" if query else path
    if source.item_url:
        return source.item_url in told
    return bool(_ITEM_PATH.search(told)) and not _OTHER_PATH.search(path)
