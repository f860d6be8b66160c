"""AliExpress: aliexpress.affiliate.product.query. Prices in yuan on request; two envelopes for errors."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from crawlers.fetched import Ask, Sending
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.answers import Page, Refusal, at, page_at, refuse_by, text_at
from crawlers.interfaces.item_addresses import own_address
from crawlers.interfaces.requests import epoch_ms, form
from crawlers.interfaces.rows import Fields
from crawlers.interfaces.signing import sign_rest
from crawlers.kinds.interface_kind import InterfaceKind
from leads_db.records import Outcome

METHOD = "aliexpress.affiliate.product.query"
RESULT = "aliexpress_affiliate_product_query_response.resp_result"
GOOD, NOTHING_FOUND = "200", "405"
CODES = {
    "IncompleteSignature": Outcome.AUTH_FAILED,
    "InvalidSignature": Outcome.AUTH_FAILED,
    "InvalidApiKey": Outcome.AUTH_FAILED,
    "IllegalTimestamp": Outcome.AUTH_FAILED,
    "InsufficientPermission": Outcome.PERMISSION_DENIED,
    "ApiCallLimit": Outcome.RATE_LIMITED,
}
ITEM = re.compile(r"(?:[a-z]+\.)?aliexpress\.(?:com|us)/item/\d+\.html")


class AliexpressAffiliateKind(InterfaceKind):
    """`lastest_volume` is the platform's spelling. promotion_link is never read."""

    path = "sync"
    asked: ClassVar[Mapping[str, str]] = {"method": METHOD, "keywords": "{term}", "page_no": "{page}"}
    page_size = 50
    fields = Fields(
        item_id=("product_id",),
        title=("product_title",),
        price=("target_sale_price",),
        price_before=("target_original_price",),
        currency="@target_sale_price_currency",
        sold=("lastest_volume",),
        shop_id=("shop_id",),
        shop_name=("shop_name",),
        category=("first_level_category_name", "second_level_category_name"),
        images=("product_main_image_url", "product_small_image_urls.string"),
    )

    def prepare(self, ask: Ask, account: Account, now: datetime) -> Sending:
        """A signed form."""
        parameters = {
            "app_key": account["app_key"],
            "method": METHOD,
            "format": "json",
            "v": "2.0",
            "sign_method": "hmac-sha256",
            "timestamp": epoch_ms(now),
            "keywords": ask.term,
            "page_no": str(ask.page),
            "page_size": str(self.page_size),
            "target_currency": "CNY",
            "target_language": "EN",
        }
        if account.get("tracking_id"):
            parameters["tracking_id"] = account["tracking_id"]
        parameters["sign"] = sign_rest("", parameters, account["app_secret"])
        return form(self.address(ask), parameters)

    def refusal(self, answer: Any, status: int) -> Refusal | None:
        """Either envelope, else the service's own code."""
        told = at(answer, "error_response") or answer
        code = text_at(told, "code")
        if code and code != "0":
            return refuse_by(CODES, code, text_at(told, "msg", "message"))
        code = text_at(answer, f"{RESULT}.resp_code")
        return (
            None if code in ("", GOOD, NOTHING_FOUND) else refuse_by(CODES, code, text_at(answer, f"{RESULT}.resp_msg"))
        )

    def rows(self, answer: Any) -> Page:
        """The products, or the documented «empty»."""
        told = at(answer, RESULT)
        if text_at(told, "resp_code") == NOTHING_FOUND:
            return Page(says_empty=True)
        return page_at(told, rows=("result.products.product",), total=("result.total_record_count",))

    def item_url(self, row: Any, item_id: str) -> str | None:
        """The item's page, without what the link carries."""
        return own_address(at(row, "product_detail_url"), ITEM)
