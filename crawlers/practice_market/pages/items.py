"""Item pages, one form for each kind of shop."""

from html import escape

from crawlers.practice_market.pages.goods_facts import (
    attribute_list,
    picture_line,
    picture_paths,
    price_text,
    seller_facts,
    seller_line,
    sold_line,
    text_line,
)
from crawlers.practice_market.pages.layout import embedded_json, page
from crawlers.practice_market.pages.product_data import broken_json_ld, product_data
from crawlers.practice_market.shops import Shop
from leads_db.records import Listing


def json_ld_item(shop: Shop, listing: Listing, url: str, *, number: int = 0, broken: bool = False) -> str:
    """An item with schema.org JSON-LD; `broken`: the JSON has a trailing comma and a raw newline."""
    data = product_data(shop.name, listing, url, number=number)
    text = broken_json_ld(data) if broken else embedded_json(data, charset=shop.charset)
    script = f'<script type="application/ld+json">{text}</script>'
    return page(f"{listing.title} - {shop.title}", visible_item(shop, listing), head=script, charset=shop.charset)


def visible_item(shop: Shop, listing: Listing) -> str:
    """The visible part of an item without any machine-readable data."""
    return (
        f'<h1>{escape(listing.title)}</h1><p class="price">{price_text(listing)}</p>{sold_line(listing)}'
        f"{text_line(listing)}{attribute_list(listing)}{seller_line(listing)}{picture_line(shop.name, listing)}"
    )


def microdata_item(shop: Shop, listing: Listing, url: str) -> str:
    """An item with microdata only."""
    pictures = "".join(f'<img itemprop="image" src="{path}" alt="">' for path in picture_paths(shop.name, listing))
    text = f'<p itemprop="description">{escape(listing.description)}</p>' if listing.description else ""
    attributes = "".join(
        '<p itemprop="additionalProperty" itemscope itemtype="https://schema.org/PropertyValue">'
        f'<span itemprop="name">{escape(name)}</span> <span itemprop="value">{escape(value)}</span></p>'
        for name, value in listing.attributes.items()
    )
    body = (
        '<div itemscope itemtype="https://schema.org/Product">'
        f'<h1 itemprop="name">{escape(listing.title)}</h1>{_meta("productID", listing.item_id)}'
        f'{_meta("category", listing.category)}<link itemprop="url" href="{escape(url)}">{text}{attributes}'
        f"{_microdata_offer(listing)}{sold_line(listing)}{pictures}</div>"
    )
    return page(f"{listing.title} - {shop.title}", body, charset=shop.charset)


def _microdata_offer(listing: Listing) -> str:
    price = "" if listing.price_cny is None else _meta("price", str(listing.price_cny)) + _meta("priceCurrency", "CNY")
    seller = (
        f"{_span('name', listing.shop_name)}{_span('legalName', listing.operator_name)}"
        f"{_span('taxID', listing.operator_code)}{_span('address', listing.operator_address)}"
        f"{_meta('identifier', listing.shop_id)}{_span('location', listing.shop_location)}"
    )
    return (
        '<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">'
        f'{price}<p class="price">{price_text(listing)}</p>{_span("availableAtOrFrom", listing.ships_from)}'
        f'<p class="shop" itemprop="seller" itemscope itemtype="https://schema.org/Organization">{seller}</p></div>'
    )


def _meta(name: str, value: str | None) -> str:
    return f'<meta itemprop="{name}" content="{escape(value)}">' if value else ""


def _span(name: str, value: str | None) -> str:
    return f'<span itemprop="{name}">{escape(value)}</span> ' if value else ""


def open_graph_item(shop: Shop, listing: Listing, url: str) -> str:
    """An item with OpenGraph in the head and a plain table of attributes and seller in the body."""
    facts = [*listing.attributes.items(), *seller_facts(listing)]
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in facts)
    body = (
        f'<h1>{escape(listing.title)}</h1><p class="price">{price_text(listing)}</p>{sold_line(listing)}'
        f"{text_line(listing)}<table>{rows}</table>{picture_line(shop.name, listing)}"
    )
    head = open_graph_head(shop, listing, url)
    return page(f"{listing.title} - {shop.title}", body, head=head, charset=shop.charset)


def open_graph_head(shop: Shop, listing: Listing, url: str) -> str:
    """The OpenGraph elements of an item."""
    root = url[: url.index("/", 8)]
    values = [
        ("og:type", "product"),
        ("og:title", listing.title),
        ("og:url", url),
        ("og:site_name", shop.title),
        ("og:description", listing.description or ""),
        ("product:retailer_item_id", listing.item_id),
        ("product:price:amount", "" if listing.price_cny is None else str(listing.price_cny)),
        ("product:price:currency", "CNY"),
        *(("og:image", f"{root}{path}") for path in picture_paths(shop.name, listing)),
    ]
    return "".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in values if value)


def changed_item(shop: Shop, listing: Listing) -> str:
    """An item after a change of layout: all words are there, nothing says what they are."""
    rows = "".join(f"<i>{escape(name)}</i><b>{escape(value)}</b>" for name, value in listing.attributes.items())
    body = (
        f'<div class="k9x"><em class="q2">{escape(listing.title)}</em><u class="q7">{price_text(listing)}</u>{rows}'
        f"{picture_line(shop.name, listing)}</div>"
    )
    return page(shop.title, body, charset=shop.charset)
