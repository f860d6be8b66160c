"""Vipshop (唯品会联盟): UnionGoodsV2Service.queryWithOauth. System parameters in the address, signed with the body."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from crawlers.fetched import Ask, Sending
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.answers import Page, Refusal, at, page_at, refuse_by_words, text_at
from crawlers.interfaces.item_addresses import own_address
from crawlers.interfaces.requests import compact_json, epoch_ms, epoch_s, json_post, with_query
from crawlers.interfaces.rows import Fields
from crawlers.interfaces.signing import sign_vip
from crawlers.kinds.interface_kind import InterfaceKind

SERVICE = "com.vip.adp.api.open.service.UnionGoodsV2Service"
METHOD = "queryWithOauth"
GOOD = "0"
ITEM = (re.compile(r"detail\.vip\.com/detail-\d+-\d+\.html"), re.compile(r"m\.vip\.com/product-\d+-\d+\.html"))


class VipUnionKind(InterfaceKind):
    """Few goods of ours are sold there; built because it costs little."""

    asked: ClassVar[Mapping[str, str]] = {"method": METHOD, "keyword": "{term}", "page": "{page}"}
    needed = ("app_key", "app_secret", "token")
    page_size = 100
    fields = Fields(
        item_id=("goodsId",),
        title=("goodsName",),
        price=("vipPrice",),
        price_before=("marketPrice",),
        sold=("productSales",),
        shop_id=("storeInfo.storeId",),
        shop_name=("storeInfo.storeName",),
        category=("cat1stName", "cat2ndName", "categoryName"),
        brand=("brandName",),
        images=("goodsMainPicture", "goodsThumbUrl"),
    )

    def prepare(self, ask: Ask, account: Account, now: datetime) -> Sending:
        """A JSON body; the signature covers it and the address."""
        wanted = {"keyword": ask.term, "page": ask.page, "pageSize": self.page_size, "requestId": f"gi{epoch_ms(now)}"}
        text = compact_json({"request": wanted})
        system = {
            "appKey": account["app_key"],
            "accessToken": account["token"],
            "timestamp": epoch_s(now),
            "format": "JSON",
            "language": "zh",
            "service": SERVICE,
            "method": METHOD,
            "version": "2.0.0",
        }
        system["sign"] = sign_vip(system, text, account["app_secret"])
        return json_post(with_query(self.address(ask), system), text)

    def refusal(self, answer: Any, status: int) -> Refusal | None:
        """Any code but 0; they are words."""
        code = text_at(answer, "returnCode")
        return None if code in ("", GOOD) else refuse_by_words(code, text_at(answer, "returnMessage"))

    def rows(self, answer: Any) -> Page:
        """The goods."""
        return page_at(answer, rows=("result.goodsInfoList",), total=("result.total",))

    def item_url(self, row: Any, item_id: str) -> str | None:
        """The page for computers, else that for phones."""
        return own_address(at(row, "destUrlPc"), *ITEM) or own_address(at(row, "destUrl"), *ITEM)
