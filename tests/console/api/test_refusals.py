"""One shape of errors, with nothing of the inside; tokens, sizes and pace."""

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from console.api.answers import MESSAGES, NAMED
from console.api.body_limit import BODY_MOST
from console.api.pace import Pace
from console.desk.security.csrf import HEADER
from leads_db.account_tables import accounts
from leads_db.records.account import Role
from leads_db.store.engine import open_engine, writing
from tests.console.api.office import Office, open_office
from tests.console.desk.conftest import sign_in


def shape(answer: Any) -> tuple[int, str]:
    error = answer.json()["error"]
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"error"}
    assert set(error) == {"code", "message", "facts"}
    assert "Traceback" not in answer.text
    return answer.status_code, error["code"]


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("GET", "/nothing", (404, "not_found")),
        ("DELETE", "/leads", (405, "method_not_allowed")),
        ("GET", "/leads?limit=0", (422, "invalid_request")),
        ("GET", "/leads?state=gone", (422, "invalid_request")),
        ("GET", "/leads/../../etc/passwd", (404, "not_found")),
        ("GET", "/leads/GI-benxi-20261124-0099", (404, "not_found")),
        ("GET", "/leads/%3Cscript%3E", (422, "invalid_request")),
    ],
)
def test_every_refusal_has_the_one_shape(still_office: Office, method: str, path: str, told: tuple[int, str]) -> None:
    assert shape(still_office.call(method, path, Role.REVIEWER)) == told


def test_below_api_nothing_is_a_page(still_office: Office) -> None:
    for path in ("/api", "/api/", "/api/v2/leads", "/api/v1/leads/"):
        answer = still_office.client.get(path)
        assert answer.headers.get("content-type", "application/json") == "application/json", path
        assert answer.status_code in (307, 404), path


def test_a_refusal_does_not_repeat_what_was_sent(still_office: Office) -> None:
    order = {"kind": "<script>alert(1)</script>", "secret": "hunter2"}
    uid = still_office.sent["huanren"].uids[0]
    answer = still_office.call("POST", f"/dispatches/{uid}/receipts", Role.COUNTY, json=order)
    assert shape(answer) == (422, "invalid_request")
    assert "hunter2" not in answer.text
    assert "script" not in answer.text


def test_a_body_that_is_no_json(still_office: Office) -> None:
    path = f"/dispatches/{still_office.sent['huanren'].uids[0]}/receipts"
    for body in (b"{", b"\xff\xfe", b"[" * 20_000, b'{"kind": NaN}'):
        headers = {"content-type": "application/json"}
        answer = still_office.call("POST", path, Role.COUNTY, content=body, headers=headers)
        assert shape(answer)[0] in (400, 422), body[:9]


def test_large_bodies_are_refused_by_their_length_and_as_they_come(still_office: Office) -> None:
    headers = {"content-type": "application/json"}
    large = b" " * (BODY_MOST + 1)
    whole = still_office.call("POST", "/intake", Role.REVIEWER, content=large, headers=headers)
    assert shape(whole) == (413, "too_large")
    pieces = itertools.repeat(b" " * 1_000, 100)
    assert shape(still_office.call("POST", "/intake", Role.REVIEWER, content=pieces, headers=headers))[0] == 413


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer gi_wrong", "Basic Z2k6Z2k=", "Bearer " + "x" * 5_000])
def test_without_a_token_there_is_nothing(still_office: Office, header: str) -> None:
    answer = still_office.call("GET", "/leads", headers={"authorization": header})
    assert shape(answer) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_session_is_no_token(office: Office) -> None:
    sign_in(office.client, Role.REVIEWER)
    assert office.client.headers[HEADER]
    assert shape(office.client.get("/api/v1/leads")) == (401, "unauthorized")
    assert shape(office.client.post("/api/v1/intake", json={})) == (401, "unauthorized")


def test_a_demonstration_account_has_no_say_beside_real_sources(office: Office) -> None:
    token = office.token(Role.REVIEWER)
    headers = {"authorization": f"Bearer {token}"}
    assert office.client.get("/api/v1/me", headers=headers).status_code == 200
    with writing(office.engine) as connection:
        connection.execute(update(accounts).values(is_demo=True))
    assert shape(office.client.get("/api/v1/me", headers=headers)) == (401, "unauthorized")


def test_a_key_is_needed_to_change_something(still_office: Office) -> None:
    headers = {"authorization": f"Bearer {still_office.token(Role.OPS)}"}
    order = {"source": "shop", "reason": "抽查"}
    answer = still_office.client.post("/api/v1/runs", json=order, headers=headers)
    assert shape(answer) == (422, "invalid_request")
    assert answer.json()["error"]["facts"] == {"fields": ["header.Idempotency-Key"]}


def test_who_calls_too_often_waits(tmp_path: Path) -> None:
    office = open_office(tmp_path, per_minute=3)
    answers = [office.call("GET", "/me", Role.COUNTY) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert shape(answers[3]) == (429, "too_many_requests")
    assert 1 <= int(answers[3].headers["retry-after"]) <= 20
    assert office.call("GET", "/me", Role.OPS).status_code == 200
    guesses = [office.call("GET", "/me", headers={"authorization": "Bearer gi_guess"}) for _ in range(4)]
    assert [answer.status_code for answer in guesses] == [401, 401, 401, 429]
    office.engine.dispose()


def test_the_bucket_fills_again_and_forgets() -> None:
    now = [0.0]
    pace = Pace(60, clock=lambda: now[0])
    assert [pace.take("a") for _ in range(61)][-2:] == [0, 1]
    now[0] = 2.0
    assert [pace.take("a") for _ in range(3)] == [0, 0, 1]
    for number in range(20_000):
        pace.take(f"b{number}")
    assert len(pace._left) <= 10_000


def test_a_store_that_is_gone_is_told_generically(office: Office, tmp_path: Path) -> None:
    token = office.token(Role.COUNTY)
    empty = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    office.app.state.desk = replace(office.app.state.desk, engine=empty)
    answer = office.client.get("/api/v1/me", headers={"authorization": f"Bearer {token}"})
    assert shape(answer) == (503, "unavailable")
    assert "table" not in answer.text
    assert shape(office.client.get("/api/v1/health")) == (503, "unavailable")
    empty.dispose()


def test_codes_are_pinned() -> None:
    assert sorted({code for code, _ in MESSAGES.values()} | {code for _, _, code, _ in NAMED}) == [
        "conflict", "facts_missing", "facts_refused", "forbidden", "internal", "invalid_request", "key_reused",
        "method_not_allowed", "move_not_allowed", "not_found", "not_on_offer", "not_ready", "same_person",
        "seal_broken", "stale_lead", "too_large", "too_many_requests", "unauthorized", "unavailable",
    ]  # fmt: skip
