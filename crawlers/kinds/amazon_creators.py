"""Amazon: Creators API, searchItems (successor of PA-API 5). The token's issuer depends on the credentials' version."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from crawlers.fetched import Api, Ask, Sending
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.answers import Page, Refusal, at, page_at, refuse_by_words, text_at
from crawlers.interfaces.item_addresses import own_address
from crawlers.interfaces.requests import compact_json, form, json_post
from crawlers.interfaces.rows import Fields
from crawlers.interfaces.signing import basic_authorization
from crawlers.kinds.interface_kind import InterfaceKind

NOTHING_FOUND = "NoResults"
SCOPES = {"/auth/o2/token": "creatorsapi::default", "/oauth2/token": "creatorsapi/default"}
"""By the path of the issuer: version 3 and version 2 of the credentials."""
RESOURCES = (
    "itemInfo.title",
    "itemInfo.byLineInfo",
    "offersV2.listings.price",
    "offersV2.listings.merchantInfo",
    "images.primary.large",
    "browseNodeInfo.browseNodes",
)
ITEM = re.compile(r"www\.amazon\.[a-z.]+/(?:[^/]+/)?dp/[A-Z0-9]{10}")


class AmazonCreatorsKind(InterfaceKind):
    """Access hangs on recent affiliate sales, which a public body will hardly have. No place, no sales."""

    path = "catalog/v1/searchItems"
    asked: ClassVar[Mapping[str, str]] = {"keywords": "{term}", "itemPage": "{page}"}
    needed = ("app_key", "app_secret", "partner_tag")
    page_size = 10
    most_results = 100
    issues_token = True
    fields = Fields(
        item_id=("asin",),
        title=("itemInfo.title.displayValue",),
        price=("offersV2.listings.0.price.money.amount",),
        price_before=("offersV2.listings.0.price.savingBasis.money.amount",),
        currency="@offersV2.listings.0.price.money.currency",
        shop_id=("offersV2.listings.0.merchantInfo.id",),
        shop_name=("offersV2.listings.0.merchantInfo.name",),
        category=("browseNodeInfo.browseNodes.0.displayName",),
        brand=("itemInfo.byLineInfo.brand.displayValue",),
        images=("images.primary.large.url",),
    )

    def address(self, ask: Ask) -> str:
        """Of the search, or of the token's issuer, which the source file names."""
        is_token = ask.call is not None and ask.call.api is Api.TOKEN
        return self.source.address(self.source.token_url if is_token else self.path)

    def prepare(self, ask: Ask, account: Account, now: datetime) -> Sending:
        """The token is asked for with key and secret, everything else with the token."""
        if ask.call is not None and ask.call.api is Api.TOKEN:
            headers = {"Authorization": basic_authorization(account["app_key"], account["app_secret"])}
            scope = SCOPES.get(urlsplit(self.address(ask)).path, "creatorsapi::default")
            return form(self.address(ask), {"grant_type": "client_credentials", "scope": scope}, headers)
        headers = {
            "Authorization": f"Bearer {account['token']}",
            "x-marketplace": account.get("marketplace", "www.amazon.com"),
        }
        wanted = {
            "partnerTag": account["partner_tag"],
            "keywords": ask.term,
            "searchIndex": "All",
            "itemCount": self.page_size,
            "itemPage": ask.page,
            "resources": list(RESOURCES),
        }
        return json_post(self.address(ask), compact_json(wanted), headers)

    def refusal(self, answer: Any, status: int) -> Refusal | None:
        """The first error, the throttle's own form, or that of a refused token."""
        code = text_at(answer, "errors.0.code", "type", "error")
        if not code or code == NOTHING_FOUND:
            return None
        return refuse_by_words(code, text_at(answer, "errors.0.message", "message", "error_description"))

    def rows(self, answer: Any) -> Page:
        """The items, or the documented «no results»."""
        if text_at(answer, "errors.0.code") == NOTHING_FOUND:
            return Page(says_empty=True)
        return page_at(answer, rows=("searchResult.items",), total=("searchResult.totalResultCount",))

    def item_url(self, row: Any, item_id: str) -> str | None:
        """The product page, without the partner's tag."""
        return own_address(at(row, "detailPageURL"), ITEM)
