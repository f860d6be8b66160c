"""Every indicator against its rows of tests/cases/indicators.csv: hit, near miss, clear, adversarial."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from leads_db.records import Assessment
from pipelines.model import BY_NAME

CASES = Path(__file__).parents[2] / "cases" / "indicators.csv"
SILENT = "silent"
with CASES.open(encoding="utf-8", newline="") as _file:
    ROWS = tuple(csv.DictReader(_file))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['indicator']}-{row['case']}")
def test_an_indicator_sees_what_the_case_shows(row: dict[str, str], assess: Callable[..., Assessment | None]) -> None:
    facts = json.loads(row["listing"])
    judged = assess(row["indication"], **facts)
    seen = {one.indicator: one for one in judged.findings} if judged else {}
    finding = seen.get(row["indicator"])
    assert (str(finding.state) if finding else SILENT) == row["expected"]
    if finding and row["quote"]:
        assert row["quote"] in finding.quote


def test_every_indicator_has_four_cases() -> None:
    counts = Counter(row["indicator"] for row in ROWS)
    assert set(counts) == set(BY_NAME)
    assert {name for name, count in counts.items() if count < 4} == set()
