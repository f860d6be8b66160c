"""来件登记 in a real Chromium: a list from the file dialog to its leads; axe and width on both pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine

from console.desk import make_desk
from leads_db.records.account import Role
from leads_db.settings import Settings
from tests.console.desk.conftest import SHOP
from tests.console.desk.serving import chromium, serve, signed_in_page
from tests.console.desk.test_ops_in_browser import AXE, RULES, RUN_AXE, SCREENS

pytestmark = pytest.mark.browser
LIST = (
    "编号,地理标志,店铺,平台,内容,登记时间,反馈期限,是否实名\n"
    "豫知保转〔2026〕12号,怀山药,怀药养生铺,拼多多,消费者反映所售山药产自外地却标注焦作怀山药,2026-11-10,2026-11-20,是\n"
    "S2,桓仁大米,桓仁粮油直营店,淘宝,举报大米来自黑龙江,2026-11-25,2099-01-01,\n"
    "S3,,某店,京东,卖山药,,,\n"
)


@pytest.fixture
def page(engine: Engine, settings: Settings) -> Iterator[Page]:
    with serve(make_desk(engine, settings, sources=(SHOP,))) as served, chromium() as browser:
        page = signed_in_page(browser, served, Role.REVIEWER, Role.APPROVER)
        page.goto(f"{served.address}/intake")
        yield page


def check(page: Page) -> None:
    """No fault that axe knows, nothing wider than the screen."""
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(RUN_AXE, RULES) == []
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (page.url, width)


def test_a_list_from_the_file_dialog_to_its_leads(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "交办清单.csv"
    path.write_text(LIST, encoding="utf-8")
    check(page)
    form = page.locator("form[action='/intake/preview']")
    form.locator("[name=sender]").fill("省知识产权局")
    form.locator("[name=upload]").set_input_files(path)
    form.locator("button").click()
    page.wait_for_selector("text=清单预览")
    check(page)
    page.click("text=确认登记")
    page.wait_for_selector("text=新建线索 2 条")
    check(page)
    assert page.locator("td:has-text('已过')").count() == 1
