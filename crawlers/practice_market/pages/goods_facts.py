"""A listing's facts as the market's pages word them."""

from html import escape
from urllib.parse import quote

from leads_db.records import Listing


def price_text(listing: Listing) -> str:
    """The price as displayed."""
    return "面议" if listing.price_cny is None else f"¥{listing.price_cny}"


def seller_facts(listing: Listing) -> list[tuple[str, str]]:
    """Label and text of what is known of the seller, in display order."""
    facts = [
        ("店铺", listing.shop_name),
        ("经营者名称", listing.operator_name),
        ("统一社会信用代码", listing.operator_code),
        ("经营地址", listing.operator_address),
        ("店铺所在地", listing.shop_location),
        ("发货地", listing.ships_from),
    ]
    return [(label, text) for label, text in facts if text]


def seller_line(listing: Listing) -> str:
    """The seller as one line of markup."""
    return f'<p class="shop">{escape(" · ".join(f"{label} {text}" for label, text in seller_facts(listing)))}</p>'


def sold_line(listing: Listing) -> str:
    """The sales as displayed; empty where the listing shows none."""
    return "" if listing.sold_count is None else f"<p>已售 {listing.sold_count} 件</p>"


def text_line(listing: Listing) -> str:
    """The description as one paragraph; empty where there is none."""
    return f'<p class="text">{escape(listing.description)}</p>' if listing.description else ""


def picture_paths(shop: str, listing: Listing) -> list[str]:
    """Paths of the item's pictures, one for each picture text."""
    return [f"/img/{shop}/{quote(listing.item_id)}-{number}.svg" for number in range(len(listing.image_texts))]


def picture_line(shop: str, listing: Listing) -> str:
    """The pictures; their alternative text says nothing, so only who reads the picture knows its words."""
    return "".join(f'<img src="{path}" alt="">' for path in picture_paths(shop, listing))


def attribute_list(listing: Listing) -> str:
    """The attributes as a definition list."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in listing.attributes.items())
    return f"<dl>{rows}</dl>" if rows else ""
