"""What is stored of a lead decides where it should go."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from console.lead_routing import route_lead
from leads_db.lead_tables import leads
from leads_db.records import SellerFact
from leads_db.records.routing import Routing, RoutingBasis
from leads_db.register import load_register
from leads_db.store.engine import reading, writing
from leads_db.store.handling import read_handling
from leads_db.store.lead_views import read_lead_listings
from leads_db.store.leads import read_lead, seller_key
from leads_db.store.sellers import keys_of, read_seller_facts, save_seller_facts
from pipelines.routing.router import Router
from tests.console.conftest import SaveLeads
from tests.factories import NOON, listing

SHOP = listing("1", shop_location="辽宁 沈阳", ships_from="辽宁 桓仁")


@pytest.fixture(scope="module")
def router() -> Router:
    return Router(load_register())


@pytest.fixture
def number(engine: Engine, save_leads: SaveLeads) -> str:
    save_leads(SHOP)
    with reading(engine) as connection:
        return str(connection.execute(leads.select()).one().number)


def routing(engine: Engine, router: Router, number: str) -> Routing:
    with reading(engine) as connection:
        lead, handling = read_lead(connection, number), read_handling(connection, number)
        listings = [item.listing for item in read_lead_listings(connection, [number], per_lead=9)[number]]
        known = read_seller_facts(connection, {key for one in listings for key in keys_of(one)})
        return route_lead(router, lead, handling, listings, [fact for held in known.values() for fact in held])


def test_the_shop_s_place_then_its_licence_then_what_a_bureau_found(
    engine: Engine, router: Router, number: str
) -> None:
    assert routing(engine, router, number).host == "transfer:210100"
    fact = SellerFact(
        seller_key=seller_key(SHOP),
        field="operator_address",
        value="本溪市平山区东明街道",
        how="licence",
        url="https://shop.example.com",
        source="shop",
        seen_at=NOON + timedelta(days=1),
    )
    with writing(engine) as connection:
        save_seller_facts(connection, [fact], run_id=1)
    licence = routing(engine, router, number)
    assert (licence.host, licence.basis) == ("pingshan", RoutingBasis.REGISTERED_ADDRESS)
    assert "卖家证照页" in licence.reason
    with writing(engine) as connection:
        connection.execute(update(leads).values(outcome='{"actual_address":"本溪满族自治县小市镇"}'))
    found = routing(engine, router, number)
    assert (found.host, found.basis) == ("benxi-county", RoutingBasis.ACTUAL_PLACE)


def test_two_returns_ask_the_city(engine: Engine, router: Router, number: str) -> None:
    with writing(engine) as connection:
        connection.execute(update(leads).values(returns=2))
    assert routing(engine, router, number).host == "benxi-city"
