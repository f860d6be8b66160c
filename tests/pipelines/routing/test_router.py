"""Each branch of the tree of competence: who is host, why, who gets a copy, what is asked of whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads_db.records.handling import DispatchKind
from leads_db.records.routing import OVERSEAS, UNKNOWN, RoutingBasis
from leads_db.register import load_register
from pipelines.routing.router import Router
from pipelines.routing.subject import Subject
from tests.pipelines.routing.conftest import MakeSubject

SHARED = Router(load_register())


def test_a_registered_address_is_a_first_guess_that_says_so(router: Router, subject: MakeSubject) -> None:
    found = router.route(subject(operator_address="河南省焦作市温县赵堡镇"))
    assert (found.host, found.host_name, found.basis) == (
        "wenxian",
        "温县市场监督管理局",
        RoutingBasis.REGISTERED_ADDRESS,
    )
    assert "《市场监督管理行政处罚程序规定》第十条" in found.reason
    assert "派发前核对" in found.reason


def test_the_actual_place_comes_before_the_registered_one(router: Router, subject: MakeSubject) -> None:
    found = router.route(subject(operator_address="河南省焦作市温县", verified_address="武陟县西陶镇"))
    assert (found.host, found.basis, found.sure) == ("wuzhi", RoutingBasis.ACTUAL_PLACE, 1.0)
    told = router.route(subject(operator_address="住所：北京市朝阳区；实际经营地址：沁阳市西向镇"))
    assert (told.host, told.basis) == ("qinyang", RoutingBasis.ACTUAL_PLACE)


def test_where_the_goods_are_sent_from_never_decides(router: Router, subject: MakeSubject) -> None:
    found = router.route(subject(ships_from="河南省焦作市温县"))
    assert (found.host, found.basis, found.sure) == (UNKNOWN, RoutingBasis.NO_SUBJECT, 0.0)


def test_an_unknown_seller_gets_a_draft_to_the_platform_s_seat(router: Router, subject: MakeSubject) -> None:
    request = router.route(subject(shop_name="怀药小铺", url="https://item.taobao.com/item.htm?id=1")).request
    assert request is not None
    assert (request.to_name, request.to_bureau) == ("杭州市余杭区市场监督管理局", "transfer:330100")
    assert not request.confirmed  # the seat is from memory: printed with 待核
    assert "怀药小铺" in request.text
    assert "第四十五条" in request.text
    assert len(request.questions) == 5


def test_a_known_seller_needs_no_request(router: Router, subject: MakeSubject) -> None:
    assert router.route(subject(operator_address="温县")).request is None


def test_outside_the_city_it_is_a_transfer_under_a_name_to_be_checked(router: Router, subject: MakeSubject) -> None:
    found = router.route(subject(operator_address="山东省菏泽市定陶县陈集镇"))
    assert (found.host, found.host_name, found.confirmed) == (
        "transfer:371700",
        "山东省菏泽市定陶区市场监督管理局",
        False,
    )
    assert "待核" in found.reason


def test_the_producing_county_gets_a_copy_for_identification(router: Router, subject: MakeSubject) -> None:
    copies = router.route(subject(indication="huanren-rice", city="benxi", operator_address="上海市长宁区")).copies
    assert [(copy.bureau, copy.kind) for copy in copies] == [("huanren", DispatchKind.COPY)]
    at_home = router.route(subject(indication="huanren-rice", city="benxi", operator_address="桓仁县古城镇"))
    assert at_home.copies == ()
    assert any("产地范围内" in note for note in at_home.notes)


def test_goods_sent_from_a_hub_are_told_to_the_hub(router: Router, subject: MakeSubject) -> None:
    found = router.route(subject(operator_address="浙江省义乌市", ships_from="安徽亳州"))
    assert found.host == "transfer:330700"
    assert "transfer:341600" in {copy.bureau for copy in found.copies}


def test_the_platform_s_seat_and_another_shop_place_are_alternatives(router: Router, subject: MakeSubject) -> None:
    found = router.route(subject(operator_address="河南省焦作市温县", shop_location="广东 广州"))
    assert {one.bureau for one in found.alternatives} == {"transfer:330100", "transfer:440100"}


def test_the_second_return_goes_to_the_city(router: Router, subject: MakeSubject) -> None:
    found = router.route(subject(operator_address="河南省焦作市温县", returns=2))
    assert (found.host, found.basis) == ("jiaozuo-city", RoutingBasis.DESIGNATED)
    assert "第十四条" in found.reason


def test_a_place_that_is_only_a_city_is_less_sure_and_names_the_team(router: Router, subject: MakeSubject) -> None:
    found = router.route(subject(city="benxi", operator_address="辽宁省本溪市"))
    assert (found.host, found.sure) == ("benxi-city", 0.51)
    assert "benxi-team" in {one.bureau for one in found.alternatives}


def test_a_zone_names_the_county_too_and_a_township_in_care_the_zone(router: Router, subject: MakeSubject) -> None:
    zone = router.route(subject(operator_address="河南省焦作市山阳区城乡一体化示范区"))
    assert zone.host == "jiaozuo-zone"
    assert "shanyang" in {one.bureau for one in zone.alternatives}
    county = router.route(subject(operator_address="河南省焦作市武陟县宁郭镇"))
    assert county.host == "wuzhi"
    assert "jiaozuo-zone" in {one.bureau for one in county.alternatives}


def test_an_own_site_goes_to_its_operator_with_the_filing_number_as_a_clue(
    router: Router, subject: MakeSubject
) -> None:
    found = router.route(subject(platform="shop.example.com", operator_address="沁阳市太行街道"))
    assert (found.host, found.basis) == ("qinyang", RoutingBasis.SITE_OPERATOR)
    silent = router.route(subject(platform="shop.example.com", icp_number="辽ICP备2023001号"))
    assert (silent.host, silent.request) == (UNKNOWN, None)
    assert any("辽宁省" in note for note in silent.notes)


def test_live_rooms_and_decoction_pieces_add_a_note(router: Router, subject: MakeSubject) -> None:
    notes = router.route(subject(is_live=True, title="怀山药饮片", operator_address="温县")).notes
    assert len([note for note in notes if "直播间" in note or "药品监督" in note]) == 2


@pytest.mark.parametrize("facts", [{"operator_address": "香港九龙"}, {"platform": "amazon"}])
def test_sellers_abroad_are_not_transferred(router: Router, subject: MakeSubject, facts: dict[str, str]) -> None:
    found = router.route(subject(**facts))
    assert (found.host, found.copies, found.request) == (OVERSEAS, (), None)


@given(st.text(st.characters(codec=None), max_size=60), st.text(st.characters(codec=None), max_size=60))
def test_any_text_has_an_answer(address: str, shop: str) -> None:
    subject = Subject(
        platform="jd", indication="huai-yam", city="jiaozuo", operator_address=address, shop_location=shop
    )
    found = SHARED.route(subject)
    assert found.host in SHARED._register.bureaus or found.host in (UNKNOWN, OVERSEAS) or "transfer:" in found.host
    assert 0.0 <= found.sure <= 1.0


def test_a_flood_of_text_is_cut(router: Router, subject: MakeSubject) -> None:
    found = router.route(subject(operator_address="河南省焦作市温县" * 100_000, title="饮片" * 100_000))
    assert found.host == "wenxian"
    assert len(found.reason) < 600
