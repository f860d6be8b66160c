"""Douyin (精选联盟): buyin.kolMaterialsProductsSearch. System parameters in the address, the signed JSON as body."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from crawlers.fetched import Api, Ask, Sending
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.answers import Page, Refusal, page_at, refuse_by, text_at
from crawlers.interfaces.requests import china_text, compact_json, json_post, with_query
from crawlers.interfaces.rows import Fields
from crawlers.interfaces.signing import sign_doudian
from crawlers.kinds.interface_kind import InterfaceKind
from leads_db.records import Outcome

METHOD = "buyin.kolMaterialsProductsSearch"
REFRESH = "token.refresh"
GOOD = ("10000", "0")
"""Today's and that of older clients."""
CODES = {
    "2": Outcome.PERMISSION_DENIED,
    "7": Outcome.TRANSPORT_ERROR,
    "8": Outcome.TRANSPORT_ERROR,
    "9": Outcome.RATE_LIMITED,
    "11": Outcome.AUTH_FAILED,
    **{str(code): Outcome.AUTH_FAILED for code in range(30001, 30008)},
}
UNSAFE = str.maketrans("&<>", "   ")
"""The platform's documents disagree on how these are escaped before signing; no name of ours needs them."""


class DouyinBuyinKind(InterfaceKind):
    """Values go as texts; prices come in fen, and any number may come as a text."""

    path = "buyin/kolMaterialsProductsSearch"
    asked: ClassVar[Mapping[str, str]] = {"method": METHOD, "title": "{term}", "page": "{page}"}
    needed = ("app_key", "app_secret", "token")
    page_size = 20
    renews_token = True
    fields = Fields(
        item_id=("product_id",),
        title=("title",),
        price=("coupon_price", "price"),
        price_before=("price",),
        in_fen=True,
        sold=("sales",),
        sold_period="total",
        shop_id=("shop_id",),
        shop_name=("shop_name",),
        images=("cover",),
    )

    def address(self, ask: Ask) -> str:
        """Of the search or of the token."""
        return self.source.address("token/refresh" if _is_token(ask) else self.path)

    def prepare(self, ask: Ask, account: Account, now: datetime) -> Sending:
        """The keys of the JSON text stand in order at every level."""
        text = compact_json(self._wanted(ask, account), in_order=True)
        system = {
            "app_key": account["app_key"],
            "method": REFRESH if _is_token(ask) else METHOD,
            "timestamp": china_text(now),
            "v": "2",
            "sign_method": "hmac-sha256",
        }
        system |= {} if _is_token(ask) else {"access_token": account["token"]}
        system["sign"] = sign_doudian({**system, "param_json": text}, account["app_secret"])
        return json_post(with_query(self.address(ask), system), text)

    def _wanted(self, ask: Ask, account: Account) -> Mapping[str, str]:
        if _is_token(ask):
            return {"grant_type": "refresh_token", "refresh_token": account["refresh_token"]}
        return {
            "title": ask.term.translate(UNSAFE),
            "page": str(ask.page),
            "page_size": str(self.page_size),
            "search_type": "0",
            "sort_type": "1",
            "share_status": "0",
        }

    def refusal(self, answer: Any, status: int) -> Refusal | None:
        """By the code."""
        code = text_at(answer, "code")
        return None if code in ("", *GOOD) else refuse_by(CODES, code, text_at(answer, "sub_msg", "msg"))

    def rows(self, answer: Any) -> Page:
        """The products."""
        return page_at(answer, rows=("data.products",), total=("data.total",))

    def item_url(self, row: Any, item_id: str) -> str | None:
        """The product page; detail_url may carry more."""
        return f"https://haohuo.jinritemai.com/views/product/item2?id={item_id}" if item_id.isdecimal() else None


def _is_token(ask: Ask) -> bool:
    return ask.call is not None and ask.call.api is Api.TOKEN
