"""The specification's own samples through the whole reading: every page, empty answer and error as it says."""

import json
from pathlib import Path
from typing import Any

import pytest

from leads_db.records import Outcome
from tests.crawlers.interfaces.cases import CASES
from tests.crawlers.interfaces.paper import work
from tests.crawlers.interfaces.stub import Stub, reply

pytestmark = pytest.mark.shared
PAGES = {
    "jd_union": ("goods_query.page1", "goods_query.page2"),
    "taobao_tbk": ("material_optional_upgrade.page1", "material_optional_upgrade.page2"),
    "pdd_ddk": ("goods_search.page1", "goods_search.page2"),
    "alibaba1688": ("keywordQuery.page1", "keywordQuery.page2"),
    "douyin_buyin": ("kolMaterialsProductsSearch",),
    "kuaishou_cps": ("selection_item_list",),
    "vip_union": ("queryWithOauth",),
    "ebay_browse": ("item_summary_search.page1", "item_summary_search.page2"),
    "amazon_creators": ("searchItems",),
    "aliexpress_affiliate": ("product_query",),
    "etsy_v3": ("listings_active",),
}
ERRORS = {
    "jd_union/empty_201": (200, Outcome.EMPTY),
    "jd_union/forbidden_403.captured": (200, Outcome.PERMISSION_DENIED),
    "jd_union/page_limit_202": (200, Outcome.EMPTY),
    "jd_union/rate_429": (200, Outcome.RATE_LIMITED),
    "jd_union/scene_411": (200, Outcome.SCHEMA_CHANGED),
    "jd_union/token_error_19.captured": (200, Outcome.AUTH_FAILED),
    "jd_union/goods_query_2019.captured": (200, Outcome.PARTIAL),
    "jd_union/goods_query.scene2": (200, Outcome.OK),
    "taobao_tbk/empty_50001": (200, Outcome.EMPTY),
    "taobao_tbk/error_11_permission": (200, Outcome.PERMISSION_DENIED),
    "taobao_tbk/error_25_sign": (200, Outcome.AUTH_FAILED),
    "taobao_tbk/error_7_limited": (200, Outcome.RATE_LIMITED),
    "pdd_ddk/goods_search.empty": (200, Outcome.EMPTY),
    "pdd_ddk/error_10001": (200, Outcome.SCHEMA_CHANGED),
    "pdd_ddk/error_10019": (200, Outcome.AUTH_FAILED),
    "pdd_ddk/error_20004": (200, Outcome.AUTH_FAILED),
    "pdd_ddk/error_20031": (200, Outcome.PERMISSION_DENIED),
    "pdd_ddk/error_50001_pid_not_recorded": (200, Outcome.PERMISSION_DENIED),
    "pdd_ddk/error_52101": (200, Outcome.RATE_LIMITED),
    "pdd_ddk/error_70031": (200, Outcome.RATE_LIMITED),
    "alibaba1688/error_acl": (403, Outcome.PERMISSION_DENIED),
    "alibaba1688/error_frequency": (400, Outcome.RATE_LIMITED),
    "alibaba1688/error_signature": (401, Outcome.AUTH_FAILED),
    "alibaba1688/error_unsupported": (400, Outcome.SCHEMA_CHANGED),
    "douyin_buyin/error_11": (200, Outcome.AUTH_FAILED),
    "douyin_buyin/error_2": (200, Outcome.PERMISSION_DENIED),
    "douyin_buyin/error_30002": (200, Outcome.AUTH_FAILED),
    "douyin_buyin/error_9": (200, Outcome.RATE_LIMITED),
    "douyin_buyin/kolMaterialsProductsSearch.strings": (200, Outcome.OK),
    "kuaishou_cps/error_sign": (200, Outcome.AUTH_FAILED),
    "kuaishou_cps/selection_item_list.wrapped": (200, Outcome.OK),
    "vip_union/error_sign": (200, Outcome.AUTH_FAILED),
    "ebay_browse/error_401": (401, Outcome.AUTH_FAILED),
    "ebay_browse/error_429": (429, Outcome.RATE_LIMITED),
    "ebay_browse/item_summary_search.empty": (200, Outcome.EMPTY),
    "amazon_creators/error_429": (429, Outcome.RATE_LIMITED),
    "amazon_creators/error_noresults": (200, Outcome.EMPTY),
    "aliexpress_affiliate/empty_405": (200, Outcome.EMPTY),
    "aliexpress_affiliate/error_classic": (200, Outcome.RATE_LIMITED),
    "aliexpress_affiliate/error_sign": (200, Outcome.AUTH_FAILED),
    "etsy_v3/error_403": (403, Outcome.AUTH_FAILED),
}


def sample(shared: Path, name: str) -> Any:
    return json.loads((shared / "interfaces" / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str, shared: Path, tmp_path: Path) -> None:
    pages = [sample(shared, f"{name}/{page}") for page in PAGES[name]]

    def script(page: int, times: int) -> Any:
        return reply(pages[min(page, len(pages)) - 1])

    stub = Stub(CASES[name], script=script)
    if name == "ebay_browse":  # its page has another size than the one asked for: `next` leads on
        stub.script = lambda page, times: reply(pages[min(len(stub.pages), 2) - 1])
    worked = work(name, stub, tmp_path, details=False)
    assert worked.end.outcome is Outcome.OK, worked.end
    assert stub.refused == []
    rows = sum(len(list_in(answer)) for answer in pages)
    assert len({one.item_id for one in worked.listings}) == rows
    assert all(one.title and one.price_raw for one in worked.listings)
    assert not any("price" in note for seen in worked.sightings for note in seen.notes)


def list_in(answer: Any) -> list[Any]:
    """The longest list of objects anywhere inside."""
    if isinstance(answer, str) and answer.startswith("{"):
        answer = json.loads(answer)
    inner = answer if isinstance(answer, list) else list(answer.values()) if isinstance(answer, dict) else []
    found = [list_in(one) for one in inner if not isinstance(answer, list)]
    own = [one for one in answer if isinstance(one, dict)] if isinstance(answer, list) else []
    return max([own, *found], key=len)


@pytest.mark.parametrize("name", ERRORS)
def test_other_answers(name: str, shared: Path, tmp_path: Path) -> None:
    status, outcome = ERRORS[name]
    kind = name.partition("/")[0]
    body = sample(shared, name)
    worked = work(kind, Stub(CASES[kind], script=lambda page, times: reply(body, status)), tmp_path)
    assert worked.end.outcome is outcome, worked.end


def test_the_detail(shared: Path, tmp_path: Path) -> None:
    detail = sample(shared, "alibaba1688/queryProductDetail")
    stub = Stub(CASES["alibaba1688"], size=1, script=lambda page, times: reply(detail) if page == -1 else None)
    listing = work("alibaba1688", stub, tmp_path, max_pages=1).listings[0]
    assert (listing.operator_name, listing.ships_from) == ("乙丑粮油有限公司", "江苏省宿迁市")
    assert listing.attributes["产地"] == "江苏宿迁"
    assert listing.price_raw == "17.50 CNY"


def test_the_contract_is_that_of_the_specification(shared: Path) -> None:
    told = json.loads((shared / "interfaces" / "stub_contract.json").read_text("utf-8"))["interfaces"]
    from tests.crawlers.interfaces.checks import CONTRACTS

    for name, contract in told.items():
        for part in ("http", "path", "place", "required", "optional", "clock"):
            assert CONTRACTS[name][part] == contract[part], (name, part)
