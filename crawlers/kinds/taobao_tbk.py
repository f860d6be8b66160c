"""Taobao and Tmall (淘宝联盟): taobao.tbk.dg.material.optional.upgrade. It tells the shop's place, as no other does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from crawlers.fetched import Ask, Sending
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.answers import Page, Refusal, at, page_at, refuse_by, text_at
from crawlers.interfaces.requests import china_text, form
from crawlers.interfaces.rows import Fields
from crawlers.interfaces.signing import sign_top
from crawlers.kinds.interface_kind import InterfaceKind
from leads_db.records import Outcome

METHOD = "taobao.tbk.dg.material.optional.upgrade"
ROOT = "tbk_dg_material_optional_upgrade_response"
REMOTE, NOTHING_FOUND = "15", "50001"
CODES = {
    "7": Outcome.RATE_LIMITED,
    "11": Outcome.PERMISSION_DENIED,
    "25": Outcome.AUTH_FAILED,
    "26": Outcome.AUTH_FAILED,
    "27": Outcome.AUTH_FAILED,
    "29": Outcome.AUTH_FAILED,
    "30": Outcome.AUTH_FAILED,
    "31": Outcome.AUTH_FAILED,
}
TMALL = "1"


class TaobaoTbkKind(InterfaceKind):
    """Item ids are encrypted for one application; the links of an answer all track, so that none is kept."""

    needed = ("app_key", "app_secret", "pid")
    path = "router/rest"
    asked: ClassVar[Mapping[str, str]] = {"method": METHOD, "q": "{term}", "page_no": "{page}"}
    page_size = 100
    id_note = "id_per_app: tbk_enc_id"
    fields = Fields(
        item_id=("item_id",),
        title=("item_basic_info.title",),
        price=("price_promotion_info.final_promotion_price", "price_promotion_info.zk_final_price"),
        price_before=("price_promotion_info.reserve_price",),
        sold=("item_basic_info.volume", "item_basic_info.annual_vol"),
        sold_period="30d",
        shop_id=("item_basic_info.seller_id",),
        shop_name=("item_basic_info.shop_title",),
        shop_location=("item_basic_info.provcity",),
        category=("item_basic_info.level_one_category_name", "item_basic_info.category_name"),
        brand=("item_basic_info.brand_name",),
        images=(
            "item_basic_info.pict_url",
            "item_basic_info.white_image",
            "item_basic_info.small_images.string",
        ),
    )

    def prepare(self, ask: Ask, account: Account, now: datetime) -> Sending:
        """A signed form."""
        parameters = {
            "method": METHOD,
            "app_key": account["app_key"],
            "timestamp": china_text(now),
            "format": "json",
            "v": "2.0",
            "sign_method": "hmac-sha256",
            "adzone_id": account["pid"].rpartition("_")[2],
            "q": ask.term,
            "page_no": str(ask.page),
            "page_size": str(self.page_size),
        }
        parameters["sign"] = sign_top(parameters, account["app_secret"])
        return form(self.address(ask), parameters)

    def refusal(self, answer: Any, status: int) -> Refusal | None:
        """Code 15 is another service's: isp.* may pass, isv.* is our mistake, 50001 is the empty answer."""
        told = at(answer, "error_response")
        if told is None or _is_empty(told):
            return None
        code, sub_code = text_at(told, "code"), text_at(told, "sub_code")
        text = " ".join(filter(None, (text_at(told, "msg"), sub_code, text_at(told, "sub_msg"))))
        if code == REMOTE and sub_code.startswith("isp."):
            return Refusal(outcome=Outcome.TRANSPORT_ERROR, code=code, text=text)
        return refuse_by(CODES, code, text)

    def rows(self, answer: Any) -> Page:
        """The rows, or the documented «nothing found»."""
        if _is_empty(at(answer, "error_response")):
            return Page(says_empty=True)
        return page_at(answer, rows=(f"{ROOT}.result_list.map_data",), total=(f"{ROOT}.total_results",))

    def more_facts(self, row: Any) -> Mapping[str, Any]:
        """Tmall shops stand among Taobao's."""
        return {"platform": "tmall"} if text_at(row, "item_basic_info.user_type") == TMALL else {}


def _is_empty(told: Any) -> bool:
    return text_at(told, "code") == REMOTE and text_at(told, "sub_code") == NOTHING_FOUND
