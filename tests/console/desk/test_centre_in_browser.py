"""The centre's day in a real Chromium: keys, undo, the next lead at once, somebody else first; axe and width."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import Engine, insert, select

from console.desk import make_desk
from leads_db.lead_tables import leads, seals
from leads_db.records.account import Role
from leads_db.records.handling import LeadState
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from leads_db.store.handling import read_handling
from tests.console.conftest import SaveLeads
from tests.console.desk.conftest import SHOP
from tests.console.desk.serving import Served, serve, signed_in_page
from tests.console.desk.test_ops_in_browser import SCREENS, violations
from tests.factories import listing

pytestmark = pytest.mark.browser
READY = {"subject": 1.0, "jurisdiction": 1.0}


@pytest.fixture
def served(engine: Engine, settings: Settings, save_leads: SaveLeads) -> Iterator[Served]:
    """Seven shops' leads, the likeliest first."""
    for place in range(7):
        item = listing(
            str(place),
            title=f"桓仁大米{place}",
            shop_id=f"s{place}",
            shop_name=f"店{place}",
            operator_name=f"公司{place}",
            operator_address="辽宁省本溪市桓仁满族自治县1号",
        )
        save_leads(item, likelihood=0.9 - place / 100, readiness=READY)
    with serve(make_desk(engine, settings, sources=(SHOP,))) as found:
        yield found


@pytest.fixture
def reviewer(browser: Browser, served: Served) -> Iterator[Page]:
    complaints: list[str] = []
    page = signed_in_page(browser, served, Role.REVIEWER)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.goto(f"{served.address}/triage", wait_until="load")
    yield page
    page.context.close()
    assert complaints == []


def shown(page: Page) -> str:
    return page.locator("#pane").get_attribute("data-lead") or ""


def order(page: Page) -> list[str]:
    return [row.get_attribute("data-row") or "" for row in page.locator("[data-row]").all()]


def state(engine: Engine, number: str) -> LeadState:
    with reading(engine) as connection:
        return read_handling(connection, number).state


def settle(page: Page, decided: int) -> None:
    """Until the decision is counted and the pane shows the lead that is marked."""
    expect(page.locator("#strip")).to_contain_text(f"今日已研 {decided}")
    marked = page.locator("[data-row].current").get_attribute("data-row")
    expect(page.locator("#pane")).to_have_attribute("data-lead", marked or "")


def test_a_morning_by_keys(reviewer: Page, engine: Engine) -> None:
    first, second, third, fourth, *_ = order(reviewer)
    reviewer.keyboard.press("1")
    settle(reviewer, 1)
    assert state(engine, first) is LeadState.CONFIRMED
    assert shown(reviewer) == second
    reviewer.keyboard.press("3")
    reviewer.keyboard.press("b")
    settle(reviewer, 2)
    assert state(engine, second) is LeadState.EXCLUDED
    reviewer.keyboard.press("4")
    reviewer.keyboard.press("Enter")
    settle(reviewer, 3)
    assert state(engine, third) is LeadState.HELD
    reviewer.keyboard.press("j")
    expect(reviewer.locator("#pane")).not_to_have_attribute("data-lead", fourth)
    reviewer.keyboard.press("k")
    expect(reviewer.locator("#pane")).to_have_attribute("data-lead", fourth)
    with reviewer.expect_navigation():
        reviewer.keyboard.press("u")
    assert state(engine, third) is LeadState.NEW
    assert shown(reviewer) == third


def test_a_key_before_the_next_lead_is_shown_decides_nothing(reviewer: Page, engine: Engine) -> None:
    numbers = order(reviewer)
    held: list[Route] = []
    reviewer.route("**/triage/pane/**", lambda route: held.append(route))
    reviewer.locator(".row-lead a").nth(5).click()
    expect(reviewer.locator("[data-row].current")).to_have_attribute("data-row", numbers[5])
    reviewer.keyboard.press("1")
    assert shown(reviewer) == numbers[0]
    for route in held:
        route.continue_()
    reviewer.unroute("**/triage/pane/**")
    expect(reviewer.locator("#pane")).to_have_attribute("data-lead", numbers[5])
    assert [state(engine, one) for one in numbers] == [LeadState.NEW] * 7
    reviewer.keyboard.press("1")
    settle(reviewer, 1)
    assert state(engine, numbers[5]) is LeadState.CONFIRMED


def test_a_box_that_asks_back_has_the_focus_before_the_next_key(reviewer: Page) -> None:
    pressed = "document.body.dispatchEvent(new KeyboardEvent('keydown', {code: 'Digit4', key: '4', bubbles: true}))"
    assert reviewer.evaluate(f"() => {{ {pressed}; return document.activeElement.name; }}") == "missing"


def test_an_input_method_and_a_field_never_decide(reviewer: Page, engine: Engine) -> None:
    numbers = order(reviewer)
    reviewer.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {code: 'Digit1', keyCode: 229, bubbles: true}))"
    )
    reviewer.locator("input[name=text]").fill("")
    reviewer.locator("input[name=text]").press_sequentially("1u3")
    assert [state(engine, one) for one in numbers] == [LeadState.NEW] * 7


