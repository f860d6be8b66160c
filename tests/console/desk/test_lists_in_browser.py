"""台账, 名录, 统计 and 审计 in a real Chromium: axe, width, charts drawn, an export through its dialog."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine, select

from console.desk import make_desk
from leads_db.lead_tables import leads
from leads_db.records.account import Actor, Role
from leads_db.records.seller_list import SellerList
from leads_db.settings import Settings
from leads_db.store.engine import writing
from leads_db.store.objections import save_objection
from leads_db.store.seller_lists import mark_seller
from tests.console.conftest import SaveLeads
from tests.console.desk.conftest import SHOP
from tests.console.desk.serving import chromium, serve, signed_in_page
from tests.console.desk.test_ops_in_browser import AXE, RULES, RUN_AXE, SCREENS
from tests.factories import NOON, listing

pytestmark = pytest.mark.browser
A = Actor(name="anna", roles=frozenset({Role.APPROVER}), cities=("benxi",))
PATHS = (
    "/leads", "/statistics?days=366", "/audit", "/registers", "/registers/users", "/registers/sellers",
    "/registers/objections", "/registers/objections/{uid}", "/registers/abnormal", "/registers/calendar",
)  # fmt: skip


@pytest.fixture
def opened(engine: Engine, settings: Settings, save_leads: SaveLeads) -> Iterator[tuple[Page, str, str]]:
    """(page, address, uid of an objection)"""
    save_leads(*(listing(str(place), shop_id=f"s{place}", shop_name=f"某某粮油{place}店") for place in range(40)))
    with writing(engine) as connection:
        number = connection.scalars(select(leads.c.number).limit(1)).one()
        mark_seller(connection, number, SellerList.WATCH, A, at=NOON, reason="多次投诉", from_on=NOON.date())
        uid = save_objection(connection, number, A, at=NOON, objector="店主", text="有授权")
    with serve(make_desk(engine, settings, sources=(SHOP,))) as served, chromium() as browser:
        page = signed_in_page(browser, served, Role.REVIEWER, Role.APPROVER, Role.AUDITOR)
        yield page, served.address, uid


def test_no_fault_that_axe_knows_and_nothing_wider_than_the_screen(opened: tuple[Page, str, str]) -> None:
    page, address, uid = opened
    for path in PATHS:
        page.goto(address + path.format(uid=uid), wait_until="networkidle")
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(RUN_AXE, RULES) == [], path
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)


def test_charts_are_drawn_beside_their_tables(opened: tuple[Page, str, str]) -> None:
    page, address, _ = opened
    page.goto(f"{address}/statistics?days=366", wait_until="networkidle")
    page.wait_for_selector("[data-drawn] canvas")
    assert page.locator("[data-drawn]").count() == page.locator("[data-chart]").count() >= 5


def test_the_ledger_is_searched_by_sound_and_taken_out_with_a_reason(opened: tuple[Page, str, str]) -> None:
    page, address, _ = opened
    page.goto(f"{address}/leads", wait_until="load")
    page.keyboard.press("Slash")
    page.keyboard.type("hrdm")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=拼音匹配")
    page.click("text=导出台账 csv…")
    with page.expect_download() as download:
        form = page.locator("form[action^='/ledger.csv']")
        form.locator("[name=reason]").fill("月度核对")
        form.locator("button").click()
    assert download.value.suggested_filename.startswith("线索台账-")
