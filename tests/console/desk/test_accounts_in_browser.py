"""Log-in, set-up and accounts in a real Chromium: a person's way through the forms, axe, width."""

from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from console.desk import make_desk
from console.naming import Names
from console.setup_code import new_setup_code
from leads_db.records.account import Role
from leads_db.settings import Settings
from tests.console.desk.people import PASSWORD
from tests.console.desk.serving import Served, serve, signed_in_page
from tests.console.desk.test_ops_in_browser import AXE, RULES, RUN_AXE, SCREENS

pytestmark = pytest.mark.browser


@pytest.fixture
def served(engine: Engine, settings: Settings, names: Names) -> Iterator[Served]:
    with serve(make_desk(engine, settings, names=names, sources=())) as found:
        yield found


def faults(page: Page) -> list[str]:
    """What axe finds, and each screen on which the page is too wide."""
    wide = []
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        found = page.evaluate("document.documentElement.scrollWidth")
        wide += [f"{found} on {width}"] if found > width else []
    page.evaluate(AXE.read_text("utf-8"))
    return [*wide, *page.evaluate(RUN_AXE, RULES)]


def send(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)
    page.press("main form [name]:not([type=hidden]):not([type=checkbox]) >> nth=-1", "Enter")
    page.wait_for_load_state()


def test_from_the_first_start_to_a_log_in_with_codes(browser: Browser, served: Served) -> None:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(served.address)
    assert page.url.endswith("/setup")
    assert faults(page) == []
    code = new_setup_code(served.desk.settings, served.desk.clock())
    send(page, code=code, name="chief", shown="李管理", password=PASSWORD, again=PASSWORD)
    assert page.locator("main table tbody tr").count() == 7
    assert faults(page) == []
    page.click("main a.button")
    assert faults(page) == []
    send(page, name="chief", password=PASSWORD)
    assert page.url.endswith("/accounts")
    page.goto(f"{served.address}/profile/codes")
    assert faults(page) == []
    secret = page.locator("input[name=secret]").input_value()
    send(page, old=PASSWORD, code=pyotp.TOTP(secret).now())
    assert page.locator(".recovery li").count() == 8
    recovery = page.locator(".recovery code").first.inner_text()
    page.goto(f"{served.address}/profile")
    page.click(".me summary")
    page.click(".me form[action='/logout'] button")
    send(page, name="chief", password=PASSWORD)
    assert page.url.endswith("/login/code")
    assert faults(page) == []
    send(page, code=recovery)
    assert page.url.endswith("/accounts")
    page.context.close()


@pytest.mark.parametrize("path", ["/accounts", "/profile", "/profile/password"])
def test_a_page_is_clean_and_fits(browser: Browser, served: Served, path: str) -> None:
    page = signed_in_page(browser, served, Role.ADMIN)
    page.goto(f"{served.address}{path}")
    assert faults(page) == []
    page.context.close()
