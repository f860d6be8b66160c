"""Notices, backups, roles and the word before the log-in ends, in a real Chromium: axe, width, focus."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, update

from console.desk import make_desk
from console.naming import Names
from leads_db.account_tables import sessions
from leads_db.records.account import Role
from leads_db.records.notice import NoticeKind
from leads_db.settings import Settings
from leads_db.store.engine import writing
from leads_db.store.notices import save_notice
from scheduler.backups import back_up_when_due
from tests.console.desk.conftest import SHOP, new_session
from tests.console.desk.serving import Served, choose, serve, signed_in_page
from tests.console.desk.test_ops_in_browser import SCREENS, violations

pytestmark = pytest.mark.browser
PATHS = ("/notices", "/notices?show=unread", "/ops/system", "/accounts", "/accounts/otto/roles", "/preferences", "/")
ROLES = (Role.REVIEWER, Role.APPROVER, Role.OPS, Role.ADMIN)


@pytest.fixture
def served(engine: Engine, settings: Settings, names: Names) -> Iterator[Served]:
    back_up_when_due(engine, settings, datetime.now(UTC))
    with writing(engine) as connection:
        for place, kind in enumerate(NoticeKind):
            text = f"催办：线索 GI-benxi-20261124-000{place} 的「反馈」（内部时限）2026年11月27日到期，剩 2 天。"
            at = datetime.now(UTC)
            save_notice(
                connection, once=str(place), kind=kind, text=text, role=Role.REVIEWER, at=at, is_practice=place > 5
            )
    with serve(make_desk(engine, settings, names=names, sources=(SHOP,))) as found:
        new_session(found.desk, Role.COUNTY, name="otto")
        yield found


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    opened = signed_in_page(browser, served, *ROLES)
    yield opened
    opened.context.close()


def wide(page: Page) -> list[str]:
    found = []
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        shown = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{page.url}: {shown} on {width}"] if shown > width else []
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_and_width(page: Page, served: Served, language: str) -> None:
    choose(page, served, language=language)
    found = []
    for path in PATHS:
        page.goto(served.address + path)
        found += [*violations(page), *wide(page)]
    assert found == []


def age_sessions(served: Served, minutes: int) -> None:
    with writing(served.desk.engine) as connection:
        connection.execute(update(sessions).values(seen_at=datetime.now(UTC) - timedelta(minutes=minutes)))


def test_the_word_before_the_end_can_be_read_and_going_on_prolongs(page: Page, served: Served) -> None:
    page.clock.install()
    page.goto(f"{served.address}/preferences")
    age_sessions(served, 26)
    page.clock.run_for(10 * 60_000 + 1_000)
    warning = page.locator("#session-end")
    expect(warning).to_be_visible()
    expect(warning.get_by_role("alert")).to_contain_text("再过 5 分钟")
    expect(warning.get_by_role("button", name="继续")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    assert page.request.get(f"{served.address}/profile/session", headers={"gi-poll": "1"}).json()["left"] > 29 * 60


def test_whoever_writes_keeps_the_focus_and_the_end_is_told(page: Page, served: Served) -> None:
    page.clock.install()
    page.goto(f"{served.address}/accounts")
    page.locator("input[name=shown]").focus()
    age_sessions(served, 27)
    page.clock.run_for(10 * 60_000 + 1_000)
    expect(page.locator("#session-end")).to_be_visible()
    expect(page.locator("input[name=shown]")).to_be_focused()
    age_sessions(served, 31)
    page.clock.run_for(31_000)
    expect(page.get_by_role("alert")).to_contain_text("登录已结束")
    expect(page.get_by_role("link", name="重新登录")).to_be_visible()
