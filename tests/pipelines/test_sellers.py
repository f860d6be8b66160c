"""A listing that tells no address goes where its seller's own pages say, and the reason says from where."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from leads_db.records import Harvest, Listing, Outcome, SellerFact, Sighting, Trigger
from leads_db.register import load_register
from leads_db.store.engine import reading, writing
from leads_db.store.leads import LeadFilter, read_lead, read_leads, seller_key
from leads_db.store.runs import save_new_run
from leads_db.store.sellers import save_seller_facts
from pipelines.flow import Flow
from pipelines.judge import Judge
from pipelines.stages.assess import assess
from pipelines.stages.normalise import normalise
from pipelines.stages.recognise import recognise
from tests.factories import NOON, listing

REGISTER = load_register()
CODE = "91350100M000100Y43"
ADDRESS = "辽宁省本溪市桓仁满族自治县某镇某村"
FAR = "黑龙江省哈尔滨市五常市某镇"


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(REGISTER)


@pytest.fixture
def flow(engine: Engine, judge: Judge) -> Flow:
    return Flow(register=REGISTER, judge=judge, engine=engine, cities=("benxi", "jiaozuo"), clock=lambda: NOON)


def ware(item_id: str = "1", **changes: object) -> Listing:
    return listing(item_id, title="桓仁大米 5kg 产地五常", attributes={"产地": "五常"}, **changes)


def fact(value: str, **changes: object) -> SellerFact:
    facts = {
        "seller_key": seller_key(ware()),
        "field": "operator_address",
        "how": "licence",
        "url": "https://a.example",
    }
    return SellerFact(**{**facts, "value": value, "source": "shop", "seen_at": NOON, **changes})  # type: ignore[arg-type]


def bring(flow: Flow, *wares: Listing, facts: tuple[SellerFact, ...] = ()) -> dict[str, tuple[str | None, str]]:
    """Listing → bureau and reason, as the stages judge and save them."""
    with writing(flow.engine) as connection:
        run = save_new_run(connection, source="shop", trigger=Trigger.SCHEDULED, requested_by="test", now=NOON)
    seen = tuple(Sighting(listing=one, source="shop") for one in wares)
    harvest = Harvest(run_id=run, unit=None, outcome=Outcome.OK, sightings=seen, seller_facts=facts)
    named = recognise(normalise(harvest), flow.judge)
    judged = assess(named, flow.judge, flow.read_places(named))
    flow.save(judged)
    return {one.listing_key: (one.bureau, one.bureau_reason) for one in judged.assessments}


def test_without_any_address_the_bureau_is_unknown(flow: Flow) -> None:
    assert [bureau for bureau, _ in bring(flow, ware()).values()] == ["unknown"]


def test_the_licence_page_decides_where_the_listing_is_silent(flow: Flow) -> None:
    ((bureau, reason),) = bring(flow, ware(), facts=(fact(ADDRESS),)).values()
    assert bureau == "huanren"
    assert "住所据卖家证照页，2026-11-20 所见" in reason


def test_it_decides_for_later_goods_of_the_same_seller_too(flow: Flow) -> None:
    bring(flow, ware("1"), facts=(fact(ADDRESS),))
    assert [bureau for bureau, _ in bring(flow, ware("2")).values()] == ["huanren"]
    assert [bureau for bureau, _ in bring(flow, ware("3", shop_id="another")).values()] == ["unknown"]


def test_another_listing_of_the_seller_may_tell_it(flow: Flow) -> None:
    told = bring(flow, ware("1", operator_address=ADDRESS), ware("2"))
    assert {bureau for bureau, _ in told.values()} == {"huanren"}
    assert "该卖家的其他商品" in told[ware("2").key][1]


def test_the_listings_own_address_stands(flow: Flow) -> None:
    told = bring(flow, ware("1", operator_address=FAR), facts=(fact(ADDRESS),))
    assert [bureau for bureau, _ in told.values()] == ["transfer:230100"]


def test_the_newest_of_two_licences_counts(flow: Flow) -> None:
    older = fact(FAR, seen_at=NOON - timedelta(days=40))
    with writing(flow.engine) as connection:
        save_seller_facts(connection, [older, fact(ADDRESS)], run_id=1)
    assert [bureau for bureau, _ in bring(flow, ware()).values()] == ["huanren"]


def test_another_shop_with_the_same_licence_tells_it_too(flow: Flow) -> None:
    other = "o" * 32
    codes = [fact(CODE, field="operator_code"), fact(CODE, field="operator_code", seller_key=other)]
    with writing(flow.engine) as connection:
        save_seller_facts(connection, [*codes, fact(ADDRESS, seller_key=other)], run_id=1)
    ((bureau, reason),) = bring(flow, ware()).values()
    assert bureau == "huanren"
    assert "同一信用代码的其他店铺" in reason


def test_the_lead_carries_the_bureau(flow: Flow) -> None:
    bring(flow, ware(), facts=(fact(ADDRESS),))
    with reading(flow.engine) as connection:
        (lead,) = read_leads(connection, LeadFilter(), limit=9)
        assert read_lead(connection, lead.number).bureau == "huanren"
