"""The table of leads opens as text only, whatever sellers wrote."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import Engine

from console.documents.lead_table import save_lead_table
from console.documents.ledger_columns import CHOICES, COLUMNS, REASONS, Entry, make_rows
from console.documents.safe_text import CELL_LIMIT, CUT_MARK, clean_cell, clean_csv_cell
from console.naming import Names
from leads_db.errors import DocumentError
from leads_db.store.engine import reading
from leads_db.store.lead_views import read_lead_listings
from leads_db.store.leads import LeadFilter, read_leads
from leads_db.store.standings import read_standings
from leads_db.workdays import load_workdays
from tests.console.conftest import SaveLeads
from tests.console.hostile import HOSTILE
from tests.factories import listing

Rows = list[tuple[tuple[str | int, ...], tuple[str | int, ...]]]
COLUMN = {name: place for place, (name, _) in enumerate(COLUMNS)}
REASON = {name: place for place, (name, _) in enumerate(REASONS)}


def rows_of(engine: Engine, names: Names) -> Rows:
    with reading(engine) as connection:
        leads = read_leads(connection, LeadFilter(), limit=1000)
        items = read_lead_listings(connection, [lead.number for lead in leads], per_lead=50)
        standings = read_standings(connection, [lead.number for lead in leads])
    entries = [Entry(lead, items[lead.number], standings[lead.number]) for lead in leads]
    rows = make_rows(entries, names, load_workdays(), date(2026, 11, 24))
    return [(tuple(row), tuple(why)) for row, why in rows]


def read_xlsx(path: Path) -> list[list[tuple[str, object]]]:
    book = load_workbook(path)
    cells = [[(cell.data_type, cell.value) for cell in row] for sheet in book for row in sheet.iter_rows()]
    book.close()
    return cells


@pytest.mark.usefixtures("three_leads")
def test_a_row_has_every_column_in_order(engine: Engine, names: Names) -> None:
    rows = rows_of(engine, names)
    assert [(len(row), len(why)) for row, why in rows] == [(33, len(REASONS))] * 3
    assert rows[0][0][COLUMN["地理标志"]] == "桓仁大米"
    assert rows[0][0][COLUMN["商品链接"]] == "https://item.example.com/1"
    assert rows[0][0][COLUMN["状态"]] == "待研判"


@pytest.mark.usefixtures("three_leads")
def test_practice_rows_are_marked_and_others_are_not(engine: Engine, names: Names) -> None:
    assert sorted(str(why[REASON["演示"]]) for _, why in rows_of(engine, names)) == ["", "", "演示"]
    assert sorted(str(row[-1]) for row, _ in rows_of(engine, names)) == ["", "", "【演示】"]


@pytest.mark.usefixtures("three_leads")
def test_an_unconfirmed_ground_says_so(engine: Engine, names: Names) -> None:
    assert "第五十七条第（二）项〔待核〕" in str(rows_of(engine, names)[0][1][REASON["依据"]])


def test_hostile_leads_leave_no_formula_in_either_table(
    engine: Engine, names: Names, save_leads: SaveLeads, tmp_path: Path
) -> None:
    for place, text in enumerate(HOSTILE):
        save_leads(listing(f"{place}", title=f"{text}桓仁", shop_name=text, shop_id=f"s{place}", operator_name=text))
    rows = rows_of(engine, names)
    save_lead_table(tmp_path / "t.xlsx", rows)
    save_lead_table(tmp_path / "t.csv", rows)
    types = {kind for row in read_xlsx(tmp_path / "t.xlsx") for kind, _ in row}
    assert types <= {"s", "inlineStr", "n"}
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not [cell for row in csv.reader(file) for cell in row if cell[:1] in "=+-@\t\r＝＋－＠" and cell]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(st.characters(), max_size=40), min_size=1, max_size=5))
def test_any_text_survives_a_workbook_as_text(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "any.xlsx"
    save_lead_table(path, [(texts, [])])
    cells = read_xlsx(path)[1][: len(texts)]
    assert [value or "" for _, value in cells] == [clean_cell(text) for text in texts]
    assert {kind for kind, value in cells if value} <= {"s", "inlineStr"}


@given(st.text(max_size=60))
def test_no_csv_cell_begins_like_a_formula(text: str) -> None:
    assert (
        not clean_csv_cell(text)
        .lstrip("\ufeff\u200b\u3000\u00a0 ")
        .startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    )


@pytest.mark.parametrize("text", ["长" * 40_000, "🌾" * 20_000])
def test_a_text_too_long_for_a_cell_is_cut_with_a_mark(text: str) -> None:
    cut = clean_cell(text)
    assert cut.endswith(CUT_MARK)
    assert len(cut.encode("utf-16-le")) // 2 <= CELL_LIMIT


def test_the_sheet_offers_its_words_and_holds_its_head(tmp_path: Path) -> None:
    save_lead_table(tmp_path / "t.xlsx", [])
    sheet = load_workbook(tmp_path / "t.xlsx")["线索台账"]
    assert [cell.value for cell in sheet[1]] == [name for name, _ in COLUMNS]
    assert sheet.freeze_panes == "C2"
    offered = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert offered == {f'"{",".join(words)}"' for words in CHOICES.values()}
    assert max(map(len, offered)) <= 255  # what Excel takes


def test_an_unknown_ending_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"leads\.txt"):
        save_lead_table(tmp_path / "leads.txt", [])


def test_a_missing_folder_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        save_lead_table(tmp_path / "none" / "leads.csv", [])
    assert list(tmp_path.iterdir()) == []


def test_a_failed_export_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError):
        save_lead_table(path, ((("x",), ("x",)) for _ in [1 / 0]))
    assert [file.name for file in tmp_path.iterdir()] == ["leads.csv"]
