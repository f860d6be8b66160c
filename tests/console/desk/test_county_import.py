"""The list out, filled in offline, and back: each row by itself, edited keys by name, nothing of another bureau."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import Engine

from console.desk import make_desk
from console.documents.county_sheet import HEADS, SHEET
from leads_db.records.account import Role
from leads_db.records.handling import LeadState
from leads_db.settings import Settings
from leads_db.store.engine import reading
from leads_db.store.handling import read_handling
from tests.console.desk.conftest import SHOP, sign_in
from tests.console.desk.county_store import Sent, fill
from tests.console.desk.people import set_clock
from tests.console.desk.test_county_pages import START

CHECKED = {
    "签收": "是",
    "核查日期": "2026-11-26",
    "核查人员（至少两名）": "甲、乙",
    "核查方式": "现场",
    "找到主体": "是",
    "实际经营地址": "某街1号",
    "核查结论": "属实",
}
WHOLE = {
    **CHECKED,
    "案号": "桓市监立〔2026〕1号",
    "立案日期": "2026-11-26",
    "决定书文号": "桓市监罚〔2026〕1号",
    "决定日期": "2026-11-26",
    "罚款（元）": "3000",
    "处理结果": "罚款三千元",
    "平台处置": "下架",
}


class Sheets:
    """The desk of one bureau, and the workbook that its clerk fills in."""

    def __init__(self, client: TestClient, sent: dict[str, Sent]) -> None:
        self.client, self.sent = client, sent
        self.book = load_workbook(BytesIO(client.get("/county/batch/leads.xlsx").content))

    def write(self, number: str, **cells: Any) -> None:
        sheet = self.book[SHEET]
        row = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == number)
        for head, value in cells.items():
            row[HEADS.index(head)].value = value

    def give_back(self) -> str:
        stream = BytesIO()
        self.book.save(stream)
        return self.client.post("/county/batch", files={"upload": ("清单.xlsx", stream.getvalue())}).text

    def state(self, number: str) -> LeadState:
        with reading(self.client.app.state.desk.engine) as connection:  # type: ignore[attr-defined]
            return read_handling(connection, number).state


@pytest.fixture
def sheets(engine: Engine, settings: Settings) -> Iterator[Sheets]:
    sent = fill(engine, settings, START)
    app = make_desk(engine, settings, sources=(SHOP,))
    with TestClient(app, base_url="http://localhost", follow_redirects=False, raise_server_exceptions=False) as client:
        set_clock(client)
        sign_in(client, Role.COUNTY, bureau="huanren")
        yield Sheets(client, sent)


def test_a_whole_case_in_one_row_and_a_broken_row_beside_it(sheets: Sheets) -> None:
    first, second = sheets.sent["huanren"].numbers
    sheets.write(first, **WHOLE)
    sheets.write(second, **{**CHECKED, "核查人员（至少两名）": "甲"})
    page = sheets.give_back()
    assert "已导入：签收、核查记录、立案、行政处罚、反馈。" in page
    assert "核查人员至少两名" in page
    assert sheets.state(first) is LeadState.FEEDBACK
    assert sheets.state(second) is LeadState.DISPATCHED  # its signature was taken back with the rest of the row
    assert "导出以后别人已经办过" in sheets.give_back()


@pytest.mark.parametrize("head", ["线索编号", "来文字号", "地理标志", "店铺"])
def test_an_edited_key_is_refused_by_its_name(sheets: Sheets, head: str) -> None:
    number = sheets.sent["huanren"].numbers[0]
    sheets.write(number, **{**CHECKED, head: "改过"})
    assert f"“{head}”列被改动" in sheets.give_back()
    assert sheets.state(number) is LeadState.DISPATCHED


def test_the_uid_of_another_bureau_is_no_row(sheets: Sheets) -> None:
    number, foreign = sheets.sent["huanren"].numbers[0], sheets.sent["mingshan"]
    sheets.write(number, **{**CHECKED, "派发标识": foreign.uids[0]})
    page = sheets.give_back()
    assert "“派发标识”列被改动" in page
    assert [text for text in (*foreign.numbers, *foreign.letters, "明山") if text in page] == []
    assert sheets.state(foreign.numbers[0]) is LeadState.DISPATCHED


def test_what_is_no_sheet_is_told(sheets: Sheets) -> None:
    for body, told in ((b"", "文件是空的"), (b"PK", "不是可读的 xlsx"), (b"x" * (5 * 1024 * 1024 + 1), "超过 5 MB")):
        answer = sheets.client.post("/county/batch", files={"upload": ("a.xlsx", body)})
        assert (answer.status_code, told in answer.text) == (400, True)
    assert "没有填写任何一行" in sheets.give_back()
