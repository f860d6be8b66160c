"""A county's whole day in a real Chromium: with the mouse alone, with the keyboard, and without scripts; axe, width."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from console.desk import make_desk
from leads_db.records.account import Role
from leads_db.records.handling import LeadState
from leads_db.settings import Settings
from leads_db.store.engine import reading
from leads_db.store.handling import read_handling
from tests.console.desk.conftest import SHOP
from tests.console.desk.county_store import SEAT, Sent, fill
from tests.console.desk.serving import Served, serve, signed_in_page
from tests.console.desk.test_ops_in_browser import AXE, RULES, RUN_AXE, SCREENS

pytestmark = pytest.mark.browser
PAGES = ("/county", "/county/leads", "/county/batch", "/county/statistics", "/county/assistance", "/help")


@pytest.fixture
def sent(engine: Engine, settings: Settings) -> dict[str, Sent]:
    return fill(engine, settings, datetime.now(UTC) - timedelta(minutes=5))


@pytest.fixture
def served(engine: Engine, settings: Settings, sent: dict[str, Sent]) -> Iterator[Served]:
    with serve(make_desk(engine, settings, sources=(SHOP,))) as found:
        yield found


def open_page(browser: Browser, served: Served, *roles: Role, bureau: str = "huanren", scripts: bool = True) -> Page:
    page = signed_in_page(browser, served, *roles, bureau=bureau)
    if not scripts:
        cookies = page.context.cookies()
        page.context.close()
        context = browser.new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=False)
        context.add_cookies([{"name": one["name"], "value": one["value"], "url": served.address} for one in cookies])
        page = context.new_page()
    page.goto(f"{served.address}{'/county/assistance' if Role.SEAT in roles else '/county'}")
    return page


def check(page: Page) -> None:
    """No fault that axe knows, nothing wider than the screen, at 125 % neither, in large type neither."""
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(RUN_AXE, RULES) == [], page.url
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        for is_large in (False, True):
            page.evaluate("large => document.documentElement.classList.toggle('large', large)", is_large)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
                page.url,
                width,
                is_large,
            )
    page.evaluate("document.documentElement.classList.remove('large')")
    page.set_viewport_size({"width": 1366, "height": 768})


def state_of(engine: Engine, number: str) -> LeadState:
    with reading(engine) as connection:
        return read_handling(connection, number).state


def work_through(page: Page) -> int:
    """From 待签收 to 反馈 with the mouse and what is typed into fields; how many fields were filled in."""
    filled = 0

    def fill_in(form: str, **fields: str) -> None:
        nonlocal filled
        for name, value in fields.items():
            page.fill(f"#{form}-{name}", value)
        page.click(f"#{form} button[type=submit]")
        page.wait_for_load_state("load")
        filled += len(fields)

    page.click(".unread .as-link >> nth=-1")
    page.wait_for_load_state("load")
    page.click("button:has-text('签收')")
    page.wait_for_load_state("load")
    page.select_option("#verify-method", "on_site")
    page.check("#verify [name=subject_found][value=yes]")
    fill_in("verify", officers="甲、乙", actual_address="某街1号", conclusion="属实")
    fill_in("file", case_number="桓市监立〔2026〕1号")
    fill_in("punish", decision_number="桓市监罚〔2026〕1号", fine_cny="3000")
    page.select_option("#feed_back-platform_action", "taken_down")
    fill_in("feed_back", result="罚款三千元")
    return filled + 3


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_county_works_a_lead_through_with_the_mouse(
    browser: Browser, served: Served, engine: Engine, sent: dict[str, Sent], scripts: bool
) -> None:
    page = open_page(browser, served, Role.COUNTY, scripts=scripts)
    assert work_through(page) <= 12
    assert page.locator("text=已反馈待复核").count() >= 1
    assert LeadState.FEEDBACK in {state_of(engine, number) for number in sent["huanren"].numbers}
    page.context.close()


def test_every_page_is_accessible_and_fits_the_office_screen(
    browser: Browser, served: Served, sent: dict[str, Sent]
) -> None:
    page = open_page(browser, served, Role.COUNTY, Role.COUNTY_HEAD)
    for path in (*PAGES, f"/county/lead/{sent['huanren'].uids[0]}"):
        page.goto(served.address + path)
        check(page)
    page.click("button:has-text('签收')")
    page.wait_for_load_state("load")
    check(page)
    for summary in page.locator("details.ask > summary").all():
        summary.click()
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(RUN_AXE, RULES) == []
        page.keyboard.press("Escape")
    page.context.close()
    seat = open_page(browser, served, Role.SEAT, bureau=SEAT)
    check(seat)
    seat.click(".as-link")
    seat.wait_for_load_state("load")
    check(seat)
    seat.context.close()


def test_keys_open_and_sign_and_do_nothing_while_an_input_method_composes(
    browser: Browser, served: Served, engine: Engine, sent: dict[str, Sent]
) -> None:
    page = open_page(browser, served, Role.COUNTY)
    uid, number = sent["huanren"].uids[0], sent["huanren"].numbers[0]
    page.goto(f"{served.address}/county/lead/{uid}", wait_until="load")
    page.keyboard.press("b")
    page.wait_for_selector("details.ask[open]")
    page.keyboard.press("Escape")
    composing = "new KeyboardEvent('keydown', {code: 'KeyR', keyCode: 229, bubbles: true})"
    page.evaluate(f"document.body.dispatchEvent({composing})")
    assert state_of(engine, number) is LeadState.DISPATCHED
    page.keyboard.press("r")
    page.wait_for_selector("text=已签收，签收回执")
    assert state_of(engine, number) is LeadState.RECEIVED
    page.wait_for_load_state("load")  # the script of the keys is deferred
    page.keyboard.press("v")
    assert page.evaluate("document.activeElement.id") == "verify-checked_on"
    page.context.close()


def test_what_is_written_is_kept_by_itself_and_found_after_the_next_log_in(
    browser: Browser, served: Served, sent: dict[str, Sent]
) -> None:
    page = open_page(browser, served, Role.COUNTY)
    page.goto(f"{served.address}/county/lead/{sent['huanren'].uids[0]}", wait_until="load")
    page.click("button:has-text('签收')")
    page.wait_for_selector("#verify-conclusion")
    with page.expect_response("**/draft") as kept:
        page.fill("#verify-conclusion", "写到一半")
    assert kept.value.status in (0, 303)
    page.reload()
    assert page.input_value("#verify-conclusion") == "写到一半"
    page.context.close()


def test_the_printed_page_has_the_lead_and_no_forms(browser: Browser, served: Served, sent: dict[str, Sent]) -> None:
    page = open_page(browser, served, Role.COUNTY)
    page.goto(f"{served.address}/county/lead/{sent['huanren'].uids[0]}", wait_until="load")
    page.click("button:has-text('签收')")
    page.wait_for_selector("#verify-conclusion")
    page.wait_for_load_state("load")
    page.emulate_media(media="print")
    page.wait_for_selector("#verify-conclusion", state="hidden")
    assert not page.is_visible("text=存草稿")
    assert page.is_visible(f"text={sent['huanren'].letters[0]}")
    page.context.close()
