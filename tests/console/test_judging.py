"""`gi-leads judge`: one answer for one line, in order, whatever the lines hold."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from console.judging import judge_lines, open_judge
from pipelines.judge import Judge

KEYS = ["id", "indication", "verdict", "likelihood", "acts", "bureau", "findings", "readiness", "model_version"]
FINDING_KEYS = ["indicator", "sentence", "quote", "field", "span", "ground", "weight", "refuted_by"]
ROW = {"id": "a", "platform": "taobao", "item_id": "1", "title": "桓仁大米 10斤", "attributes": {"产地": "黑龙江绥化"}}
PLAIN = {"id": "b", "platform": "taobao", "item_id": "2", "title": "手机壳"}
GI = str(Path(sys.executable).with_name("gi-leads"))


@pytest.fixture(scope="module")
def judge() -> Judge:
    return open_judge()


def as_line(row: object) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def test_an_answer_has_the_told_keys_in_their_order(judge: Judge) -> None:
    named, nothing = judge_lines([as_line(ROW), as_line(PLAIN)], judge)
    assert list(named) == list(nothing) == KEYS
    assert (named["indication"], named["verdict"]) == ("huanren-rice", "infringing")
    assert all(list(finding) == FINDING_KEYS for finding in named["findings"])
    assert (nothing["indication"], nothing["verdict"], nothing["bureau"]) == (None, "unrelated", None)
    assert nothing["likelihood"] < 0.01


def test_a_ground_names_instrument_article_and_doubt(judge: Judge) -> None:
    (answer,) = judge_lines([as_line({**ROW, "seen_at": "2026-11-12T10:00:00+08:00"})], judge)
    outside = next(one for one in answer["findings"] if one["indicator"] == "origin_outside_area")
    assert "《地理标志产品保护办法（国家知识产权局令第80号）》第三十条第（一）项（待核）" in outside["ground"]
    start, end = outside["span"]
    assert ROW["attributes"]["产地"][start:end] == outside["quote"]
    assert outside["refuted_by"]


BROKEN = [
    b"{\n",
    b"[1]\n",
    b"\xff\xfe\n",
    b'{"id": "x", "platform": "t", "item_id": "1"}\n',
    b'{"id": "x", "platform": "t", "item_id": "1", "title": 5}\n',
    b'{"platform": "t", "item_id": "1", "title": "\xe6\xa1\x93", "price_cny": []}\n',
    b"[" * 100_000 + b"\n",
    b'{"a": ' + b"9" * 10_000 + b"}\n",
]


@pytest.mark.parametrize("line", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_line_is_named_and_stops_nothing(judge: Judge, line: bytes) -> None:
    first, fault, last = judge_lines([as_line(ROW), line, as_line(PLAIN)], judge)
    assert (first["id"], last["id"]) == ("a", "b")
    assert fault["line"] == 2
    assert fault["error"].startswith("ListingBroken: ")


def test_odd_but_readable_rows_are_judged(judge: Judge) -> None:
    odd = [
        {**ROW, "id": 7, "price_cny": "1e999", "net_weight_kg": -1, "sold_count": 10**30},
        {**ROW, "title": "桓仁大米\ud800\u0000" + "米" * 1_000},
        {key: value for key, value in ROW.items() if key != "id"},
    ]
    lines = [json.dumps(row).encode() + b"\n" for row in odd]
    answers = list(judge_lines(lines, judge))
    assert [answer["id"] for answer in answers] == [7, "a", "1"]
    assert all(answer["indication"] == "huanren-rice" for answer in answers)


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([GI, "judge", *arguments], input=given, capture_output=True, check=False, env={**os.environ})


def test_streams_and_exit_codes(tmp_path: Path) -> None:
    whole = run("-", "-o", "-", given=as_line(ROW) + b"\n" + as_line(PLAIN))
    assert whole.returncode == 0
    assert [json.loads(line)["id"] for line in whole.stdout.splitlines()] == ["a", "b"]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(as_line(ROW) + b"{\n" + as_line(PLAIN))
    some = run(str(source), "-o", str(target))
    assert some.returncode == 4
    answers = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert [answer.get("line") for answer in answers] == [None, 2, None]
    assert run(str(tmp_path / "missing.jsonl")).returncode == 1


def test_a_list_of_users_decides_who_is_listed(tmp_path: Path) -> None:
    users = tmp_path / "users.csv"
    users.write_text(
        "indication_id,name,credit_code,brand,county_code,products,sign_code,valid_from,valid_to\n"
        "huanren-rice,桓仁样本米厂,91210522MA00000001,样本穗,210522,大米,91210522MA00000001,2020-01-01,2029-12-31\n",
        encoding="utf-8",
    )
    row = {**ROW, "attributes": {}, "operator_code": "91210522MA00000001", "seen_at": "2026-11-12T10:00:00+08:00"}
    (with_list,) = judge_lines([as_line(row)], open_judge(users))
    (without,) = judge_lines([as_line(row)], open_judge())
    assert (with_list["verdict"], without["verdict"]) == ("lawful", "insufficient")
