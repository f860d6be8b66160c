"""1688 (开放平台): keyword search of the cross-border package, then each hit's detail for company and place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from crawlers.fetched import Api, Ask, Call, Sending
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.answers import Page, Refusal, at, page_at, refuse_by, text_at
from crawlers.interfaces.offer_1688 import read_offer
from crawlers.interfaces.requests import compact_json, epoch_ms, form, refresh_form
from crawlers.interfaces.rows import Fields
from crawlers.interfaces.signing import sign_1688
from crawlers.kinds.interface_kind import InterfaceKind
from crawlers.pages.texts import half_width
from leads_db.records import Outcome

SEARCH = "param2/1/com.alibaba.fenxiao.crossborder/product.search.keywordQuery"
DETAIL = "param2/1/com.alibaba.fenxiao.crossborder/product.search.queryProductDetail"
TOKEN = "http/1/system.oauth2/getToken"
"""Unsigned; the refresh token stays good for half a year."""
LANGUAGE = "en"
"""Of the translated fields, which are not read; the interface wants one named."""
CODES = {
    **dict.fromkeys(("invalid_grant", "invalid_client", "invalid_request"), Outcome.AUTH_FAILED),
    "401": Outcome.AUTH_FAILED,  # «Request need user authorized»: the token is over (from memory)
    "gw.SignatureInvalid": Outcome.AUTH_FAILED,
    "gw.SignatureMissing": Outcome.AUTH_FAILED,
    "gw.APIACLDecline": Outcome.PERMISSION_DENIED,
    "gw.QosAppFrequencyLimit": Outcome.RATE_LIMITED,
}


class Alibaba1688Kind(InterfaceKind):
    """The address ends with the application's key, which is left out of what is shown."""

    needed = ("app_key", "app_secret", "token")
    asked: ClassVar[Mapping[str, str]] = {"keyword": "{term}", "beginPage": "{page}"}
    page_size = 50
    renews_token = True
    fields = Fields(
        item_id=("offerId",),
        title=("subject",),
        price=("priceInfo.promotionPrice", "priceInfo.price"),
        price_before=("priceInfo.price",),
        sold=("monthSold",),
        sold_period="30d",
        images=("imageUrl",),
    )

    def address(self, ask: Ask) -> str:
        """Of the search, of the detail or of the token."""
        return self.source.address(f"openapi/{_path(ask)}/***")

    def shown_query(self, ask: Ask) -> Mapping[str, str]:
        """The offer, or term and page."""
        return {"offerId": ask.call.item_id} if _is_detail(ask) and ask.call else super().shown_query(ask)

    def prepare(self, ask: Ask, account: Account, now: datetime) -> Sending:
        """A signed form; the signature covers the path."""
        url_path = f"{_path(ask)}/{account['app_key']}"
        if _path(ask) == TOKEN:
            url = self.source.address(f"openapi/{url_path}")
            return refresh_form(url, account, key_name="client_id", secret_name="client_secret")
        if _is_detail(ask) and ask.call is not None:
            name, wanted = "offerDetailParam", {"offerId": int(ask.call.item_id), "country": LANGUAGE}
        else:
            name, wanted = "offerQueryParam", {"keyword": ask.term, "beginPage": ask.page or 1}
            wanted |= {"pageSize": self.page_size, "country": LANGUAGE}
        parameters = {"access_token": account["token"], "_aop_timestamp": epoch_ms(now), name: compact_json(wanted)}
        parameters["_aop_signature"] = sign_1688(url_path, parameters, account["app_secret"])
        return form(self.source.address(f"openapi/{url_path}"), parameters)

    def refusal(self, answer: Any, status: int) -> Refusal | None:
        """The gateway's code in either spelling, whatever the HTTP status; else the service's own failure."""
        code = text_at(answer, "error_code", "errorCode", "error")
        if code:
            return refuse_by(CODES, code, text_at(answer, "error_message", "errorMessage", "error_description"))
        if text_at(answer, "result.success") == "false" or at(answer, "result.success") is False:
            return refuse_by(CODES, text_at(answer, "result.code") or "failed", text_at(answer, "result.message"))
        return None

    def rows(self, answer: Any) -> Page:
        """The offers."""
        return page_at(at(answer, "result.result"), rows=("data",), total=("totalRecords",))

    def item_url(self, row: Any, item_id: str) -> str | None:
        """Every offer has the same form of address."""
        return f"https://detail.1688.com/offer/{item_id}.html" if item_id.isdecimal() else None

    def detail_of(self, row: Any, facts: Mapping[str, Any], ask: Ask) -> Call | None:
        """For offers whose title carries the term: the others are the search engine's padding."""
        wanted = self.source.details and facts["item_id"].isdecimal() and _folded(ask.term) in _folded(facts["title"])
        return Call(api=Api.DETAIL, item_id=facts["item_id"], row=row) if wanted else None

    def detail_facts(self, answer: Any) -> Mapping[str, Any]:
        """Company, place, attributes, lowest price. Raises PageChanged."""
        return read_offer(at(answer, "result.result"))


def _is_detail(ask: Ask) -> bool:
    return ask.call is not None and ask.call.api is Api.DETAIL


def _path(ask: Ask) -> str:
    paths = {Api.SEARCH: SEARCH, Api.DETAIL: DETAIL, Api.TOKEN: TOKEN}
    return paths[ask.call.api if ask.call else Api.SEARCH]


def _folded(text: str) -> str:
    return "".join(half_width(text).casefold().split())
