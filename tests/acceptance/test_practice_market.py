"""From the practice market to an exported lead and back to nothing, by the command line alone."""

import os
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which one shop of the practice market was collected."""
    folder = tmp_path_factory.mktemp("home")
    told = gi_leads(folder, "crawl", "--source", "practice-ld", "--reason", "acceptance")
    assert told.returncode == 0, told.stdout + told.stderr
    return folder


def gi_leads(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {**os.environ, "GI_HOME": str(home), "GI_PRACTICE_PORT": str(port)}
    command = [sys.executable, "-m", "console.cli", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=110, check=False)


def read_ledger(file: Path) -> list[dict[str, object]]:
    """The rows of the ledger, each with its reasons from the second sheet."""
    book = load_workbook(file)
    ledger, reasons = ([*sheet.iter_rows(values_only=True)] for sheet in book.worksheets[:2])
    why = {row[0]: dict(zip(reasons[0], row, strict=True)) for row in reasons[1:]}
    told = [dict(zip(ledger[0], row, strict=True)) for row in ledger[1:]]
    return [{**row, **why[row["线索编号"]]} for row in told]


@pytest.fixture(scope="module")
def rows(home: Path) -> list[dict[str, object]]:
    """The exported leads."""
    file = home / "leads.xlsx"
    assert gi_leads(home, "leads", "export", str(file)).returncode == 0
    return read_ledger(file)


def test_the_shop_becomes_explained_leads_each_marked_and_evidenced(rows: list[dict[str, object]]) -> None:
    assert len(rows) >= 50
    assert {row["演示"] for row in rows} == {"演示"}
    assert [row["线索编号"] for row in rows if not (row["证据编号"] and row["证据摘要（SHA-256）"])] == []
    assert [row["线索编号"] for row in rows if row["研判结论"] == "侵权疑似" and not row["依据"]] == []


def test_every_kind_of_lead_is_there_the_authorised_but_irregular_too(rows: list[dict[str, object]]) -> None:
    kinds = Counter(row["研判结论"] for row in rows)
    assert set(kinds) == {"侵权疑似", "核准但不规范", "产地内未核准", "待补证"}


def test_a_lead_and_its_evidence_can_be_read(home: Path, rows: list[dict[str, object]]) -> None:
    row = rows[0]
    sheet = gi_leads(home, "leads", "show", str(row["线索编号"])).stdout
    assert str(row["店铺"]) in sheet
    assert "演示" in sheet
    number = str(row["证据编号"]).split("、")[0]
    assert gi_leads(home, "evidence", "show", number).returncode == 0


def test_collected_again_nothing_doubles(home: Path, rows: list[dict[str, object]]) -> None:
    again = gi_leads(home, "crawl", "--source", "practice-ld", "--reason", "again")
    gi_leads(home, "leads", "export", str(home / "again.xlsx"))
    assert "│ leads_new     │ 0" in again.stdout
    kept = [sorted(str(row["线索编号"]) for row in found) for found in (rows, read_ledger(home / "again.xlsx"))]
    assert kept[0] == kept[1]


def test_one_command_wipes_it_all(home: Path) -> None:
    assert gi_leads(home, "practice", "wipe", "--yes").returncode == 0
    told = gi_leads(home, "leads", "list").stdout
    assert "GI-" not in told
    assert not (home / "evidence" / "practice").exists()
    assert gi_leads(home, "audit", "verify").returncode == 0
