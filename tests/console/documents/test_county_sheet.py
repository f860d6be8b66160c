"""待办清单: what is exported comes back as it was filled in; keys are checked, lists offered, formulas none."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from console.documents.county_sheet import (
    CHECK,
    COLUMNS,
    HEADS,
    KEYS,
    ROWS_MOST,
    SHEET,
    SheetLine,
    read_county_sheet,
    row_check,
    write_county_sheet,
)
from leads_db.errors import ImportFileBroken
from leads_db.records.handling import Move
from tests.console.hostile import HOSTILE

LINE = SheetLine(keys=("uid-1", "GI-1", "试〔2026〕1号", "桓仁大米", "某店", "5"), shown=("已签收核查中", "2026-12-10"))


def fill(path: Path, *rows: dict[str, Any], lines: tuple[SheetLine, ...] = (LINE,)) -> Path:
    """Write the export, then fill in the cells of each row by their heads, as somebody does in Excel."""
    book = load_workbook(BytesIO(write_county_sheet(lines)))
    sheet = book[SHEET]
    for place, row in enumerate(rows, 2):
        for head, value in row.items():
            sheet.cell(place, HEADS.index(head) + 1).value = value
    book.save(path)
    return path


def test_it_comes_back_as_it_was_filled_in(tmp_path: Path) -> None:
    path = fill(
        tmp_path / "a.xlsx",
        {
            "签收": "是",
            "核查日期": date(2026, 11, 26),
            "核查人员（至少两名）": "甲、乙",
            "找到主体": "否",
            "核查方式": "现场",
            "立案日期": date(2026, 11, 27),
            "案号": 17,
            "罚款（元）": 3000.0,
            "平台处置": "下架",
        },
    )
    (line,) = read_county_sheet(path)
    assert (line.number, line.keys, line.check, line.faults) == (2, LINE.keys, row_check(LINE.keys), ())
    assert line.facts == {
        Move.SIGN: {},
        Move.VERIFY: {
            "checked_on": "2026-11-26",
            "officers": "甲、乙",
            "method": "on_site",
            "subject_found": "no",
        },
        Move.FILE: {"case_number": "17", "filed_on": "2026-11-27"},
        Move.PUNISH: {"fine_cny": "3000"},
        Move.FEED_BACK: {"platform_action": "taken_down"},
    }


def test_rows_without_anything_filled_in_are_passed_over(tmp_path: Path) -> None:
    assert read_county_sheet(fill(tmp_path / "a.xlsx", {}, {"案号": "1"}, lines=(LINE, LINE)))[0].number == 3
    assert read_county_sheet(fill(tmp_path / "b.xlsx")) == ()


def test_a_word_that_is_none_of_its_list_is_named(tmp_path: Path) -> None:
    (line,) = read_county_sheet(fill(tmp_path / "a.xlsx", {"核查方式": "电话", "找到主体": "大概"}))
    assert line.faults == ("核查方式", "找到主体")
    assert line.facts == {}


def test_the_workbook_offers_lists_freezes_its_head_and_holds_no_formula() -> None:
    lines = [SheetLine(keys=(text, text, text, text, text, "1"), shown=(text, "")) for text in HOSTILE]
    sheet = load_workbook(BytesIO(write_county_sheet(lines)))[SHEET]
    assert [cell.value for cell in sheet[1]] == list(HEADS)
    assert sheet.freeze_panes == "C2"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    offered = {str(item.formula1).strip('"') for item in sheet.data_validations.dataValidation}
    assert offered == {",".join(column.choices.values()) for column in COLUMNS if column.choices}
    assert all(len(text) <= 250 for text in offered)  # Excel takes no longer list


@pytest.mark.parametrize("name", [*KEYS, CHECK])
def test_the_check_value_covers_every_key(name: str, tmp_path: Path) -> None:
    (line,) = read_county_sheet(fill(tmp_path / "a.xlsx", {name: "改", "案号": "1"}))
    assert line.check != row_check(line.keys)


def test_what_is_no_such_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    for body in (b"", b"PK\x03\x04", b"<html>"):
        path.write_bytes(body)
        with pytest.raises(ImportFileBroken):
            read_county_sheet(path)
    Workbook().save(path)
    with pytest.raises(ImportFileBroken, match="工作表"):
        read_county_sheet(path)
    fill(path)
    book = load_workbook(path)
    book[SHEET].cell(1, HEADS.index("案号") + 1).value = "别名"
    book.save(path)
    with pytest.raises(ImportFileBroken, match="案号"):
        read_county_sheet(path)
    fill(path, lines=(LINE,) * (ROWS_MOST + 1))
    with pytest.raises(ImportFileBroken, match="分批"):
        read_county_sheet(path)
