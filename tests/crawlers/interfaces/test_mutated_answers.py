"""Good answers with one thing wrong: each ends in a named outcome, its body kept; no crash, no silent nothing."""

import copy
import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leads_db.evidence_file import read_evidence
from leads_db.records import Outcome
from tests.crawlers.interfaces.cases import CASES, Case
from tests.crawlers.interfaces.paper import Worked, work
from tests.crawlers.interfaces.samples import OFFERS, alibaba_detail
from tests.crawlers.interfaces.stub import Reply, Stub, reply

BY_NAME = pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
OTHER_TYPES = (None, [], {}, "x", -1, True, [[]], {"x": {}}, "9" * 5000, [None], 1e300)
NAMED = set(Outcome)
Way = tuple[str | int, ...]


def good(case: Case) -> Any:
    return case.make(OFFERS[:2], 2)


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """The place of every value inside an answer; a text that is JSON is looked into."""
    inner = _opened(value)
    pairs: list[tuple[str | int, Any]] = []
    if isinstance(inner, dict):
        pairs = list(inner.items())
    elif isinstance(inner, list):
        pairs = list(enumerate(inner))
    for name, found in pairs:
        yield (*way, name)
        yield from ways(found, (*way, name))


def _opened(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("{"):
        return json.loads(value)
    return value


def changed(value: Any, way: Way, change: Callable[[Any, str | int], None]) -> Any:
    """A copy with one place changed, inner JSON texts written again."""
    opened = _opened(copy.deepcopy(value))
    if len(way) == 1:
        change(opened, way[0])
    else:
        opened[way[0]] = changed(opened[way[0]], way[1:], change)
    return json.dumps(opened, ensure_ascii=False) if isinstance(value, str) else opened


def drop(box: Any, name: str | int) -> None:
    del box[name]


def put(other: Any) -> Callable[[Any, str | int], None]:
    def change(box: Any, name: str | int) -> None:
        box[name] = other

    return change


def mutations(answer: Any) -> Iterator[tuple[str, Any]]:
    """The second row stays whole: what befalls one is not to cost the other."""
    for way in (way for way in ways(answer) if 1 not in way):
        yield f"{way} dropped", changed(answer, way, drop)
        for other in OTHER_TYPES:
            yield f"{way} = {str(other)[:20]}", changed(answer, way, put(other))


def check(label: str, worked: Worked, body: bytes) -> None:
    outcome, told = worked.end.outcome, worked.reports
    assert outcome in NAMED, label
    assert told, label
    assert all(one.outcome in NAMED for one in told), label
    if outcome in (Outcome.OK, Outcome.PARTIAL):
        assert worked.listings, label
        assert all(one.title and one.item_id for one in worked.listings), label
    elif outcome is not Outcome.EMPTY:
        assert worked.end.cause, label
        assert all(one.reason for one in told if not one.outcome.is_seen), label
    kept = [read_evidence(worked.folder, one).body for harvest in worked.harvests for one in harvest.evidence]
    assert body in kept, label


@BY_NAME
def test_every_single_change_of_an_answer(case: Case, tmp_path: Path) -> None:
    answer = good(case)
    outcomes: dict[Outcome, int] = {}
    for at, (label, value) in enumerate(mutations(answer)):
        body = json.dumps(value, ensure_ascii=False).encode()
        stub = Stub(case, script=lambda page, times, body=body: reply(body))  # type: ignore[misc]
        worked = work(case.name, stub, tmp_path / str(at), details=False)
        check(label, worked, body)
        outcomes[worked.end.outcome] = outcomes.get(worked.end.outcome, 0) + 1
        assert worked.end.outcome is not Outcome.EMPTY or is_told_empty(case, value), label
    assert outcomes[Outcome.SCHEMA_CHANGED] > 5
    assert outcomes[Outcome.OK] > 50


def is_told_empty(case: Case, value: Any) -> bool:
    """An empty answer may only follow from an empty list or a code that says so."""
    text = json.dumps(value)
    return "[]" in text or "NoResults" in text


@BY_NAME
def test_answers_that_are_something_else(case: Case, tmp_path: Path) -> None:
    whole = json.dumps(good(case), ensure_ascii=False).encode()
    packed = gzip.compress(whole)
    bodies = {
        "page": b"<html><head><title>maintenance</title></head><body>sorry</body></html>",
        "nothing": b"",
        "null": b"null",
        "list": b"[]",
        "object": b"{}",
        "text": b'"ok"',
        "number": b"0",
        "cut off": whole[: len(whole) // 2],
        "packed and cut off": packed[: len(packed) // 2],
        "packed and damaged": packed[:20] + b"\x00" * 20,
        "gbk": json.dumps({"message": "系统繁忙"}, ensure_ascii=False).encode("gbk"),
        "deep": b"[" * 100_000,
        "binary": bytes(range(256)),
        "two": whole + whole,
    }
    for label, body in bodies.items():
        for status in (200, 400, 500):
            stub = Stub(case, script=lambda page, times, body=body, status=status: reply(body, status))  # type: ignore[misc]
            worked = work(case.name, stub, tmp_path / f"{label}{status}")
            wanted = {Outcome.SCHEMA_CHANGED if status != 500 else Outcome.TRANSPORT_ERROR}
            wanted |= {Outcome.BLOCKED_CAPTCHA} if case.name == "douyin_buyin" and not body else set()
            assert worked.end.outcome in wanted, (label, status, worked.end)
            assert worked.listings == []
            if body:
                check(label, worked, body)


@BY_NAME
def test_a_packed_answer_that_does_not_say_so_is_read(case: Case, tmp_path: Path) -> None:
    body = gzip.compress(json.dumps(good(case)).encode())
    stub = Stub(case, script=lambda page, times: Reply(body=body) if page > 0 else None)
    assert work(case.name, stub, tmp_path).end.outcome is Outcome.OK


@BY_NAME
def test_a_challenge_page_is_called_one(case: Case, tmp_path: Path) -> None:
    body = "<html><head><title>安全验证</title></head><body>请完成验证</body></html>".encode()
    page = Reply(body=body, headers={"Content-Type": "text/html; charset=utf-8"})
    worked = work(case.name, Stub(case, script=lambda number, times: page), tmp_path)
    assert worked.end.outcome is Outcome.BLOCKED_CAPTCHA
    assert worked.end.stops_source


@BY_NAME
def test_words_of_a_challenge_in_a_title_are_no_challenge(case: Case, tmp_path: Path) -> None:
    answer = changed_title(case, "请完成安全验证 滑块验证 被挤爆 亲，请登录")
    stub = Stub(case, script=lambda page, times: reply(answer) if page > 0 else None)
    assert work(case.name, stub, tmp_path, details=False).end.outcome is Outcome.OK


def changed_title(case: Case, title: str) -> Any:
    return case.make([replace(OFFERS[0], title=title)], 1)


@pytest.mark.parametrize("part", ["rows", "one title"])
@BY_NAME
def test_rows_that_cannot_be_read_are_told(case: Case, part: str, tmp_path: Path) -> None:
    offers = [replace(one, title="") for one in OFFERS[: 3 if part == "rows" else 1]]
    answer = case.make([*offers, *([] if part == "rows" else OFFERS[1:3])], 3)
    worked = work(case.name, Stub(case, script=lambda page, times: reply(answer)), tmp_path, details=False)
    if part == "rows":
        assert worked.end.outcome is Outcome.SCHEMA_CHANGED
    else:
        assert "rows_unreadable: 1 of 3" in [told.reason for told in worked.reports]


def test_every_single_change_of_a_detail(tmp_path: Path) -> None:
    case = CASES["alibaba1688"]
    for at, (label, value) in enumerate(mutations(alibaba_detail(OFFERS[0]))):
        body = json.dumps(value, ensure_ascii=False).encode()
        stub = Stub(case, size=1, script=lambda page, times, body=body: reply(body) if page == -1 else None)  # type: ignore[misc]
        worked = work("alibaba1688", stub, tmp_path / str(at), max_pages=1)
        assert worked.end.outcome in NAMED, label
        check(label, worked, body)
