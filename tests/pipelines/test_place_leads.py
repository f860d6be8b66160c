"""An address of a seller that is found later gives its older leads their bureau."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from leads_db.lead_tables import leads
from leads_db.records import Harvest, Outcome, SellerFact, Sighting, Trigger, Verdict
from leads_db.register import load_register
from leads_db.store.engine import reading, writing
from leads_db.store.leads import seller_key
from leads_db.store.runs import save_new_run
from leads_db.store.sellers import site_key
from pipelines.flow import Flow
from pipelines.judge import Judge
from tests.factories import NOON, assessment, listing

SHOP = listing("1", shop_id="s1", seen_at=NOON)
LATER = NOON + timedelta(days=3)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(load_register())


@pytest.fixture
def flow(engine: Engine, judge: Judge) -> Flow:
    return Flow(register=load_register(), judge=judge, engine=engine, cities=("benxi",), clock=lambda: LATER)


def harvest(flow: Flow, *, bureau: str | None = None, facts: tuple[SellerFact, ...] = (), at: str = "shop") -> Harvest:
    with writing(flow.engine) as connection:
        run = save_new_run(connection, source=at, trigger=Trigger.SCHEDULED, requested_by="t", now=NOON)
    seen = (Sighting(listing=SHOP, source=at),) if bureau else ()
    judged = (assessment(SHOP, bureau=bureau, verdict=Verdict.INFRINGING),) if bureau else ()
    return Harvest(run_id=run, unit=None, outcome=Outcome.OK, sightings=seen, assessments=judged, seller_facts=facts)


def address(value: str, key: str | None = None) -> SellerFact:
    return SellerFact(
        seller_key=key or seller_key(SHOP),
        field="operator_address",
        value=value,
        how="licence",
        url="https://shop.example.com/licence",
        source="shop",
        seen_at=LATER,
    )


def bureau(flow: Flow) -> str | None:
    with reading(flow.engine) as connection:
        return connection.scalars(select(leads.c.bureau)).one()


def test_a_licence_page_found_later_places_the_lead(flow: Flow) -> None:
    flow.save(harvest(flow, bureau="unknown"))
    assert bureau(flow) == "unknown"
    flow.save(harvest(flow, facts=(address("辽宁省本溪市桓仁满族自治县古城镇"),)))
    assert bureau(flow) == "huanren"


def test_the_place_stays_when_the_page_is_judged_again_without_one(flow: Flow) -> None:
    flow.save(harvest(flow, bureau="unknown", facts=(address("辽宁省本溪市桓仁满族自治县古城镇"),)))
    flow.save(harvest(flow, bureau="unknown"))
    assert bureau(flow) == "huanren"


def test_a_site_s_own_licence_places_the_leads_of_the_site(flow: Flow) -> None:
    flow.save(harvest(flow, bureau="unknown"))
    flow.save(harvest(flow, facts=(address("本溪市平山区", site_key(SHOP.platform)),)))
    assert bureau(flow) == "pingshan"


def test_what_is_known_or_routed_by_a_person_is_left(flow: Flow) -> None:
    flow.save(harvest(flow, bureau="mingshan"))
    flow.save(harvest(flow, facts=(address("本溪市平山区"),)))
    assert bureau(flow) == "mingshan"
    with writing(flow.engine) as connection:
        connection.execute(leads.update().values(bureau="unknown", host="nanfen"))
    flow.save(harvest(flow, facts=(replace(address("本溪市平山区"), value="本溪市平山区东明街道"),)))
    assert bureau(flow) == "unknown"


def test_an_address_that_says_nothing_places_nothing(flow: Flow) -> None:
    flow.save(harvest(flow, bureau="unknown"))
    flow.save(harvest(flow, facts=(address("详见营业执照"),)))
    assert bureau(flow) == "unknown"
