"""JD Union (京东联盟): jd.union.open.goods.query. Three layers, the inner one a JSON text; HTTP 200 for every error."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from crawlers.fetched import Ask, Sending
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.answers import Page, Refusal, at, page_at, parse_inner, refuse_by, text_at
from crawlers.interfaces.item_addresses import own_address
from crawlers.interfaces.requests import china_text, compact_json, form
from crawlers.interfaces.rows import Fields
from crawlers.interfaces.signing import sign_wrapped
from crawlers.kinds.interface_kind import InterfaceKind
from leads_db.errors import PageChanged
from leads_db.records import Outcome

METHOD = "jd.union.open.goods.query"
ROOTS = ("jd_union_open_goods_query_responce", "jd_union_open_goods_query_response")
"""The first is JD's own spelling of today."""
NOTHING_FOUND, NO_FURTHER_PAGE = "201", "202"
GOOD = ("200", NOTHING_FOUND, NO_FURTHER_PAGE)
CODES = {
    "403": Outcome.PERMISSION_DENIED,
    "408": Outcome.PERMISSION_DENIED,
    "429": Outcome.RATE_LIMITED,
    "500": Outcome.TRANSPORT_ERROR,
}
GATEWAY_CODES = {"12": Outcome.AUTH_FAILED, "19": Outcome.AUTH_FAILED}
ITEM = (re.compile(r"item\.jd\.com/\d+\.html"), re.compile(r"jingfen\.jd\.com/detail/[\w-]+\.html"))
"""The second is the page of a union item; it carries nobody's promotion until it is turned into a link."""


class JdUnionKind(InterfaceKind):
    """Scene 1 gives item ids of this application only; scene 2 (a further permission) plain SKU numbers."""

    path = "routerjson"
    asked: ClassVar[Mapping[str, str]] = {"method": METHOD, "keyword": "{term}", "pageIndex": "{page}"}
    page_size = 30
    most_results = 10_000
    id_note = "id_per_app: jd_item_id"
    fields = Fields(
        item_id=("skuId", "itemId"),
        title=("skuName",),
        price=("priceInfo.lowestPrice", "priceInfo.price"),
        price_before=("priceInfo.price",),
        sold=("inOrderCount30DaysSku", "inOrderCount30Days"),
        sold_period="30d",
        shop_id=("shopInfo.shopId",),
        shop_name=("shopInfo.shopName",),
        category=("categoryInfo.cid1Name", "categoryInfo.cid2Name", "categoryInfo.cid3Name"),
        brand=("brandName",),
        images=("imageInfo.imageList",),
    )

    def prepare(self, ask: Ask, account: Account, now: datetime) -> Sending:
        """A signed form."""
        wanted = {
            "sceneId": 2 if account.get("scene_id") == "2" else 1,
            "keyword": ask.term,
            "pageIndex": ask.page,
            "pageSize": self.page_size,
        }
        parameters = {
            "method": METHOD,
            "app_key": account["app_key"],
            "timestamp": china_text(now),
            "v": "1.0",
            "format": "json",
            "sign_method": "md5",
            "360buy_param_json": compact_json({"goodsReqDTO": wanted}),
        }
        parameters["sign"] = sign_wrapped(parameters, account["app_secret"])
        return form(self.address(ask), parameters)

    def refusal(self, answer: Any, status: int) -> Refusal | None:
        """By the code of the gateway or, with JD, of the inner answer."""
        gateway = at(answer, "error_response")
        if gateway is not None:
            return refuse_by(GATEWAY_CODES, text_at(gateway, "code"), text_at(gateway, "zh_desc", "en_desc"))
        try:
            inner = _inner(answer)
        except PageChanged:
            return None
        code = text_at(inner, "code")
        return None if code in ("", *GOOD) else refuse_by(CODES, code, text_at(inner, "message"))

    def rows(self, answer: Any) -> Page:
        """The rows, or the documented «nothing found»."""
        inner = _inner(answer)
        if text_at(inner, "code") in (NOTHING_FOUND, NO_FURTHER_PAGE):
            return Page(says_empty=True)
        return page_at(inner, rows=("data",), total=("totalCount",))

    def item_url(self, row: Any, item_id: str) -> str | None:
        """The page of the SKU or of the union item."""
        return own_address(at(row, "materialUrl"), *ITEM)


def _inner(answer: Any) -> Any:
    paths = [f"{root}.{name}" for root in ROOTS for name in ("queryResult", "result")]
    return parse_inner(at(answer, *paths), "queryResult")
