"""A schema.org product → facts of a listing, and which of several products a page is about."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from crawlers.pages.addresses import join_url, same_page
from crawlers.pages.facts import known, merge_facts
from crawlers.pages.json_ld import Node, first_text, text_of, types_of, values_of
from crawlers.pages.markup import plain_text
from crawlers.pages.offers import offer_facts
from crawlers.pages.texts import clean, one_line
from crawlers.pages.weights import read_weight

PRODUCT_TYPES = frozenset({"product", "productgroup", "individualproduct", "productmodel", "someproducts"})
_ROOTS = ("首页", "主页", "全部", "全部商品", "所有商品", "商城", "Home", "Shop", "All")
"""Breadcrumbs that are no category."""
IMAGES_MOST = 50
VARIANTS_SHOWN = 30


def products_of(nodes: Iterable[Node]) -> list[Node]:
    """Those things that are products."""
    return [node for node in nodes if types_of(node) & PRODUCT_TYPES]


def main_product(products: Sequence[Node], url: str, headings: Sequence[str] = ()) -> Node | None:
    """The one that the page is about: its address is the page's; else the first without another address.

    Where all have other addresses, the one that the page is headed by; none where they are merely recommended.
    """
    ours = [node for node in products if any(same_page(join_url(url, told), url) for told in _addresses(node))]
    homeless = [node for node in products if not _addresses(node)]
    told = [text for text in headings if text]
    named = [node for node in products if not told or any(_is_headed(node, text) for text in told)]
    return next(iter(ours or homeless or named), None)


def _is_headed(product: Node, heading: str) -> bool:
    name = one_line(first_text(product, "name"))
    return bool(name) and (name in heading or heading in name)


def product_facts(product: Node, nodes: Iterable[Node], url: str) -> dict[str, Any]:
    """All facts of a product; `nodes` are the page's things, for its breadcrumbs."""
    group = [one for one in values_of(product, "isVariantOf") if isinstance(one, dict)]
    own = _own_facts(product, url)
    category = {"category": _category(product, nodes)}
    return merge_facts(own, offer_facts(product), *(_own_facts(one, url) for one in group[:1]), category)


def product_id(product: Node) -> str:
    """The number that the shop itself gives; empty where none is told."""
    return one_line(first_text(product, "productID", "identifier", "sku", "productGroupID"))


def _own_facts(product: Node, url: str) -> dict[str, Any]:
    return known(
        {
            "item_id": product_id(product),
            "title": one_line(first_text(product, "name")),
            "url": next((join_url(url, told) for told in _addresses(product)), ""),
            "description": plain_text(first_text(product, "description")),
            "attributes": _attributes(product),
            "net_weight_kg": next((kg for told in values_of(product, "weight") if (kg := read_weight(told))), None),
            "sold_count": _sold(product),
            "image_urls": image_urls(product, url),
        }
    )


def image_urls(product: Node, url: str) -> tuple[str, ...]:
    """Absolute addresses of the pictures, each once."""
    told = []
    for image in values_of(product, "image")[:IMAGES_MOST]:
        address = first_text(image, "contentUrl", "url", "@id") if isinstance(image, dict) else clean(image)
        told += [join_url(url, address)] if address else []
    return tuple(filter(None, dict.fromkeys(told)))


def _addresses(product: Node) -> list[str]:
    return [clean(told) for told in values_of(product, "url") if clean(told)]


def _attributes(product: Node) -> dict[str, str]:
    told: dict[str, str] = {}
    for pair in values_of(product, "additionalProperty"):
        name, value = first_text(pair, "name"), _values_text(values_of(pair, "value"))
        if name and value:
            told.setdefault(name, value)
    for name, key in (("品牌", "brand"), ("生产商", "manufacturer"), ("原产国", "countryOfOrigin")):
        value = first_text(product, key)
        if value:
            told.setdefault(name, value)
    variants = [_variant_text(one) for one in values_of(product, "hasVariant") if isinstance(one, dict)]
    shown = [text for text in dict.fromkeys(variants) if text][:VARIANTS_SHOWN]
    if shown:
        told.setdefault("规格", " / ".join(shown))
    return told


def _values_text(values: list[Any]) -> str:
    return "、".join(text for value in values if (text := text_of(value)))


def _variant_text(variant: Node) -> str:
    named = [first_text(variant, name) for name in ("size", "color", "material", "pattern", "weight")]
    return " ".join(text for text in named if text) or one_line(first_text(variant, "name"))


def _category(product: Node, nodes: Iterable[Node]) -> str:
    told = [text_of(one) for one in values_of(product, "category") if text_of(one)]
    if told:
        return ">".join(told)
    for node in nodes:
        if "breadcrumblist" in types_of(node):
            steps = [_step_text(step) for step in values_of(node, "itemListElement")]
            return ">".join(step for step in steps if step and step not in (*_ROOTS, first_text(product, "name")))
    return ""


def _step_text(step: object) -> str:
    return first_text(step, "name") or first_text(step, "item") if isinstance(step, dict) else ""


def _sold(product: Node) -> int | None:
    for counter in values_of(product, "interactionStatistic"):
        kind = first_text(counter, "interactionType") or " ".join(
            name for one in values_of(counter, "interactionType") for name in types_of(one)
        )
        count = first_text(counter, "userInteractionCount")
        if kind.rsplit("/", 1)[-1].lower() in ("buyaction", "orderaction", "sellaction") and count.isdecimal():
            return int(Decimal(count[:18]))
    return None