def test_who_comes_second_gets_the_lead_back_with_the_reason(reviewer: Page, engine: Engine, served: Served) -> None:
    first = order(reviewer)[0]
    other = signed_in_page(reviewer.context.browser, served, Role.REVIEWER)  # type: ignore[arg-type]
    other.goto(f"{served.address}/triage?lead={first}", wait_until="load")
    expect(other.locator("#pane")).to_contain_text("正由 张三 处理")
    other.keyboard.press("3")
    other.keyboard.press("a")
    settle(other, 1)
    reviewer.keyboard.press("1")
    expect(reviewer.locator("#told")).to_contain_text("没有保存")
    expect(reviewer.locator("#pane")).to_have_attribute("data-lead", first)
    assert state(engine, first) is LeadState.EXCLUDED
    other.context.close()


def test_ticking_by_keys_leads_to_the_preview(reviewer: Page, engine: Engine) -> None:
    numbers = order(reviewer)
    reviewer.keyboard.press("x")
    reviewer.keyboard.press("j")
    reviewer.keyboard.press("j")
    expect(reviewer.locator("#pane")).to_have_attribute("data-lead", numbers[2])
    reviewer.keyboard.press("Shift+X")
    assert reviewer.locator("[data-row] input:checked").count() == 3
    reviewer.click("text=勾选的一并办理")
    assert violations(reviewer) == []
    reviewer.click("text=办理勾选的线索")
    reviewer.wait_for_selector("text=办理 3 条，未办 0 条。")
    assert [state(engine, one) for one in numbers[:4]] == [LeadState.CONFIRMED] * 3 + [LeadState.NEW]


def test_without_script_the_same_forms_work(browser: Browser, served: Served, engine: Engine) -> None:
    signed = signed_in_page(browser, served, Role.REVIEWER)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(signed.context.cookies())
    page = context.new_page()
    page.goto(f"{served.address}/triage")
    first = shown(page)
    page.click("text=1 确认侵权疑似")
    page.wait_for_selector("text=现为「已确认待审签」")
    assert state(engine, first) is LeadState.CONFIRMED
    assert shown(page) != first
    context.close()
    signed.context.close()


def seal(engine: Engine, number: str) -> None:
    with writing(engine) as connection:
        lead_id = connection.execute(select(leads.c.id).where(leads.c.number == number)).scalar_one()
        made = {"name": f"EV-{number}-01", "manifest": '{"pages":[]}', "manifest_digest": "0" * 64}
        kept = {**made, "sealed_at": datetime.now(UTC), "sealed_by": "rita", "is_practice": False}
        connection.execute(insert(seals).values(**kept, lead_id=lead_id))


def test_an_approver_approves_sends_and_recalls(
    reviewer: Page, browser: Browser, served: Served, engine: Engine
) -> None:
    number = order(reviewer)[0]
    reviewer.keyboard.press("1")
    settle(reviewer, 1)
    page = signed_in_page(browser, served, Role.APPROVER)
    page.goto(f"{served.address}/approvals", wait_until="load")
    expect(page.locator("button[form=approve-form]")).to_be_disabled()
    seal(engine, number)
    page.reload()
    assert page.locator("select[name=host]").input_value() == "huanren"
    page.click("button[form=approve-form]")
    page.wait_for_selector("text=现为「已审签待派发」")
    page.goto(f"{served.address}/dispatches", wait_until="load")
    page.click("summary:has-text('派发勾选的线索')")
    assert state(engine, number) is LeadState.APPROVED, "a letter asks back first"
    assert violations(page) == []
    page.click("text=确定派发")
    page.wait_for_selector("text=已派发 1 条，文书 1 件。")
    assert state(engine, number) is LeadState.DISPATCHED
    page.click("summary:has-text('撤回派发')")
    page.fill("details[open] [name=reason]", "地址有误")
    page.click("details[open] button:has-text('撤回派发')")
    page.wait_for_selector("text=没有等待签收的线索")
    assert state(engine, number) is LeadState.APPROVED
    page.context.close()


PAGES = (
    "/triage",
    "/triage?state=held",
    "/approvals",
    "/approvals/excluded",
    "/dispatches",
    "/dispatches?tab=fill",
    "/dispatches?tab=back",
    "/dispatches?tab=late",
    "/dispatches?tab=asked",
    "/dispatches?tab=sent",
    "/",
)


def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    reviewer: Page, browser: Browser, served: Served
) -> None:
    for decided in range(1, 4):
        reviewer.keyboard.press("1")
        settle(reviewer, decided)
    page = signed_in_page(browser, served, Role.APPROVER, Role.REVIEWER)
    found, wide = {}, []
    numbers = order(reviewer)
    for path in (*PAGES, f"/leads/{numbers[0]}"):
        page.goto(served.address + path, wait_until="load")
        found[path] = violations(page)
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wide.append((path, width))
    page.context.close()
    assert {path: told for path, told in found.items() if told} == {}
    assert wide == []
