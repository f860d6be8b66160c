"""Kuaishou (快赚客): open.distribution.cps.kwaimoney.selection.item.list. Two dialects; no place, no address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from crawlers.fetched import Api, Ask, Sending
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.answers import Page, Refusal, at, refuse_by_words, text_at
from crawlers.interfaces.requests import compact_json, epoch_ms, form, refresh_form
from crawlers.interfaces.rows import Fields
from crawlers.interfaces.signing import sign_kuaishou
from crawlers.kinds.interface_kind import InterfaceKind
from leads_db.errors import PageChanged

METHOD = "open.distribution.cps.kwaimoney.selection.item.list"
TOKEN = "oauth2/refresh_token"
GOOD, NO_MORE = "1", "no_more"
LISTS = ("data", "data.itemList", "data.list", "data.items", "data.records")
PROMOTED_PLAN = 1


class KuaishouCpsKind(InterfaceKind):
    """The first page is asked for with an empty index, later ones with what came back, else with their number."""

    path = "open/distribution/cps/kwaimoney/selection/item/list"
    asked: ClassVar[Mapping[str, str]] = {"method": METHOD, "keyword": "{term}", "pageIndex": "{page}"}
    needed = ("app_key", "sign_secret", "token")
    page_size = 50
    states_total = False
    renews_token = True
    fields = Fields(
        item_id=("goodsId", "relItemId"),
        title=("goodsTitle", "itemTitle"),
        price=("zkGoodsPrice", "zkFinalPrice"),
        price_before=("goodsPrice", "itemPrice"),
        in_fen=True,
        sold=("salesTip", "soldCount", "soldCountDesc"),
        sold_period="30d",
        shop_id=("mallId", "shopId"),
        shop_name=("mallName", "shopTitle"),
        description=("goodsDesc",),
        images=("goodsImageUrl", "itemImgUrl"),
    )

    def address(self, ask: Ask) -> str:
        """Of the search or of the token."""
        return self.source.address(TOKEN if _is_token(ask) else self.path)

    def prepare(self, ask: Ask, account: Account, now: datetime) -> Sending:
        """A form signed with the sign secret, which is not the application's."""
        if _is_token(ask):
            return refresh_form(self.address(ask), account, key_name="app_id", secret_name="app_secret")
        cursor = ask.call.cursor if ask.call else ""
        wanted = {
            "pageIndex": cursor or ("" if ask.page in (None, 1) else str(ask.page)),
            "pageSize": self.page_size,
            "planType": PROMOTED_PLAN,
            "keyword": ask.term,
        }
        parameters = {
            "appkey": account["app_key"],
            "method": METHOD,
            "version": "1",
            "param": compact_json(wanted),
            "access_token": account["token"],
            "timestamp": epoch_ms(now),
            "signMethod": "HMAC_SHA256",
        }
        parameters["sign"] = sign_kuaishou(parameters, account["sign_secret"])
        return form(self.address(ask), parameters)

    def refusal(self, answer: Any, status: int) -> Refusal | None:
        """Any result but 1; the numbers are not documented, the words decide."""
        result = text_at(answer, "result")
        if result in ("", GOOD):
            return None
        return refuse_by_words(text_at(answer, "code") or result, text_at(answer, "error_msg", "sub_msg", "msg"))

    def rows(self, answer: Any) -> Page:
        """The first of the lists that is one. Raises PageChanged."""
        if text_at(answer, "result") != GOOD:
            raise PageChanged("The answer says no result.")
        lists = [found for path in LISTS if isinstance(found := at(answer, path), list)]
        if not lists:
            raise PageChanged("The answer holds no list of items.")
        cursor = text_at(answer, "data.pcursor")
        return Page(rows=tuple(lists[0]), cursor=cursor, is_last=cursor == NO_MORE)


def _is_token(ask: Ask) -> bool:
    return ask.call is not None and ask.call.api is Api.TOKEN
