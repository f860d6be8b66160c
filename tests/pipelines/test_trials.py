"""Listings of tests/cases/trials.jsonl, each round written before the judge saw it; docs/judgement.md tells how
many were right at first sight. Some leave several verdicts open."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from console.bench.sets import FOLDER, USERS
from console.judging import judge_row, open_judge
from pipelines.judge import Judge

CASES = Path(__file__).parents[1] / "cases" / "trials.jsonl"
ROWS = tuple(json.loads(line) for line in CASES.read_text("utf-8").splitlines())

_TOLD = CASES.with_name("trials_otherwise.tsv").read_text("utf-8").splitlines()
OTHERWISE = {row["id"]: row for row in csv.DictReader(_TOLD, delimiter="\t")}
"""Trials that the second reading answers otherwise than their authors meant; it accuses nobody whom they did not."""


@pytest.fixture(scope="module")
def listed() -> Judge:
    return open_judge(FOLDER / USERS["open"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["listing"]["id"])
def test_a_trial_is_judged_as_its_author_meant(listed: Judge, row: dict[str, Any]) -> None:
    answer = judge_row(row["listing"], listed)
    otherwise = OTHERWISE.get(row["listing"]["id"])
    if otherwise is not None:
        assert (answer["verdict"], "+".join(sorted(answer["acts"]))) == (otherwise["verdict"], otherwise["acts"])
        assert answer["verdict"] != "infringing" or "infringing" in row["verdicts"]
        return
    assert answer["verdict"] in row["verdicts"]
    if row["acts"] is not None:
        assert sorted(answer["acts"]) == sorted(row["acts"])
