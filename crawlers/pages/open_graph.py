"""OpenGraph and product meta elements of a page → facts of a listing."""

from typing import Any

from lxml.html import HtmlElement

from crawlers.pages.addresses import join_url
from crawlers.pages.facts import known
from crawlers.pages.prices import read_price
from crawlers.pages.texts import clean, one_line

_PREFIXES = ("og:", "product:")

Metas = dict[str, list[str]]


def read_metas(tree: HtmlElement) -> Metas:
    """Name in lower case → contents in page order; `name` serves as well as `property`, as shops use both."""
    metas: Metas = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").strip().lower()
        content = clean(meta.get("content"))
        if content and name.startswith(_PREFIXES):
            metas.setdefault(name, []).append(content)
    return metas


def tells_product(metas: Metas) -> bool:
    """True when the page says of itself that it is a product, or tells a price."""
    kind = _first(metas, "og:type").lower()
    return kind.rpartition(":")[2].startswith("product") or bool(_amount(metas))


def open_graph_facts(metas: Metas, url: str) -> dict[str, Any]:
    """All that the elements tell; without a product only title and pictures."""
    pictures = [join_url(url, told) for told in metas.get("og:image", metas.get("og:image:url", []))]
    facts = {
        "title": shared_title(metas),
        "image_urls": tuple(filter(None, dict.fromkeys(pictures))),
    }
    if not tells_product(metas):
        return known(facts)
    brand = _first(metas, "product:brand", "og:brand")
    return known(
        facts
        | {
            "item_id": one_line(_first(metas, "product:retailer_item_id", "product:retailer_part_no")),
            "url": join_url(url, _first(metas, "og:url")) if "og:url" in metas else "",
            "description": _first(metas, "og:description"),
            "price": read_price(_amount(metas), currency_of(metas)) if _amount(metas) else None,
            "category": _first(metas, "product:category"),
            "attributes": {"品牌": one_line(brand)} if brand else {},
        }
    )


def shared_title(metas: Metas) -> str:
    """The title for those who share the page; empty where none is told."""
    return one_line(_first(metas, "og:title"))


def currency_of(metas: Metas) -> str:
    """The currency of the prices; empty where none is named."""
    return _first(metas, "product:price:currency", "og:price:currency", "product:sale_price:currency")


def _amount(metas: Metas) -> str:
    return _first(metas, "product:sale_price:amount", "product:price:amount", "og:price:amount")


def _first(metas: Metas, *names: str) -> str:
    return next((metas[name][0] for name in names if name in metas), "")
