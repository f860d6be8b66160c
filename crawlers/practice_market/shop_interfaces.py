"""The JSON interfaces: the script shop's own, Shopify's products.json and the WooCommerce Store API."""

from collections.abc import Mapping
from html import escape

from crawlers.practice_market.answers import Answer, Query, json_answer
from crawlers.practice_market.pages.goods_facts import picture_paths, price_text, seller_facts
from crawlers.practice_market.pages.search import NOTHING_FOUND
from crawlers.practice_market.shops import SHOPS, Goods, find_goods
from leads_db.records import Listing

HIGHEST_SHOPIFY_LIMIT = 250
HIGHEST_WOO_LIMIT = 100


def script_api(goods: Goods, query: Query) -> Answer:
    """/js/api?q=&page=: items of one page, the total, the number of the next page or null."""
    shop = SHOPS["js"]
    found, number = find_goods(goods[shop.name], query.words()), query.number("page")
    items = [
        {
            "title": listing.title,
            "price": price_text(listing),
            "shop": listing.shop_name,
            "href": shop.item_url(listing.item_id),
        }
        for listing in found[(number - 1) * shop.page_size : number * shop.page_size]
    ]
    following = number + 1 if number * shop.page_size < len(found) else None
    message = "" if items else NOTHING_FOUND
    return json_answer({"items": items, "total": len(found), "next": following, "message": message})


def shopify_products(goods: Goods, base_url: str, query: Query) -> Answer:
    """/shopify/products.json?limit=&page=: one page of products; an empty list is the end."""
    limit = min(query.number("limit", 30), HIGHEST_SHOPIFY_LIMIT)
    start = (query.number("page") - 1) * limit
    shown = goods["shopify"][start : start + limit]
    return json_answer({"products": [_shopify_product(listing, base_url) for listing in shown]})


def _shopify_product(listing: Listing, base_url: str) -> Mapping[str, object]:
    seen_at = "" if listing.seen_at is None else listing.seen_at.isoformat()
    number = int(listing.item_id)
    images = [
        {"id": at, "position": at, "product_id": number, "src": f"{base_url}{path}"}
        for at, path in enumerate(picture_paths("shopify", listing), 1)
    ]
    return {
        "id": number,
        "title": listing.title,
        "handle": listing.item_id,
        "body_html": facts_html(listing),
        "published_at": seen_at,
        "created_at": seen_at,
        "updated_at": seen_at,
        "vendor": listing.shop_name,
        "product_type": listing.category or "",
        "tags": [],
        "variants": [_shopify_variant(listing, number)],
        "images": images,
        "options": [{"name": "规格", "position": 1, "values": ["默认规格"]}],
    }


def _shopify_variant(listing: Listing, number: int) -> Mapping[str, object]:
    return {
        "id": number * 10 + 1,
        "title": "默认规格",
        "sku": listing.item_id,
        "available": True,
        "price": str(listing.price_cny),
        "grams": int((listing.net_weight_kg or 0) * 1000),
        "compare_at_price": None,
        "position": 1,
        "product_id": number,
    }


def woo_products(goods: Goods, base_url: str, query: Query) -> Answer:
    """/woo/wp-json/wc/store/v1/products?search=&page=&per_page=: a list, totals in the headers, prices in fen."""
    limit = min(query.number("per_page", 10), HIGHEST_WOO_LIMIT)
    found = find_goods(goods["woo"], query.words("search"))
    start = (query.number("page") - 1) * limit
    totals = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(-(-len(found) // limit))}
    shown = found[start : start + limit]
    return json_answer([_woo_product(listing, base_url) for listing in shown], headers=totals)


def _woo_product(listing: Listing, base_url: str) -> Mapping[str, object]:
    attributes = [
        {"id": 0, "name": name, "taxonomy": None, "has_variations": False, "terms": [{"id": 0, "name": value}]}
        for name, value in listing.attributes.items()
    ]
    images = [
        {"id": at, "src": f"{base_url}{path}", "thumbnail": f"{base_url}{path}", "alt": ""}
        for at, path in enumerate(picture_paths("woo", listing), 1)
    ]
    category = listing.category
    return {
        "id": int(listing.item_id),
        "name": escape(listing.title),
        "slug": listing.item_id,
        "type": "simple",
        "permalink": f"{base_url}{SHOPS['woo'].item_url(listing.item_id)}",
        "sku": listing.item_id,
        "short_description": "",
        "description": facts_html(listing),
        "prices": _woo_prices(listing),
        "images": images,
        "categories": [{"id": 1, "name": escape(category)}] if category else [],
        "tags": [],
        "attributes": attributes,
        "is_purchasable": True,
        "is_in_stock": True,
    }


def _woo_prices(listing: Listing) -> Mapping[str, object]:
    fen = "" if listing.price_cny is None else str(int(listing.price_cny * 100))
    return {
        "price": fen,
        "regular_price": fen,
        "sale_price": fen,
        "price_range": None,
        "currency_code": "CNY",
        "currency_symbol": "¥",
        "currency_minor_unit": 2,
    }


def facts_html(listing: Listing) -> str:
    """Description, attributes and seller as the markup that these interfaces carry in one field."""
    facts = [*listing.attributes.items(), *seller_facts(listing)]
    rows = "".join(f"<li>{escape(name)}：{escape(value)}</li>" for name, value in facts)
    text = f"<p>{escape(listing.description)}</p>" if listing.description else ""
    return f"{text}<ul>{rows}</ul>" if rows else text
