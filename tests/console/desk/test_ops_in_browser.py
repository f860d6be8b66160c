"""The frame and operations' pages in a real Chromium: axe, width, live part, chart, shortcuts, paper."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from console.desk import make_desk
from console.naming import Names
from leads_db.records import RunState
from leads_db.records.account import Role
from leads_db.settings import Settings
from leads_db.store.engine import writing
from leads_db.store.runs import save_run_state
from tests.console.conftest import SaveLeads
from tests.console.desk.conftest import SHOP
from tests.console.desk.serving import Served, choose, serve, signed_in_page
from tests.console.desk.some_runs import OPS_PAGES, new_run, state_of
from tests.factories import NOON, listing

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
SCREENS = ((1366, 768), (1093, 614))
"""The office screen, and the same at 125 %."""
RUN_AXE = """rules => axe.run(document, {runOnly: rules}).then(
    found => found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 120)).join(' | ')))"""


@pytest.fixture
def served(engine: Engine, settings: Settings, names: Names) -> Iterator[Served]:
    app = make_desk(engine, settings, names=names, sources=(SHOP,))
    with serve(app) as found:
        yield found


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """Operations' page; what the browser complains of ends the test."""
    complaints: list[str] = []
    page = signed_in_page(browser, served, Role.OPS)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    yield page
    page.context.close()
    assert complaints == []


@pytest.fixture
def runs(engine: Engine, save_leads: SaveLeads) -> int:
    """A history of three whole runs, one with dead letters, and one that goes on; the number of the last."""
    for day, count in enumerate((8, 8, 2)):
        save_leads(*(listing(str(place), seen_at=NOON + timedelta(days=day)) for place in range(count)))
    new_run(engine, RunState.FAILED, dead=True)
    return new_run(engine)


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    return found


def test_axe_finds_nothing_on_any_page(page: Page, served: Served, runs: int) -> None:
    found = {}
    for path in (*OPS_PAGES, f"/runs/{runs}", "/preferences"):
        page.goto(served.address + path)
        found[path] = violations(page)
    assert {path: told for path, told in found.items() if told} == {}


@pytest.mark.parametrize("large", [False, True])
def test_no_page_is_wider_than_the_screen_and_the_header_is_low(
    page: Page, served: Served, runs: int, large: bool
) -> None:
    if large:
        choose(page, served, large="on")
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        for path in (*OPS_PAGES, f"/runs/{runs}", "/preferences"):
            page.goto(served.address + path)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            top = page.evaluate("document.querySelector('.top').getBoundingClientRect().height")
            assert (path, over <= 0, top <= 48) == (path, True, True)


def test_english_fits_too(page: Page, served: Served, runs: int) -> None:
    choose(page, served, language="en")
    page.set_viewport_size({"width": 1093, "height": 614})
    for path in (*OPS_PAGES, f"/runs/{runs}"):
        page.goto(served.address + path)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (path, over <= 0) == (path, True)


def test_the_live_part_follows_the_run_and_then_rests(page: Page, served: Served, engine: Engine, runs: int) -> None:
    page.goto(f"{served.address}/runs/{runs}")
    page.wait_for_selector("#live[hx-get]")
    with writing(engine) as connection:
        save_run_state(connection, runs, RunState.FINISHED, now=datetime.now(UTC))
    page.wait_for_selector("#live:not([hx-get])", timeout=8_000)
    assert "正常完成" in page.inner_text("#live")
    assert page.locator("form[action$='/pause']").count() == 0  # the page loaded itself anew, with its buttons


def test_a_chart_is_drawn_beside_its_table(page: Page, served: Served, runs: int) -> None:
    page.goto(f"{served.address}/ops/quality?source=shop")
    page.wait_for_selector(".plot[data-drawn] canvas")
    assert page.eval_on_selector(".chart details", "box => box.open") is False
    page.click(".chart summary")
    assert page.locator(".chart tbody tr").count() == 3
    page.hover(".plot")  # the tooltip is drawn, not written as markup
    assert page.locator(".plot div div").count() <= 1


def test_every_page_works_without_scripts(browser: Browser, served: Served, engine: Engine, runs: int) -> None:
    signed_in = signed_in_page(browser, served, Role.OPS)
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(signed_in.context.cookies())  # type: ignore[arg-type]
    page = plain.new_page()
    page.goto(f"{served.address}/ops/quality?source=shop")
    assert page.locator(".chart tbody tr").first.is_visible()
    page.goto(f"{served.address}/runs/{runs}")
    page.click("summary.grave")
    page.fill(".ask[open] input[name=reason]", "来源不对")
    page.click(".ask[open] button")
    assert state_of(engine, runs) is RunState.CANCELLED
    plain.close()
    signed_in.context.close()


def test_keys_press_what_they_name_and_ask_back_for_what_is_final(
    page: Page, served: Served, engine: Engine, runs: int
) -> None:
    page.goto(f"{served.address}/runs/{runs}")
    page.keyboard.press("p")
    page.wait_for_selector(".flash.good")
    page.wait_for_load_state()
    assert state_of(engine, runs) is RunState.PAUSED
    page.keyboard.press("c")
    page.wait_for_selector(".ask[open] input[name=reason]:focus")
    assert state_of(engine, runs) is RunState.PAUSED
    page.keyboard.press("Escape")
    assert page.locator(".ask[open]").count() == 0
    page.keyboard.press("Shift+?")
    assert page.locator("#key-sheet[open] dt").count() >= 3


def test_no_key_acts_while_somebody_writes_or_composes(page: Page, served: Served, engine: Engine, runs: int) -> None:
    page.goto(f"{served.address}/runs/{runs}")
    page.keyboard.press("c")
    page.wait_for_selector(".ask[open] input[name=reason]:focus")
    for key in "pcrPCR":
        page.keyboard.press(key)
    assert page.input_value(".ask[open] input[name=reason]") == "pcrPCR"
    page.keyboard.press("Escape")
    compose = """options => document.body.dispatchEvent(new KeyboardEvent('keydown', {
        key: 'p', code: 'KeyP', bubbles: true, cancelable: true, ...options}))"""
    for options in ({"isComposing": True}, {"keyCode": 229}, {"ctrlKey": True}, {"altKey": True}, {"metaKey": True}):
        page.evaluate(compose, options)
    page.wait_for_timeout(200)
    assert state_of(engine, runs) is RunState.RUNNING


def test_shift_shows_the_keys_and_off_means_off(page: Page, served: Served, runs: int) -> None:
    page.goto(f"{served.address}/runs/{runs}")
    page.keyboard.down("Shift")
    assert page.locator("html.show-keys").count() == 1
    page.keyboard.up("Shift")
    assert page.locator("html.show-keys").count() == 0
    choose(page, served, shortcuts="off")
    page.reload()
    page.keyboard.press("Shift+?")
    assert page.locator("#key-sheet[open]").count() == 0


def test_a_page_prints_on_paper_without_its_buttons(page: Page, served: Served, runs: int) -> None:
    page.goto(f"{served.address}/runs/{runs}")
    page.emulate_media(media="print")
    assert not page.locator(".top nav").is_visible()
    assert not page.locator(".acts").first.is_visible()
    assert page.locator(".printed").is_visible()
    assert page.eval_on_selector("thead", "head => getComputedStyle(head).display") == "table-header-group"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
