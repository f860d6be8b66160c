"""线索台账 out of the store: by the command's way and as the desk hands it out."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import Engine, select

from console.desk import make_desk
from console.documents.ledger import export_ledger
from console.documents.ledger_columns import COLUMNS
from console.naming import Names
from leads_db.records.account import Role
from leads_db.settings import Settings
from leads_db.store.engine import reading
from leads_db.store.queue_views import QueueFilter
from leads_db.tables import audit
from tests.console.conftest import SaveLeads
from tests.console.desk.conftest import sign_in
from tests.console.desk.hostile_store import fill
from tests.console.hostile import HOSTILE
from tests.factories import listing
from tests.leads_db.store.handled import REVIEWER

HEADS = [name for name, _ in COLUMNS]


@pytest.fixture
def desk(engine: Engine, settings: Settings, names: Names) -> Iterator[TestClient]:
    with TestClient(make_desk(engine, settings, names=names, sources=()), base_url="http://localhost") as client:
        yield sign_in(client, Role.REVIEWER)


def take(desk: TestClient, path: str, reason: str = "月度核对") -> Any:
    return desk.post(path, data={"reason": reason})


@pytest.mark.usefixtures("three_leads")
def test_the_file_says_who_took_it_out_when_and_why(desk: TestClient, engine: Engine) -> None:
    book = load_workbook(io.BytesIO(take(desk, "/ledger.xlsx?stock=real", "月度&核对\n=1").content))
    told = dict(book["导出说明"].iter_rows(values_only=True))
    assert told["导出人"].startswith("张三（reviewer-")
    assert (told["导出事由"], told["筛选条件"], told["行数"]) == ("月度&核对 =1", "stock=real", "2")
    assert "月度＆核对" in book["线索台账"].oddFooter.center.text
    assert take(desk, "/ledger.csv").content.decode("utf-8-sig").splitlines()[-1].startswith('"导出：张三')
    with reading(engine) as connection:
        kept = connection.execute(select(audit).where(audit.c.action == "list.export").order_by(audit.c.id)).all()
    assert [row.subject for row in kept] == ["ledger.xlsx", "ledger.csv"]
    assert '"rows":2' in kept[0].detail.replace(" ", "")


@pytest.mark.parametrize("reason", ["", " ", "\u3000\u3000", "x" * 201])
def test_nothing_leaves_without_a_reason(desk: TestClient, reason: str) -> None:
    assert take(desk, "/ledger.csv", reason).status_code == 400
    assert desk.get("/ledger.csv").status_code == 405


@pytest.mark.usefixtures("three_leads")
def test_the_desk_hands_out_the_filtered_list_with_practice_rows_marked(desk: TestClient) -> None:
    sheet = load_workbook(io.BytesIO(take(desk, "/ledger.xlsx?stock=practice").content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == HEADS
    assert [row[HEADS.index("备注")] for row in rows[1:]] == ["【演示】"]
    assert sheet.freeze_panes == "C2"


@pytest.mark.usefixtures("three_leads")
def test_the_file_has_a_chinese_name_and_leaves_nothing_behind(desk: TestClient, settings: Settings) -> None:
    headers = take(desk, "/ledger.csv").headers
    assert headers["content-disposition"].startswith("attachment; filename=\"leads.csv\"; filename*=UTF-8''%E7%BA%BF")
    assert headers["content-type"] == "text/csv; charset=utf-8"
    assert list(settings.home.glob(".ledger-*")) == []


def test_only_known_tables_and_filters_are_handed_out(desk: TestClient) -> None:
    assert take(desk, "/ledger.exe").status_code == 400
    assert take(desk, "/ledger.csv?verdict=x").status_code == 400


def test_hostile_texts_from_the_store_are_no_formulas(desk: TestClient, engine: Engine) -> None:
    fill(engine, list(HOSTILE))
    book = load_workbook(io.BytesIO(take(desk, "/ledger.xlsx").content))
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert book.active.max_row == len(HOSTILE) + 1
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert {cell.hyperlink for cell in cells} == {None}
    assert max(len(str(cell.value)) for cell in cells) <= 32_767


def test_hostile_texts_from_the_store_do_not_start_a_formula_in_csv(desk: TestClient, engine: Engine) -> None:
    fill(engine, list(HOSTILE))
    text = take(desk, "/ledger.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    starts = {cell.lstrip(" \u3000\u200b\ufeff")[:1] for row in rows for cell in row}
    assert len(rows) == len(HOSTILE) + 2  # the heading, and last the note of the export
    assert starts & set("=+-@\t\r\n＝＋－＠") == set()


def test_more_than_one_batch_is_written_whole(
    engine: Engine, save_leads: SaveLeads, names: Names, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.documents.ledger.BATCH", 10)
    save_leads(*(listing(str(place), shop_id=f"s{place}") for place in range(25)))
    assert export_ledger(engine, QueueFilter(), REVIEWER, names, tmp_path / "all.csv") == 25
    assert export_ledger(engine, QueueFilter(), REVIEWER, names, tmp_path / "some.csv", at_most=12) == 12
    lines = (tmp_path / "all.csv").read_text("utf-8-sig").splitlines()
    numbers = [row[1] for row in csv.reader(lines) if len(row) > 1 and row[1].startswith("GI-")]
    assert len(numbers) == len(set(numbers)) == 25
