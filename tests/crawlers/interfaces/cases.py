"""The eleven interfaces as a stub sees them: which page is asked for, what is answered, how it says no."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from leads_db.records import Outcome
from tests.crawlers.interfaces import samples
from tests.crawlers.interfaces.checks import Asked
from tests.crawlers.interfaces.samples import Answer, Offer

PageOf = Callable[[Asked], int]
O = Outcome  # noqa: E741


@dataclass(frozen=True, kw_only=True)
class Case:
    name: str
    path: str
    """Of the search."""
    page_of: PageOf
    make: Callable[[Sequence[Offer], int | None], Answer]
    empty: Answer
    on_sign: Answer
    on_param: Answer
    list_path: str
    """Where the rows stand in an answer (JD: in the inner one)."""
    errors: Sequence[tuple[int, Any, Outcome]]
    """HTTP status, body, outcome: documented refusals."""
    account: Mapping[str, Any] = field(default_factory=dict)
    total_path: str = ""
    priced_in_yuan: bool = True
    has_url: bool = True


def _offset(asked: Asked) -> int:
    query = asked.query
    return int(query["offset"]) // int(query["limit"]) + 1


def _pdd(code: int, text: str = "?", sub_code: str = "") -> Answer:
    told = {
        "error_msg": text,
        "sub_msg": text,
        "sub_code": sub_code or str(code),
        "error_code": code,
        "request_id": "r",
    }
    return {"error_response": told}


def _top(code: int, msg: str, sub_code: str = "", sub_msg: str = "") -> Answer:
    told = {"code": code, "msg": msg, "sub_code": sub_code, "sub_msg": sub_msg, "request_id": "r"}
    return {"error_response": told}


def _jd(code: int, text: str = "?") -> Answer:
    return samples.jd_inner({"code": code, "message": text, "requestId": "r"})


def _gateway(code: str, text: str) -> Answer:
    return {"error_response": {"code": code, "zh_desc": text, "en_desc": "?"}}


def _aop(code: str) -> Answer:
    return {"error_code": code, "error_message": "?", "exception": "?"}


def _douyin(code: int) -> Answer:
    return {"code": code, "msg": "?", "sub_code": "isp.x", "sub_msg": "?", "data": {}}


def _ebay(number: int) -> Answer:
    return {"errors": [{"errorId": number, "domain": "ACCESS", "category": "REQUEST", "message": "?"}]}


BAN = "This ban will last for 1 more seconds"
CASES = {
    case.name: case
    for case in (
        Case(
            name="jd_union",
            path="/routerjson",
            page_of=lambda asked: int(json.loads(asked.form["360buy_param_json"])["goodsReqDTO"]["pageIndex"]),
            make=samples.jd,
            empty=_jd(201, "未查询到满足条件的商品"),
            on_sign=_gateway("12", "无效签名"),
            on_param=_jd(401, "参数错误"),
            list_path="data",
            total_path="totalCount",
            errors=(
                (200, _jd(403, "无访问权限"), O.PERMISSION_DENIED),
                (200, _jd(408), O.PERMISSION_DENIED),
                (200, _jd(401), O.SCHEMA_CHANGED),
                (200, _jd(411), O.SCHEMA_CHANGED),
                (200, _jd(429, "接口调用超频"), O.RATE_LIMITED),
                (200, _jd(500), O.TRANSPORT_ERROR),
                (200, _gateway("19", "token已过期或者不存在"), O.AUTH_FAILED),
                (200, _gateway("12", "无效签名"), O.AUTH_FAILED),
            ),
        ),
        Case(
            name="taobao_tbk",
            path="/router/rest",
            page_of=lambda asked: int(asked.form["page_no"]),
            make=samples.taobao,
            empty=_top(15, "Remote service error", "50001", "无结果"),
            on_sign=_top(25, "Invalid signature"),
            on_param=_top(40, "Missing required arguments", "isv.missing-parameter"),
            list_path="tbk_dg_material_optional_upgrade_response.result_list.map_data",
            total_path="tbk_dg_material_optional_upgrade_response.total_results",
            account={"pid": "mm_1_2_12345678"},
            has_url=False,
            errors=(
                (200, _top(7, "App Call Limited", "accesscontrol.limited-by-api-access-count", BAN), O.RATE_LIMITED),
                (
                    200,
                    _top(11, "Insufficient isv permissions", "isv.permission-api-package-limit"),
                    O.PERMISSION_DENIED,
                ),
                (200, _top(15, "Remote service error", "isp.unknown-error"), O.TRANSPORT_ERROR),
                (200, _top(15, "Remote service error", "isv.invalid-parameter"), O.SCHEMA_CHANGED),
                (200, _top(25, "Invalid signature"), O.AUTH_FAILED),
                (200, _top(27, "Invalid session"), O.AUTH_FAILED),
                (200, _top(29, "Invalid app Key"), O.AUTH_FAILED),
                (200, _top(41, "Invalid arguments"), O.SCHEMA_CHANGED),
            ),
        ),
        Case(
            name="pdd_ddk",
            path="/api/router",
            page_of=lambda asked: int(asked.form["page"]),
            make=samples.pdd,
            empty=samples.pdd((), 0),
            on_sign=_pdd(20004, "签名sign校验失败"),
            on_param=_pdd(10001, "公共参数错误:type"),
            list_path="goods_search_response.goods_list",
            total_path="goods_search_response.total_count",
            account={"pid": "1000000_200000000"},
            has_url=False,
            errors=(
                (200, _pdd(10001), O.SCHEMA_CHANGED),
                (200, _pdd(10019, "access_token已过期"), O.AUTH_FAILED),
                (200, _pdd(20004), O.AUTH_FAILED),
                (200, _pdd(20005), O.AUTH_FAILED),
                (200, _pdd(20031, "用户没有授权访问此接口"), O.PERMISSION_DENIED),
                (200, _pdd(20032), O.PERMISSION_DENIED),
                (200, _pdd(50001, "pid未授权备案", "60001"), O.PERMISSION_DENIED),
                (200, _pdd(50000), O.TRANSPORT_ERROR),
                (200, _pdd(52101, "当前接口被限流"), O.RATE_LIMITED),
                (200, _pdd(70031, "调用过于频繁"), O.RATE_LIMITED),
                (200, _pdd(99999), O.SCHEMA_CHANGED),
            ),
        ),
        Case(
            name="alibaba1688",
            path="/openapi/param2/1/com.alibaba.fenxiao.crossborder/product.search.keywordQuery/test",
            page_of=lambda asked: int(json.loads(asked.form["offerQueryParam"])["beginPage"]),
            make=samples.alibaba,
            empty=samples.alibaba((), 0),
            on_sign=_aop("gw.SignatureInvalid"),
            on_param=_aop("gw.ParamMissing"),
            list_path="result.result.data",
            total_path="result.result.totalRecords",
            errors=(
                (401, _aop("gw.SignatureInvalid"), O.AUTH_FAILED),
                (403, _aop("gw.APIACLDecline"), O.PERMISSION_DENIED),
                (200, {"errorCode": "gw.APIACLDecline", "errorMessage": "?"}, O.PERMISSION_DENIED),
                (400, _aop("gw.APIUnsupported"), O.SCHEMA_CHANGED),
                (400, _aop("gw.QosAppFrequencyLimit"), O.RATE_LIMITED),
                (200, {"result": {"success": False, "code": "500", "message": "?"}}, O.SCHEMA_CHANGED),
            ),
        ),
        Case(
            name="douyin_buyin",
            path="/buyin/kolMaterialsProductsSearch",
            page_of=lambda asked: int(json.loads(asked.body)["page"]),
            make=samples.douyin,
            empty=samples.douyin((), 0),
            on_sign=_douyin(11),
            on_param=_douyin(4),
            list_path="data.products",
            total_path="data.total",
            errors=(
                (200, _douyin(2), O.PERMISSION_DENIED),
                (200, _douyin(4), O.SCHEMA_CHANGED),
                (200, _douyin(7), O.TRANSPORT_ERROR),
                (200, _douyin(9), O.RATE_LIMITED),
                (200, _douyin(11), O.AUTH_FAILED),
                (200, _douyin(30002), O.AUTH_FAILED),
            ),
        ),
        Case(
            name="kuaishou_cps",
            path="/open/distribution/cps/kwaimoney/selection/item/list",
            page_of=lambda asked: int(json.loads(asked.form["param"])["pageIndex"] or 1),
            make=samples.kuaishou,
            empty=samples.kuaishou((), None),
            on_sign={"result": 0, "code": "0", "error_msg": "签名校验失败", "sub_msg": "sign error"},
            on_param={"result": 100, "error_msg": "参数错误"},
            list_path="data",
            account={"sign_secret": "secret"},
            has_url=False,
            errors=(
                (200, {"result": 0, "error_msg": "签名校验失败"}, O.AUTH_FAILED),
                (200, {"result": 28, "error_msg": "access_token 过期"}, O.AUTH_FAILED),
                (200, {"result": 31, "error_msg": "没有权限"}, O.PERMISSION_DENIED),
                (200, {"result": 50, "error_msg": "访问太频繁"}, O.RATE_LIMITED),
                (200, {"result": 100, "error_msg": "参数错误"}, O.SCHEMA_CHANGED),
            ),
        ),
        Case(
            name="vip_union",
            path="/",
            page_of=lambda asked: int(json.loads(asked.body)["request"]["page"]),
            make=samples.vip,
            empty=samples.vip((), 0),
            on_sign={"returnCode": "vipapis.sign-invalid", "returnMessage": "签名错误", "result": None},
            on_param={"returnCode": "vipapis.param-invalid", "returnMessage": "参数错误"},
            list_path="result.goodsInfoList",
            total_path="result.total",
            errors=(
                (200, {"returnCode": "vipapis.sign-invalid", "returnMessage": "签名错误"}, O.AUTH_FAILED),
                (200, {"returnCode": "vipapis.flow-limit", "returnMessage": "?"}, O.RATE_LIMITED),
                (200, {"returnCode": "vipapis.param-invalid", "returnMessage": "参数错误"}, O.SCHEMA_CHANGED),
            ),
        ),
        Case(
            name="ebay_browse",
            path="/buy/browse/v1/item_summary/search",
            page_of=_offset,
            make=samples.ebay,
            empty=samples.ebay((), 0),
            on_sign=_ebay(1001),
            on_param=_ebay(12001),
            list_path="itemSummaries",
            total_path="total",
            priced_in_yuan=False,
            errors=(
                (401, _ebay(1001), O.AUTH_FAILED),
                (403, _ebay(1100), O.PERMISSION_DENIED),
                (429, _ebay(2001), O.RATE_LIMITED),
                (400, _ebay(12001), O.SCHEMA_CHANGED),
            ),
        ),
        Case(
            name="amazon_creators",
            path="/catalog/v1/searchItems",
            page_of=lambda asked: int(json.loads(asked.body)["itemPage"]),
            make=samples.amazon,
            empty=samples.amazon((), 0),
            on_sign={"errors": [{"code": "UnauthorizedException", "message": "?"}]},
            on_param={"errors": [{"code": "ValidationException", "message": "?"}]},
            list_path="searchResult.items",
            total_path="searchResult.totalResultCount",
            account={"partner_tag": "centre-20"},
            priced_in_yuan=False,
            errors=(
                (429, {"type": "ThrottleException", "message": "Too Many Requests"}, O.RATE_LIMITED),
                (401, {"type": "UnauthorizedException", "message": "?"}, O.AUTH_FAILED),
                (403, {"type": "AccessDeniedException", "message": "?"}, O.PERMISSION_DENIED),
            ),
        ),
        Case(
            name="aliexpress_affiliate",
            path="/sync",
            page_of=lambda asked: int(asked.form["page_no"]),
            make=samples.aliexpress,
            empty=samples.aliexpress((), 0),
            on_sign={"type": "ISV", "code": "IncompleteSignature", "message": "?", "request_id": "r"},
            on_param={"error_response": {"type": "ISP", "code": "MissingParameter", "msg": "?"}},
            list_path="aliexpress_affiliate_product_query_response.resp_result.result.products.product",
            total_path="aliexpress_affiliate_product_query_response.resp_result.result.total_record_count",
            errors=(
                (200, {"type": "ISV", "code": "IncompleteSignature", "message": "?"}, O.AUTH_FAILED),
                (200, {"error_response": {"type": "ISV", "code": "ApiCallLimit", "msg": BAN}}, O.RATE_LIMITED),
                (200, {"error_response": {"type": "ISV", "code": "InsufficientPermission"}}, O.PERMISSION_DENIED),
                (200, {"error_response": {"type": "ISP", "code": "MissingParameter"}}, O.SCHEMA_CHANGED),
            ),
        ),
        Case(
            name="etsy_v3",
            path="/v3/application/listings/active",
            page_of=_offset,
            make=samples.etsy,
            empty=samples.etsy((), 0),
            on_sign={"error": "Invalid API key: should be in the format 'keystring:shared_secret'."},
            on_param={"error": "limit must be at most 100"},
            list_path="results",
            total_path="count",
            priced_in_yuan=False,
            errors=(
                (403, {"error": "Invalid API key: should be in the format 'keystring:shared_secret'."}, O.AUTH_FAILED),
                (429, {"error": "Exceeded per second rate limit"}, O.RATE_LIMITED),
                (400, {"error": "unknown taxonomy"}, O.SCHEMA_CHANGED),
            ),
        ),
    )
}
