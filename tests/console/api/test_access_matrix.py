"""access.csv: what every role gets of every endpoint, about its own things and about those of another city or bureau.

open – an answer; refused – 409, it fits and things stand otherwise; token – 401; forbidden – 403; hidden – 404, and the
answer is byte for byte that of a number which nobody has.
"""

import csv
from pathlib import Path
from typing import Any

import pytest

from leads_db.records.account import OF_BUREAU, Role
from tests.console.api.office import Office

FILE = Path(__file__).parent / "access.csv"
ROWS = list(csv.DictReader(FILE.read_text("utf-8").splitlines()))
PEOPLE = ["visitor", *(role.value for role in Role if role is not Role.SYSTEM)]
WORDS = {200: "open", 401: "token", 403: "forbidden", 404: "hidden", 409: "refused"}
BODIES: dict[str, dict[str, object]] = {
    "/v1/leads/{number}/moves": {"move": "resume", "expected_version": 4},
    "/v1/dispatches/{uid}/receipts": {"kind": "read"},
    "/v1/intake": {"kind": "hotline", "sender": "12315", "title": "无关"},
    "/v1/runs": {"source": "shop", "reason": "抽查"},
}
NOBODYS = {"number": "GI-benxi-20200101-0001", "uid": "A" * 22}


def ask(office: Office, row: dict[str, str], who: str, things: dict[str, str]) -> Any:
    path = row["route"].removeprefix("/v1").format(**things)
    more: dict[str, Any] = {"json": BODIES[row["route"]]} if row["method"] == "POST" else {}
    if who == "visitor":
        return office.call(row["method"], path, **more)
    role, foreign = Role(who), row["owner"] == "foreign"
    bureau = ("wuzhi" if foreign else "huanren") if role in OF_BUREAU else None
    city = "jiaozuo" if foreign else "benxi"
    return office.call(row["method"], path, role, bureau=bureau, city=city, **more)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['method']} {row['route']} {row['owner']}")
def test_everybody_gets_what_the_file_says(still_office: Office, row: dict[str, str]) -> None:
    sent = still_office.sent["huanren"]
    things = {"number": sent.numbers[0], "uid": sent.uids[0]}
    got = {}
    for who in PEOPLE:
        answer = ask(still_office, row, who, things)
        got[who] = WORDS.get(answer.status_code, str(answer.status_code))
        if got[who] == "hidden":
            assert ask(still_office, row, who, NOBODYS).content == answer.content, who
    assert got == {who: row[who] for who in PEOPLE}


def test_every_endpoint_has_its_rows(still_office: Office) -> None:
    told = still_office.client.get("/api/v1/openapi.json").json()["paths"]
    served = {(method.upper(), path) for path, methods in told.items() for method in methods}
    assert served == {(row["method"], row["route"]) for row in ROWS}
    owned = {row["route"] for row in ROWS if row["owner"] == "own"}
    assert owned == {row["route"] for row in ROWS if row["owner"] == "foreign"}
    assert owned == {row["route"] for row in ROWS if "{" in row["route"]}


@pytest.mark.parametrize("path", ["/leads", "/dispatches", "/clocks", "/notices"])
def test_lists_of_another_city_or_bureau_tell_nothing(still_office: Office, path: str) -> None:
    role = Role.REVIEWER if path == "/leads" else Role.COUNTY
    text = still_office.call("GET", path, role, bureau="wuzhi" if role is Role.COUNTY else None, city="jiaozuo").text
    for sent in still_office.sent.values():
        assert not [word for word in (*sent.numbers, *sent.uids, *sent.letters) if word in text]
