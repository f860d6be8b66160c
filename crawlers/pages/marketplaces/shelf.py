"""What one page of a marketplace shows: offers and posts, each as the page displays it."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crawlers.pages.addresses import join_url
from crawlers.pages.facts import Facts, known, price_notes
from crawlers.pages.prices import Price, parse_amount
from crawlers.pages.sales import parse_sales
from crawlers.pages.texts import clean, half_width, one_line
from leads_db.records import Mention

_MARKS = re.compile(r"</?(?:span|font|em|b|i|strong|mark)\b[^<>]{0,200}>", re.IGNORECASE)
"""What search pages wrap around the words that were searched for."""
_NOT_SALES = re.compile(r"评价|评论|收藏|浏览|想要")
IMAGES_MOST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One offer on a page."""

    platform: str
    """As the page says: a search of Taobao shows offers of Tmall too."""
    facts: Facts
    """Field of Listing → value, at least item_id and title."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What stands on a page. Nothing at all and `says_empty` False mean that the layout changed."""

    offers: tuple[Offer, ...] = ()
    posts: tuple[Mention, ...] = ()
    total_claimed: int | None = None
    says_empty: bool = False
    """The page itself says that nothing was found."""
    address: str = ""
    """The address that the data name as their own, for answers that were saved without one."""
    notes: tuple[str, ...] = ()


def make_shelf(offers: Iterable[Offer | None], **facts: Any) -> Shelf:
    """The offers that could be read, in page order; a note counts the others.

    One that stands twice on the page, as an advertisement and by itself, is seen twice.
    """
    rows = tuple(offers)
    told = tuple(offer for offer in rows if offer is not None)
    notes = (f"rows_unreadable: {len(rows) - len(told)} of {len(rows)}",) if len(told) < len(rows) else ()
    return Shelf(offers=told, notes=notes, **facts)


def make_offer(platform: str, *, notes: tuple[str, ...] = (), **told: Any) -> Offer | None:
    """An offer from displayed texts; None without id or title.

    `price`: a displayed text or a Price; `sold`: a displayed text; `images`: addresses; everything else by its
    name in Listing. A text that counts comments is no number of sales and becomes the attribute 评价.
    """
    price, sold, images = told.pop("price", None), one_line(told.pop("sold", "")), told.pop("images", ())
    attributes: Mapping[str, str] = told.pop("attributes", {})
    item_id = one_line(told.pop("item_id", ""))
    title = displayed(told.pop("title", ""))
    if not title or not item_id or item_id == "0" or len(item_id) > 200:
        return None
    if sold and _NOT_SALES.search(sold):
        attributes, sold = {**attributes, "评价": sold}, ""
    facts = known(
        {
            **{name: displayed(value) for name, value in told.items()},
            "item_id": item_id,
            "title": title,
            "price": price if isinstance(price, Price) else yuan(price),
            "sold_raw": sold,
            "attributes": {one_line(name): one_line(text) for name, text in attributes.items() if one_line(text)},
            "image_urls": image_addresses(images),
        }
    )
    if sold:
        count = parse_sales(sold).count
        facts |= {"sold_count": count}
        notes += ("sold_unparsed",) if count is None else ()
    return Offer(platform=platform, facts=facts, notes=(*notes, *price_notes(facts)))


def displayed(value: object) -> str:
    """A title or name as a person sees it: without the marks around searched words, entities decoded."""
    text = one_line(value)
    return one_line(html.unescape(_MARKS.sub("", text))) if "<" in text or "&" in text else text


def yuan(value: object) -> Price | None:
    """The displayed price of a marketplace whose prices are all in yuan; None where none is shown."""
    text = one_line(value)
    if not text:
        return None
    raw = text if re.search(r"[¥￥元]", text) or parse_amount(text) is None else f"¥{text}"
    return Price(parse_amount(half_width(text)), "CNY", raw)


def fen(value: object) -> Price | None:
    """A price that is told in hundredths of a yuan, as people see it; None for what is no whole number."""
    text = clean(value)
    if not (text.isascii() and text.isdecimal()) or len(text) > 15:
        return None
    return yuan(f"{int(text) // 100}.{int(text) % 100:02}")


def image_addresses(images: object) -> tuple[str, ...]:
    """Absolute https addresses, each once."""
    listed = images if isinstance(images, list | tuple) else [images]
    whole = (join_url("https://-/", clean(one)).replace("http://", "https://", 1) for one in listed[:IMAGES_MOST])
    return tuple(dict.fromkeys(url for url in whole if url and "//-/" not in url))
