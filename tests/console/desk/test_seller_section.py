"""Beside the lead stands who sells, from all pages of the seller, with where and when it was read."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from leads_db.records import SellerFact
from leads_db.store.engine import reading, writing
from leads_db.store.leads import LeadFilter, read_leads, seller_key
from leads_db.store.sellers import save_seller_facts
from tests.console.conftest import SaveLeads
from tests.factories import NOON, listing

CODE = "91350100M000100Y43"


def fact(of: str, field: str, value: str, how: str = "licence") -> SellerFact:
    url = "https://shop.example.com/licence"
    return SellerFact(seller_key=of, field=field, value=value, how=how, url=url, source="shop", seen_at=NOON)


@pytest.fixture
def page(engine: Engine, save_leads: SaveLeads, desk: TestClient) -> str:
    first, other = listing("1", shop_id="s1"), listing("2", shop_id="s2", shop_name="另一家店")
    save_leads(first, other)
    facts = [
        fact(seller_key(first), "operator_code", CODE),
        fact(seller_key(first), "operator_address", "辽宁省本溪市<b>某镇</b>"),
        fact(seller_key(first), "licence_page", "https://shop.example.com/licence"),
        fact(seller_key(other), "operator_code", CODE),
    ]
    with writing(engine) as connection:
        save_seller_facts(connection, facts, run_id=1)
    with reading(engine) as connection:
        lead = next(one for one in read_leads(connection, LeadFilter(), limit=9) if one.seller_name != "另一家店")
    return desk.get(f"/leads/{lead.number}").text


def test_facts_stand_with_their_source_and_day(page: str) -> None:
    assert CODE in page
    assert "证照或公司页，2026-11-20 所见" in page


def test_what_a_page_wrote_is_never_markup(page: str) -> None:
    assert "&lt;b&gt;某镇" in page
    assert "<b>某镇" not in page


def test_another_seller_with_the_same_licence_is_named(page: str) -> None:
    section = page[page.index("同一主体") :]
    assert "另一家店" in section[:300]


def test_without_facts_there_is_no_empty_section(desk: TestClient, three_leads: None, engine: Engine) -> None:
    with reading(engine) as connection:
        lead = next(one for one in read_leads(connection, LeadFilter(), limit=9) if one.platform == "practice")
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM seller_facts")
    assert "卖家是谁" not in desk.get(f"/leads/{lead.number}").text
