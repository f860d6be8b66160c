"""Pinduoduo (多多进宝): pdd.ddk.goods.search. Free, no user authorisation; tells neither place nor an address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from crawlers.fetched import Ask, Sending
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.answers import Page, Refusal, at, page_at, refuse_by, text_at
from crawlers.interfaces.requests import compact_json, epoch_s, form
from crawlers.interfaces.rows import Fields
from crawlers.interfaces.signing import sign_wrapped
from crawlers.kinds.interface_kind import InterfaceKind
from leads_db.records import Outcome

TYPE = "pdd.ddk.goods.search"
ROOT = "goods_search_response"
BUSINESS, NOT_RECORDED = "50001", "60001"
"""A pid that was not recorded (备案) beforehand."""
CODES = {
    **dict.fromkeys(("10019", "20004", "20005"), Outcome.AUTH_FAILED),
    **dict.fromkeys(("20031", "20032"), Outcome.PERMISSION_DENIED),
    **dict.fromkeys(("20035", "50000", "52001", "52002", "52004"), Outcome.TRANSPORT_ERROR),
    **dict.fromkeys(("52101", "52102", "52103"), Outcome.RATE_LIMITED),
    **dict.fromkeys(("70031", "70032", "70033", "70034", "70035", "70036"), Outcome.RATE_LIMITED),
}
SHOP_TYPES = {"1": "个人", "2": "企业", "3": "旗舰店", "4": "专卖店", "5": "专营店", "6": "普通店"}


class PddDdkKind(InterfaceKind):
    """Later pages need the list_id of the one before, else the results are shuffled anew."""

    needed = ("app_key", "app_secret", "pid")
    path = "api/router"
    asked: ClassVar[Mapping[str, str]] = {"type": TYPE, "keyword": "{term}", "page": "{page}"}
    page_size = 100
    needs_cursor = True
    id_note = "id_per_app: goods_sign"
    fields = Fields(
        item_id=("goods_sign",),
        title=("goods_name",),
        price=("min_group_price",),
        price_before=("min_normal_price",),
        in_fen=True,
        sold=("sales_tip",),
        shop_id=("mall_id",),
        shop_name=("mall_name",),
        category=("opt_name",),
        brand=("brand_name",),
        description=("goods_desc",),
        images=("goods_image_url", "goods_gallery_urls"),
    )

    def prepare(self, ask: Ask, account: Account, now: datetime) -> Sending:
        """A signed form."""
        parameters = {
            "type": TYPE,
            "client_id": account["app_key"],
            "timestamp": epoch_s(now),
            "data_type": "JSON",
            "keyword": ask.term,
            "page": str(ask.page),
            "page_size": str(self.page_size),
            "pid": account["pid"],
            "custom_parameters": compact_json({"uid": account.get("uid", "gi-leads")}),
            "with_coupon": "false",  # otherwise goods without a coupon may be left out
        }
        if ask.call is not None and ask.call.cursor:
            parameters["list_id"] = ask.call.cursor
        parameters["sign"] = sign_wrapped(parameters, account["app_secret"])
        return form(self.address(ask), parameters)

    def refusal(self, answer: Any, status: int) -> Refusal | None:
        """By the code; an unrecorded pid hides in the sub-code."""
        told = at(answer, "error_response")
        if told is None:
            return None
        code, sub_code = text_at(told, "error_code"), text_at(told, "sub_code")
        text = text_at(told, "sub_msg", "error_msg")
        if code == BUSINESS and sub_code == NOT_RECORDED:
            return Refusal(outcome=Outcome.PERMISSION_DENIED, code=f"{code}/{sub_code}", text=text)
        return refuse_by(CODES, code, text)

    def rows(self, answer: Any) -> Page:
        """The list; list_id leads to the next page."""
        root = at(answer, ROOT)
        return page_at(root, rows=("goods_list",), total=("total_count",), cursor=("list_id",))

    def more_facts(self, row: Any) -> Mapping[str, Any]:
        """What kind of shop it is."""
        kind = SHOP_TYPES.get(text_at(row, "merchant_type"))
        return {"attributes": {"店铺类型": kind}} if kind else {}
