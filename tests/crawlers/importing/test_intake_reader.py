"""A row of a list of others → an intake, or the reason in Chinese."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.importing.identity import PlatformNames
from crawlers.importing.intake_columns import INTAKE_ALIASES, IntakeColumns
from crawlers.importing.intake_reader import Handing, IntakeReader
from crawlers.importing.row import Row
from leads_db.errors import RowBroken
from leads_db.records import Platform
from leads_db.records.intake import Intake, IntakeKind

TAOBAO = Platform(
    id="taobao",
    name="淘宝",
    kind="market",
    domains=("taobao.com",),
    item_url_patterns=(r"item\.taobao\.com/item\.htm\?.*?\bid=(\d+)",),
)
HANDING = Handing(kind=IntakeKind.HOTLINE, sender="12315平台", received_on=date(2026, 11, 25), due_on=date(2026, 12, 9))


def read(**cells: object) -> Intake | RowBroken:
    return IntakeReader(PlatformNames([TAOBAO]), HANDING).read(Row("line 2", cells))


def intake(**cells: object) -> Intake:
    found = read(**cells)
    assert isinstance(found, Intake), found
    return found


def test_what_the_row_says_comes_before_what_holds_for_the_file() -> None:
    row = intake(内容="假米", 店铺="甲", 转办单位="市局", 登记时间="2026/11/20 08:00", 办理期限=datetime(2026, 12, 1))  # noqa: DTZ001
    assert (row.sender, row.received_on, row.due_on) == ("市局", date(2026, 11, 20), date(2026, 12, 1))
    plain = intake(内容="假米", 店铺="甲")
    assert (plain.sender, plain.received_on, plain.due_on) == ("12315平台", HANDING.received_on, HANDING.due_on)


def test_only_links_on_hosts_of_the_register_are_links() -> None:
    ours = intake(内容="见 https://item.taobao.com/item.htm?id=77&spm=1，谢谢")
    assert (ours.url, ours.platform) == ("https://item.taobao.com/item.htm?id=77&spm=1", "taobao")
    for address in ("https://taobao.com.evil.example/item.htm?id=1", "javascript:alert(1)", "http://127.0.0.1/x"):
        told = intake(内容="假米", 店铺="甲", 链接=address)
        assert told.url == ""
        assert address in told.text


def test_a_code_is_kept_only_with_its_right_check_character() -> None:
    assert intake(内容="x", 店铺="甲", 信用代码="91350100M000100Y43").operator_code == "91350100M000100Y43"
    assert intake(内容="x", 店铺="甲", 信用代码="91350100M000100Y44").operator_code == ""


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"店铺": "甲"}, "没有标题、内容和链接"),
        ({"内容": "假米"}, "没有链接、店铺和经营者"),
        ({"内容": "假米", "店铺": "甲", "反馈期限": "月底"}, "不是日期"),
        ({"内容": "假米", "店铺": "甲", "反馈期限": "2026-11-01"}, "早于收到日期"),
        ({"内容": "假米", "店铺": "甲", "平台": "practice"}, "平台"),
    ],
)
def test_a_broken_row_says_where_and_why(cells: dict[str, object], why: str) -> None:
    found = read(**cells)
    assert isinstance(found, RowBroken)
    assert str(found).startswith("line 2: ")
    assert why in str(found)


def test_no_column_of_informers_is_read() -> None:
    columns = IntakeColumns()
    for name in ("举报人", "投诉人", "投诉人姓名", "联系电话", "举报人电话", "身份证号"):
        assert columns.field(name) is None
    assert not any("投诉人" in alias for names in INTAKE_ALIASES.values() for alias in names)


@given(st.dictionaries(st.sampled_from(["内容", "店铺", "链接", "平台", "编号", "反馈期限"]), st.text(max_size=80)))
def test_any_row_has_an_answer(cells: dict[str, object]) -> None:
    found = read(**cells)
    assert isinstance(found, Intake | RowBroken)
    if isinstance(found, Intake):
        assert len(found.text) <= 21_000
        assert not found.url or "taobao.com/" in found.url
