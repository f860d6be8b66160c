"""Item pages of JD: heading, price where the page shows one, shop, parameters."""

import re

from lxml.html import HtmlElement

from crawlers.fetched import FetchedPage
from crawlers.pages.marketplaces.shelf import Shelf, make_offer, make_shelf
from crawlers.pages.markup import element_text, parse_markup

MARKS = re.compile(r"class=\"sku-name|class=\"sku-title|id=\"parameter2\"|class=\"[^\"]{0,60}itemInfo-wrap")
_SKU = re.compile(r"item\.(?:m\.)?jd\.(?:com|hk)/(?:product/)?(\d{4,20})\.html|\bskuid\s*:\s*['\"]?(\d{4,20})", re.I)


def read_jd_item(page: FetchedPage) -> Shelf:
    """The one offer of an item page."""
    tree, found = parse_markup(page.text), _SKU.search(page.url) or _SKU.search(page.text)
    sku = (found[1] or found[2]) if found else ""
    title = _text(tree, ".sku-name, .sku-title, .itemInfo-wrap #name h1")
    if not sku or not title:
        return Shelf()
    offer = make_offer(
        "jd",
        item_id=sku,
        title=title,
        url=f"https://item.jd.com/{sku}.html",
        price=_text(tree, f".J-p-{sku}, .p-price .price, #jd-price"),
        shop_name=_text(tree, ".J-hove-wrap .name a, #popbox .mt h3 a, .shopName, .top-name"),
        ships_from=_text(tree, "#summary-service .dd strong, .ship-from"),
        attributes=dict(_parameters(tree)),
        images=[image.get("data-origin") or image.get("src") or "" for image in tree.cssselect("#spec-img")],
    )
    return make_shelf([offer])


def _parameters(tree: HtmlElement) -> list[tuple[str, str]]:
    """`商品产地：中国大陆` lines, and the table of the package."""
    rows = [element_text(row) for row in tree.cssselect("#parameter2 li, .parameter2 li, #parameter-brand li")]
    pairs = [tuple(re.split(r"[:：]", row, maxsplit=1)) for row in rows]
    table = [tuple(element_text(cell) for cell in row) for row in tree.cssselect(".Ptable-item dl dl")]
    return [(pair[0], pair[1]) for pair in (*pairs, *table) if len(pair) == 2]


def _text(tree: HtmlElement, selector: str) -> str:
    return next((text for element in tree.cssselect(selector) if (text := element_text(element))), "")
