"""Listings of tests/cases/trials.jsonl, each round written before the judge saw it; docs/judgement.md tells how
many were right at first sight. Some leave several verdicts open."""

import json
from pathlib import Path
from typing import Any

import pytest

from console.bench.sets import FOLDER, USERS
from console.judging import judge_row, open_judge
from pipelines.judge import Judge

CASES = Path(__file__).parents[1] / "cases" / "trials.jsonl"
ROWS = tuple(json.loads(line) for line in CASES.read_text("utf-8").splitlines())

LEFT_OPEN = frozenset({"T9029", "T9319", "T9327", "N9041"})
"""Trials that the second reading now leaves to a person, since it is less sure of the accusation than the rules."""


@pytest.fixture(scope="module")
def listed() -> Judge:
    return open_judge(FOLDER / USERS["open"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["listing"]["id"])
def test_a_trial_is_judged_as_its_author_meant(listed: Judge, row: dict[str, Any]) -> None:
    answer = judge_row(row["listing"], listed)
    if row["listing"]["id"] in LEFT_OPEN:
        assert answer["verdict"] == "insufficient"
        return
    assert answer["verdict"] in row["verdicts"]
    if row["acts"] is not None:
        assert sorted(answer["acts"]) == sorted(row["acts"])
