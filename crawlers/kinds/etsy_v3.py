"""Etsy: Open API v3, active listings by keyword. One header with key and secret; prices as amount and divisor."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from crawlers.fetched import Ask, Sending
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.answers import Page, Refusal, at, page_at, refuse_by_words, text_at, whole_number
from crawlers.interfaces.item_addresses import own_address
from crawlers.interfaces.requests import with_query
from crawlers.interfaces.rows import Fields
from crawlers.kinds.interface_kind import InterfaceKind
from crawlers.pages.prices import Price
from crawlers.pages.texts import one_line

ITEM = re.compile(r"www\.etsy\.com/listing/\d+(?:/[\w-]+)?")


class EtsyV3Kind(InterfaceKind):
    """Handicraft: for 当阳峪绞胎瓷 and what is sold as its style."""

    path = "v3/application/listings/active"
    page_size = 100
    most_results = 12_000
    fields = Fields(
        item_id=("listing_id",),
        title=("title",),
        description=("description",),
        shop_id=("shop_id",),
        shop_name=("shop.shop_name",),
        shop_location=("shop.shop_location_country_iso",),
        images=("images",),
    )

    def shown_query(self, ask: Ask) -> Mapping[str, str]:
        """The query as it is sent."""
        offset = ((ask.page or 1) - 1) * self.page_size
        return {"keywords": ask.term, "limit": str(self.page_size), "offset": str(offset), "includes": "Images,Shop"}

    def prepare(self, ask: Ask, account: Account, now: datetime) -> Sending:
        """Since 2026-02-09 the bare key is refused: secret and key stand together."""
        headers = {"x-api-key": f"{account['app_key']}:{account['app_secret']}"}
        return Sending(url=with_query(self.address(ask), self.shown_query(ask)), headers=headers)

    def refusal(self, answer: Any, status: int) -> Refusal | None:
        """The one sentence that an error is."""
        told = text_at(answer, "error")
        return refuse_by_words(str(status), told) if told else None

    def rows(self, answer: Any) -> Page:
        """The listings."""
        return page_at(answer, rows=("results",), total=("count",))

    def item_url(self, row: Any, item_id: str) -> str | None:
        """The listing's page, without what the link carries."""
        return own_address(at(row, "url"), ITEM)

    def more_facts(self, row: Any) -> Mapping[str, Any]:
        """Price, materials and tags."""
        attributes = {}
        for name, path in (("材质", "materials"), ("标签", "tags")):
            told = at(row, path)
            texts = [one_line(one) for one in told] if isinstance(told, list) else []
            attributes[name] = "、".join(filter(None, texts))
        return {"price": _price(at(row, "price")), "attributes": {k: v for k, v in attributes.items() if v}}


def _price(told: Any) -> Price | None:
    if told is None:
        return None
    amount, divisor, currency = (at(told, name) for name in ("amount", "divisor", "currency_code"))
    whole, parts = whole_number(amount), whole_number(divisor)
    if whole is None or not parts:
        return Price(None, one_line(currency), f"{one_line(amount)}/{one_line(divisor)}")
    value = Decimal(whole) / parts
    return Price(value, one_line(currency), f"{value} {one_line(currency)}")
