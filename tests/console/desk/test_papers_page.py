"""文书: a draft looked at, issued, checked, corrected; what changed in between is not issued; axe and width."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page
from sqlalchemy import Engine, func, select

from console.desk import make_desk
from leads_db.paper_tables import papers
from leads_db.records.account import Role
from leads_db.records.handling import Move
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from tests.console.desk.conftest import SHOP, sign_in
from tests.console.desk.serving import chromium, serve, signed_in_page
from tests.console.desk.test_ops_in_browser import AXE, RULES, RUN_AXE, SCREENS
from tests.console.documents.brief_store import DAY, RIGHT, WRONG, fill, number
from tests.factories import NOON
from tests.leads_db.store.handled import REVIEWER, step

CHOICE = f"kind=daily_brief&city=benxi&subject={DAY}"


@pytest.fixture
def client(visitor: TestClient, engine: Engine, settings: Settings) -> TestClient:
    fill(engine, settings, shop="<b>某某</b>粮油店")
    return sign_in(visitor, Role.REVIEWER, Role.APPROVER)


def seen(client: TestClient) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', client.get(f"/papers/draft?{CHOICE}").text)
    assert found
    return found[1]


def count(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.scalar(select(func.count()).select_from(papers)) or 0)


def test_a_draft_names_its_queries_and_escapes_what_was_crawled(client: TestClient) -> None:
    page = client.get(f"/papers/draft?{CHOICE}").text
    assert "新发现疑似线索14条" in page
    assert 'href="#q-new"' in page
    assert 'id="q-new"' in page
    assert "<b>某某" not in page
    assert client.get(f"/papers/draft.docx?{CHOICE}").content[:2] == b"PK"


def test_an_issued_brief_is_downloaded_as_it_was_kept_and_checked(client: TestClient, engine: Engine) -> None:
    page = client.post(f"/papers/issue?{CHOICE}", data={"seen": seen(client)})
    assert "已签发并留存" in page.text
    uid = page.url.path.rsplit("/", 1)[1]
    assert client.get(f"/papers/{uid}/file").content[:2] == b"PK"
    assert "全部一致" in client.get(f"/papers/{uid}?check=true").text
    assert count(engine) == 1


def test_a_brief_that_changed_since_it_was_looked_at_is_not_issued(client: TestClient, engine: Engine) -> None:
    old = seen(client)
    with writing(engine) as connection:
        step(connection, number(RIGHT + WRONG + 1), Move.CONFIRM, REVIEWER, at=NOON + timedelta(minutes=5))
    assert "没有签发：请重新核对" in client.post(f"/papers/issue?{CHOICE}", data={"seen": old}).text
    assert count(engine) == 0


def test_a_correction_needs_a_reason_and_leaves_the_first_one(client: TestClient, engine: Engine) -> None:
    first = client.post(f"/papers/issue?{CHOICE}", data={"seen": seen(client)}).url.path
    assert "更正须写明理由" in client.post(f"/papers/issue?{CHOICE}", data={"seen": seen(client)}).text
    client.post(f"/papers/issue?{CHOICE}", data={"seen": seen(client), "reason": "漏列来源"})
    assert count(engine) == 2
    assert "本件已被更正" in client.get(first).text


def test_a_file_that_was_changed_is_not_sent(client: TestClient, settings: Settings) -> None:
    path = client.post(f"/papers/issue?{CHOICE}", data={"seen": seen(client)}).url.path
    (kept,) = settings.papers_folder.rglob("*.docx")
    kept.write_bytes(b"PK changed")
    assert "原件丢失或被改动" in client.get(f"{path}/file").text


@pytest.mark.parametrize("subject", ["x", "2026-99-99", "event-0", "event-999"])
def test_a_time_that_is_none_makes_nothing(subject: str, client: TestClient) -> None:
    kind = "special_brief" if subject.startswith("event") else "daily_brief"
    answer = client.get(f"/papers/draft?kind={kind}&city=benxi&subject={subject}")
    assert answer.status_code == 404 or "没有生成" in answer.text


@pytest.fixture
def opened(engine: Engine, settings: Settings) -> Iterator[tuple[Page, str]]:
    fill(engine, settings, shop="很长的店名" * 30)
    with serve(make_desk(engine, settings, sources=(SHOP,))) as served, chromium() as browser:
        yield signed_in_page(browser, served, Role.REVIEWER, Role.APPROVER), served.address


@pytest.mark.browser
def test_no_fault_that_axe_knows_and_nothing_wider_than_the_screen(opened: tuple[Page, str]) -> None:
    page, address = opened
    page.set_default_timeout(15_000)
    for path in ("/papers", f"/papers/draft?{CHOICE}", "/papers/draft?kind=annual_report&city=benxi&subject=2025"):
        page.goto(address + path, wait_until="networkidle")
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(RUN_AXE, RULES) == [], path
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)
