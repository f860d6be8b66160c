"""Which of two listings must score higher: tests/cases/rankings.csv."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from leads_db.records import Assessment

CASES = Path(__file__).parents[1] / "cases" / "rankings.csv"
with CASES.open(encoding="utf-8", newline="") as _file:
    ROWS = tuple(csv.DictReader(_file))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_the_likelier_listing_scores_higher(row: dict[str, str], assess: Callable[..., Assessment | None]) -> None:
    likelier, less = (assess(row["indication"], **json.loads(row[name])) for name in ("likelier", "less"))
    assert likelier is not None
    assert less is not None
    assert likelier.likelihood > less.likelihood
