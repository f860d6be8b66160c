"""统计 and 审计 as they are read, and what leaves them."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from lxml import html
from sqlalchemy import Engine, select, text

from leads_db.records.account import Role
from leads_db.records.handling import Move
from leads_db.store.audit import save_audit
from leads_db.store.engine import reading, writing
from leads_db.tables import audit
from scheduler.figure_keeping import keep_figures
from tests.console.desk.conftest import SignIn
from tests.console.hostile import HOSTILE
from tests.factories import NOON
from tests.leads_db.store.handled import REVIEWER, open_lead, step

NUMBER = "GI-benxi-20261120-0001"


@pytest.fixture
def decided(engine: Engine) -> str:
    """One lead confirmed, one excluded, one of 焦作."""
    now = datetime.now(UTC) - timedelta(hours=1)
    with writing(engine) as connection:
        for number, city in ((NUMBER, "benxi"), (f"{NUMBER[:-1]}2", "benxi"), ("GI-jiaozuo-20261120-0001", "jiaozuo")):
            open_lead(connection, number, city=city, first_seen_at=now)
        step(connection, NUMBER, Move.CONFIRM, REVIEWER, now)
        later = now + timedelta(seconds=24)
        step(connection, f"{NUMBER[:-1]}2", Move.EXCLUDE, REVIEWER, later, exclusion="authorised")
    return NUMBER


@pytest.mark.usefixtures("decided")
def test_figures_stand_with_their_cases_and_interval(sign_in: SignIn) -> None:
    page = sign_in(Role.REVIEWER).get("/statistics").text
    for told in ("24 秒", "50.0%（1/2）", "9%–91%（样本少）", "0.0%（0/2）", "缺数不等于零"):
        assert told in page, told


@pytest.mark.usefixtures("decided")
def test_every_chart_has_its_table_and_only_own_cities_are_counted(sign_in: SignIn) -> None:
    page = sign_in(Role.REVIEWER, cities=("benxi",)).get("/statistics").text
    assert page.count("data-chart=") == page.count("<summary>数据表</summary>") == 6
    assert '<th scope="row">桓仁大米</th><td class="number">2</td>' in page
    both = sign_in(Role.AUDITOR).get("/statistics").text
    assert '<th scope="row">桓仁大米</th><td class="number">3</td>' in both


@pytest.mark.usefixtures("decided")
def test_what_was_counted_at_night_is_told_with_its_time_and_changes_no_figure(sign_in: SignIn, engine: Engine) -> None:
    reviewer = sign_in(Role.REVIEWER)
    before = reviewer.get("/statistics").text
    assert "已过各日截至" not in before
    keep_figures(engine, datetime.now(UTC), most=1_000)
    after = reviewer.get("/statistics").text
    assert "已过各日截至" in after
    for told in ("24 秒", "50.0%（1/2）", "0.0%（0/2）"):
        assert told in before
        assert told in after


def test_without_a_case_no_share_is_claimed(sign_in: SignIn) -> None:
    page = sign_in(Role.REVIEWER).get("/statistics?days=7").text
    assert "0.0%" not in page
    assert page.count("无数据") >= 5


@pytest.fixture
def auditor(sign_in: SignIn, decided: str) -> TestClient:
    return sign_in(Role.AUDITOR)


def test_the_audit_is_searched_by_who_what_about_and_day(auditor: TestClient) -> None:
    assert (
        auditor.get("/audit", params={"subject": NUMBER, "action": "lead.confirm"}).text.count('class="raw">lead.') == 1
    )
    assert auditor.get("/audit?actor=rita").text.count('class="raw">lead.') == 2
    for nothing in ("actor=nobody", "until=2020-01-01", "subject=GI-x", "action=%25"):
        assert "没有符合条件的记录" in auditor.get(f"/audit?{nothing}").text


def test_pages_of_the_audit_follow_each_other(sign_in: SignIn, engine: Engine) -> None:
    with writing(engine) as connection:
        for place in range(60):
            open_lead(connection, f"GI-benxi-20261120-{place:04d}")
    auditor = sign_in(Role.AUDITOR)
    first = auditor.get("/audit?action=lead.").text
    further = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = auditor.get(further).text
    assert (first.count('class="raw">lead.open'), second.count('class="raw">lead.open')) == (50, 10)


def test_the_chain_is_verified_and_a_changed_row_is_named(auditor: TestClient, engine: Engine) -> None:
    assert "全部相符" in auditor.post("/audit/verify").text
    with reading(engine) as connection:
        first = connection.scalars(select(audit.c.id).where(audit.c.action == "lead.confirm")).one()
    with writing(engine) as connection:
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type='trigger'")).all():
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        connection.execute(text("UPDATE audit SET actor='somebody' WHERE id=:id"), {"id": first})
    assert f"第 {first} 行与链不符" in auditor.post("/audit/verify").text
    with reading(engine) as connection:
        told = connection.scalars(select(audit.c.detail).where(audit.c.action == "audit.verify")).all()
    assert [f'"broken":{first}' in one.replace(" ", "") for one in told] == [False, True]


def test_an_export_needs_a_reason_and_is_a_row_itself(auditor: TestClient, engine: Engine) -> None:
    assert auditor.post("/audit/export", data={"reason": " "}).status_code == 400
    answer = auditor.post("/audit/export", data={"reason": "季度检查", "action": "lead."})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 1 + 5 + 1
    assert {row[3] for row in rows[1:-1]} == {"lead.open", "lead.confirm", "lead.exclude"}
    assert rows[-1][0].startswith("导出：张三")
    assert "季度检查" in rows[-1][0]
    with reading(engine) as connection:
        (kept,) = connection.scalars(select(audit.c.detail).where(audit.c.action == "list.export"))
    assert "季度检查" in kept


def test_no_text_of_a_stranger_starts_a_formula_or_becomes_markup(sign_in: SignIn, engine: Engine) -> None:
    with writing(engine) as connection:
        for words in (one.encode("utf-8", "replace").decode() for one in HOSTILE):
            detail = {words: words}
            save_audit(connection, at=NOON, actor=words[:100], action="x.y", subject=words[:200], detail=detail)
    auditor = sign_in(Role.AUDITOR)
    page = html.document_fromstring(auditor.get("/audit").text)
    assert {script.get("src", "").startswith("/static/") for script in page.iter("script")} == {True}
    assert {str(node.tag) for node in page.iter()}.isdisjoint({"img", "iframe", "svg", "object", "embed", "style"})
    answer = auditor.post("/audit/export", data={"reason": "=1+1 @x"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    starts = {cell.lstrip(" \u3000\u200b\ufeff")[:1] for row in rows for cell in row}
    assert starts & set("=+-@\t\r\n＝＋－＠") == set()
