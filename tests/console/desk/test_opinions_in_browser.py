"""The opinion pages in a real Chromium: axe, width, charts with their tables, an alert and a candidate decided."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine

from console.desk import make_desk
from leads_db.records.account import Role
from leads_db.settings import Settings
from tests.console.desk.conftest import SHOP
from tests.console.desk.opinion_store import fill
from tests.console.desk.serving import Served, chromium, serve, signed_in_page
from tests.console.desk.test_intake_in_browser import check

pytestmark = pytest.mark.browser


@pytest.fixture
def served(engine: Engine, settings: Settings) -> Iterator[Served]:
    fill(engine, datetime.now(UTC))
    with serve(make_desk(engine, settings, sources=(SHOP,))) as found:
        yield found


@pytest.fixture
def page(served: Served) -> Iterator[Page]:
    """A reviewer's page; what the browser complains of ends the test."""
    complaints: list[str] = []
    with chromium() as browser:
        page = signed_in_page(browser, served, Role.REVIEWER)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        yield page
    assert complaints == []


def test_every_page_is_clean_and_fits(page: Page, served: Served) -> None:
    for path in ("/opinions", "/opinions/posts", "/opinions/alerts", "/opinions/candidates", "/opinions/events/1"):
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(f"{served.address}{path}", wait_until="load")
        page.wait_for_function("document.querySelectorAll('[data-chart]:not([data-drawn])').length === 0")
        check(page)


def test_an_alert_and_a_candidate_are_decided_by_hand(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/opinions", wait_until="load")
    page.click("text=已阅")
    page.wait_for_selector("text=预警 1 号：已阅。")
    page.goto(f"{served.address}/opinions/candidates", wait_until="load")
    page.click("button:has-text('转线索') >> nth=0")
    page.wait_for_selector("text=已转为线索")
    assert page.locator("h2:has-text('点名该店的帖文')").count() == 1


def test_printing_shows_the_tables(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/opinions", wait_until="load")
    page.wait_for_selector("[data-drawn]")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".chart table:visible").count() == page.locator(".chart").count()
    assert page.locator(".plot:visible").count() == 0
