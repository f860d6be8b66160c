"""The desk's pages: what they say, and the headers under which they say it."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from leads_db.records import RunState, Verdict
from leads_db.store.due_runs import DueRun, DueState, save_due
from leads_db.store.engine import writing
from leads_db.tables import metadata
from tests.console.conftest import SaveLeads
from tests.factories import NOON, finding, listing

PAGES = [
    "/",
    "/leads",
    "/runs",
    "/sources",
    "/static/desk.css",
    "/preferences",
    "/nothing",
    "/leads/GI-none",
    "/runs/0",
]


def first_lead(desk: TestClient) -> str:
    found = re.search(r'href="(/leads/GI-[\w-]+)"', desk.get("/leads").text)
    assert found
    return found[1]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_forbids_scripts_and_foreign_content(desk: TestClient, path: str) -> None:
    headers = desk.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_script_style_or_outside_address(desk: TestClient, path: str) -> None:
    text = desk.get(path).text
    assert not re.search(
        r'<script(?! src="/static/[\w./-]+"(?: defer)?></script>)|<style|\sstyle=|\son\w+=|javascript:', text
    )
    assert not re.search(r'(?:src|href)="(?!/|#)', text)


def test_another_host_name_is_refused(desk: TestClient) -> None:
    assert desk.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_changed(desk: TestClient, method: str) -> None:
    assert getattr(desk, method)("/leads").status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        "verdict=lawful",
        "verdict=x",
        "after=x",
        "after=1:x",
        "indication=<b>",
        "bureau=%00",
        "state=x",
        "since=1.1.2026",
    ],
)
def test_an_unknown_parameter_is_told_not_guessed(desk: TestClient, query: str) -> None:
    answer = desk.get(f"/leads?{query}")
    assert answer.status_code == 400
    assert "参数" in answer.text


@pytest.mark.parametrize(
    "path", ["/leads/GI-benxi-20260101-0001", "/runs/99", "/evidence/99", "/x", "/openapi.json", "/docs"]
)
def test_what_does_not_exist_is_404_in_chinese(desk: TestClient, path: str) -> None:
    answer = desk.get(path)
    assert answer.status_code == 404
    assert "没有这一页或这一编号" in answer.text


def test_no_leads_is_never_said_of_a_source_that_was_not_seen(desk: TestClient) -> None:
    for path in ("/", "/leads"):
        text = desk.get(path).text
        assert "缺数不等于零" in text
        assert "不能当作" in text


def test_no_leads_is_said_when_every_source_was_seen(desk: TestClient, save_leads: SaveLeads) -> None:
    save_leads(listing(), verdict=Verdict.LAWFUL)
    text = desk.get("/").text
    assert "所有来源最近一次都已看全" in text
    assert "缺数" not in text


@pytest.mark.parametrize("state", [RunState.PARTIAL, RunState.FAILED, RunState.CANCELLED])
def test_a_run_that_did_not_see_all_is_a_gap(desk: TestClient, save_leads: SaveLeads, state: RunState) -> None:
    save_leads(listing(), state=state)
    assert "缺数不等于零" in desk.get("/").text


@pytest.mark.usefixtures("three_leads")
def test_practice_leads_are_marked_on_list_and_sheet(desk: TestClient) -> None:
    rows = desk.get("/leads").text.split("<tr>")
    marked = [row for row in rows if 'class="practice"' in row]
    assert len(marked) == 1
    number = re.search(r"/leads/(GI-[\w-]+)", marked[0])
    assert number
    assert 'class="practice"' in desk.get(f"/leads/{number[1]}").text


@pytest.mark.usefixtures("three_leads")
def test_filters_narrow_the_list(desk: TestClient) -> None:
    assert "符合条件 1 条" in desk.get("/leads?verdict=insufficient").text
    assert "符合条件 1 条" in desk.get("/leads?bureau=transfer:230100").text
    assert "没有符合筛选条件" in desk.get("/leads?indication=huai-yam").text


@pytest.mark.usefixtures("three_leads")
def test_a_lead_tells_text_reasons_refutation_gap_bureau_and_evidence(desk: TestClient) -> None:
    page = desk.get(first_lead(desk)).text
    wanted = (
        "这页写了什么",
        "为什么可疑",
        "有什么反证",
        "还缺什么",
        "该由哪个局办",
        "桓仁县市场监督管理局",
        "可以推翻它的",
        "待核",
        "ab" * 32,
    )
    assert [text for text in wanted if text not in page] == []
    assert '<mark class="found">桓仁大米</mark>' in page
    assert '<mark class="clear">某某</mark>' in page


@pytest.mark.usefixtures("three_leads")
def test_any_listing_of_the_lead_can_be_read(desk: TestClient) -> None:
    path = first_lead(desk)
    key = listing("2").key
    assert "10kg" in desk.get(f"{path}?listing={key}").text.split("这条线索下的商品")[0]
    assert desk.get(f"{path}?listing={'0' * 32}").status_code == 404


def test_a_phone_number_is_masked_wherever_it_is_written(desk: TestClient, save_leads: SaveLeads) -> None:
    phone = "13800138000"
    told = (finding(sentence=f"店主{phone}", quote=phone, field="title", span=(0, 11), refuted_by=phone),)
    item = listing(title=f"{phone}桓仁大米", description=f"订购请拨 {phone}", shop_name=f"某店{phone}")
    save_leads(item, findings=told, missing=(phone,))
    pages = [desk.get(path).text for path in ("/", "/leads", first_lead(desk))]
    assert [page for page in pages if phone in page] == []
    assert all("电话已隐去" in page for page in pages)


def test_a_phone_number_that_a_quote_cuts_is_masked_whole(desk: TestClient, save_leads: SaveLeads) -> None:
    cut = finding(quote="001380", field="description", span=(5, 11))
    save_leads(listing(description="电话13800138000联系"), findings=(cut,))
    page = desk.get(first_lead(desk)).text
    assert re.search(r"电话〔电话已隐去〕<mark|电话〔电话已隐去〕联系", page)
    assert "138" not in page.split("描述")[1].split("</dd>")[0]


def test_a_long_number_in_an_address_is_no_phone(desk: TestClient, save_leads: SaveLeads) -> None:
    save_leads(listing(url="https://item.example.com/13800138000"))
    assert desk.get(first_lead(desk)).text.count("https://item.example.com/13800138000") == 2


def test_more_leads_than_a_page_holds_are_paged(desk: TestClient, save_leads: SaveLeads) -> None:
    save_leads(*(listing(str(place), shop_id=f"s{place}") for place in range(35)))
    first = desk.get("/leads").text
    further = re.search(r'rel="next" href="([^"]+)"', first)
    assert further
    second = desk.get(html.unescape(further[1])).text
    found = [re.findall(r'href="/leads/(GI-[\w-]+)"', page) for page in (first, second)]
    assert (len(found[0]), len(found[1]), len({*found[0], *found[1]})) == (30, 5, 35)
    assert "下一页" not in second


@pytest.mark.usefixtures("three_leads")
def test_an_indication_is_found_by_its_sounds_and_a_shop_by_its_name(desk: TestClient) -> None:
    for text in ("hrdm", "HRDM", "huanren", "桓仁大米"[:0]):
        assert "符合条件 3 条" in desk.get("/leads", params={"text": text}).text
    assert "拼音匹配" in desk.get("/leads?text=hrdm").text
    assert "没有符合筛选条件" in desk.get("/leads?text=hsy").text
    number = first_lead(desk).rpartition("/")[2]
    assert "符合条件 1 条" in desk.get("/leads", params={"text": number}).text
    assert "符合条件 3 条" in desk.get("/leads", params={"text": "粮油店"}).text


@pytest.mark.usefixtures("three_leads")
def test_state_and_days_narrow_the_ledger(desk: TestClient) -> None:
    assert "符合条件 3 条" in desk.get("/leads?state=new&since=2026-11-20&until=2026-11-20").text
    assert "没有符合筛选条件" in desk.get("/leads?until=2026-11-19").text
    assert "没有符合筛选条件" in desk.get("/leads?state=archived").text


def test_a_missed_run_is_shown_with_what_became_of_it(desk: TestClient, engine: Engine) -> None:
    due = datetime.now(UTC) - timedelta(days=1)
    with writing(engine) as connection:
        save_due(
            connection, DueRun(job="collect:shop", due_at=due, state=DueState.MERGED, note="已并入", settled_at=NOON)
        )
    assert "错过，已并入补跑" in desk.get("/").text


def test_a_run_shows_requests_by_outcome(desk: TestClient, save_leads: SaveLeads) -> None:
    run_id = save_leads(listing())
    text = desk.get(f"/runs/{run_id}").text
    assert "要求登录" in text
    assert "正常" in text


def test_evidence_that_is_gone_is_said_to_be_gone(desk: TestClient, save_leads: SaveLeads) -> None:
    save_leads(listing())
    assert "证据文件不在原处" in desk.get("/evidence/1").text


def test_a_store_that_fails_is_a_chinese_503(desk: TestClient, engine: Engine) -> None:
    for name in ("lead_listings", "leads"):
        metadata.tables[name].drop(engine)
    answer = desk.get("/leads")
    assert answer.status_code == 503
    assert "数据库暂时不可用" in answer.text
