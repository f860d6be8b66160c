"""eBay: Browse API, item_summary/search. The token is issued for key and secret; an empty answer has no list at all."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawlers.fetched import Api, Ask, Sending
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.answers import Page, Refusal, at, page_at, refuse_by, text_at
from crawlers.interfaces.item_addresses import own_address
from crawlers.interfaces.requests import form, with_query
from crawlers.interfaces.rows import Fields
from crawlers.interfaces.signing import basic_authorization
from crawlers.kinds.interface_kind import InterfaceKind
from leads_db.records import Outcome

TOKEN_PATH = "identity/v1/oauth2/token"
SCOPE = "https://api.ebay.com/oauth/api_scope"
CODES = {
    "1001": Outcome.AUTH_FAILED,
    "1002": Outcome.AUTH_FAILED,
    "1003": Outcome.AUTH_FAILED,
    "1100": Outcome.PERMISSION_DENIED,
    "2001": Outcome.RATE_LIMITED,
}
ITEM = re.compile(r"(?:www|m)\.ebay\.[a-z.]+/itm/(?:[^/]+/)?\d+")


class EbayBrowseKind(InterfaceKind):
    """Searched on one national site (account field `marketplace`, else EBAY_US). Tells where the item lies."""

    path = "buy/browse/v1/item_summary/search"
    page_size = 100
    most_results = 10_000
    issues_token = True
    fields = Fields(
        item_id=("itemId",),
        title=("title",),
        price=("price.value",),
        price_before=("marketingPrice.originalPrice.value",),
        currency="@price.currency",
        shop_id=("seller.userId", "seller.username"),
        shop_name=("seller.username",),
        ships_from=("itemLocation.country", "itemLocation.stateOrProvince", "itemLocation.city"),
        category=("categories.0.categoryName",),
        description=("shortDescription",),
        images=("image.imageUrl", "thumbnailImages", "additionalImages"),
    )

    def address(self, ask: Ask) -> str:
        """Of the search, or of the token."""
        is_token = ask.call is not None and ask.call.api is Api.TOKEN
        return self.source.address(TOKEN_PATH if is_token else self.path)

    def shown_query(self, ask: Ask) -> Mapping[str, str]:
        """The query as it is sent: there is nothing secret in it."""
        told = parse_qs(ask.call.cursor) if ask.call else {}
        limit = told.get("limit", [str(self.page_size)])[0]
        offset = told.get("offset", [str(((ask.page or 1) - 1) * self.page_size)])[0]
        return {"q": ask.term, "limit": limit, "offset": offset}

    def prepare(self, ask: Ask, account: Account, now: datetime) -> Sending:
        """The token is asked for with key and secret, everything else with the token."""
        if ask.call is not None and ask.call.api is Api.TOKEN:
            headers = {"Authorization": basic_authorization(account["app_key"], account["app_secret"])}
            return form(self.address(ask), {"grant_type": "client_credentials", "scope": SCOPE}, headers)
        headers = {
            "Authorization": f"Bearer {account['token']}",
            "X-EBAY-C-MARKETPLACE-ID": account.get("marketplace", "EBAY_US"),
        }
        return Sending(url=with_query(self.address(ask), self.shown_query(ask)), headers=headers)

    def refusal(self, answer: Any, status: int) -> Refusal | None:
        """The first error; refused tokens answer in OAuth's own form."""
        if text_at(answer, "error"):
            return Refusal(
                outcome=Outcome.AUTH_FAILED, code=text_at(answer, "error"), text=text_at(answer, "error_description")
            )
        told = at(answer, "errors.0")
        return refuse_by(CODES, text_at(told, "errorId"), text_at(told, "message")) if told is not None else None

    def rows(self, answer: Any) -> Page:
        """The summaries; `next` says with which limit and offset to go on."""
        onward = urlsplit(text_at(answer, "next")).query
        told = {name: values[0] for name, values in parse_qs(onward).items() if name in ("limit", "offset")}
        found = page_at(answer, rows=("itemSummaries",), total=("total",))
        return Page(rows=found.rows, total=found.total, cursor=urlencode(told))

    def item_url(self, row: Any, item_id: str) -> str | None:
        """The item's page, without what the link carries."""
        return own_address(at(row, "itemWebUrl"), ITEM)
