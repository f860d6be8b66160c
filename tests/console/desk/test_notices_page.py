"""通知: everybody's own, read marks, and links that lead only where the reader may go."""

import re
from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from leads_db.records.account import Role
from leads_db.records.notice import NoticeKind
from leads_db.settings import Settings
from leads_db.store.engine import writing
from leads_db.store.notices import save_notice
from tests.console.desk.conftest import SignIn
from tests.console.desk.county_store import Sent, fill
from tests.factories import NOON


def tell(engine: Engine, once: str = "a", **more: Any) -> None:
    facts = {"kind": NoticeKind.URGED, "text": f"催办：{once}", "role": Role.REVIEWER, "city": "benxi", "at": NOON}
    with writing(engine) as connection:
        save_notice(connection, once=once, **{**facts, **more})


def places(page: str) -> list[str]:
    return re.findall(r'<td class="acts"><a href="([^"]+)"', page)


def header_count(page: str) -> str:
    found = re.search(r'<a class="notices".*?</a>', page)
    digits = re.search(r"(\d+)</b>", found[0]) if found else None
    return digits[1] if digits else ""


@pytest.fixture
def sent(engine: Engine, settings: Settings) -> dict[str, Sent]:
    return fill(engine, settings, datetime.now(NOON.tzinfo))


def test_the_header_counts_what_is_unread_on_every_page(engine: Engine, sign_in: SignIn) -> None:
    tell(engine)
    tell(engine, "b")
    client = sign_in(Role.REVIEWER)
    assert header_count(client.get("/profile").text) == "2"
    uid = re.search(r'<button class="quiet" name="uid" value="([^"]+)"', client.get("/notices").text)
    assert uid is not None
    told = client.post("/notices/read", data={"uid": uid[1]})
    assert "1 条通知已标为已读。" in told.text
    assert header_count(told.text) == "1"


def test_all_on_the_page_are_marked_and_what_comes_later_is_not(engine: Engine, sign_in: SignIn) -> None:
    tell(engine)
    client = sign_in(Role.REVIEWER)
    shown = re.findall(r'type="hidden" name="uid" value="([^"]+)"', client.get("/notices?show=unread").text)
    tell(engine, "later")
    page = client.post("/notices/read", data={"uid": shown, "show": "unread"}).text
    assert "催办：later" in page
    assert "催办：a" not in page


def test_nobody_sees_or_marks_what_is_not_theirs(engine: Engine, sign_in: SignIn) -> None:
    tell(engine)
    uid = re.search(r'name="uid" value="([^"]+)"', sign_in(Role.REVIEWER).get("/notices").text)
    assert uid is not None
    other = sign_in(Role.REVIEWER, cities=("jiaozuo",))
    assert "催办：a" not in other.get("/notices").text
    assert "0 条通知已标为已读。" in other.post("/notices/read", data={"uid": uid[1]}).text
    assert header_count(sign_in(Role.REVIEWER).get("/notices").text) == "1"


def test_the_centre_is_led_to_the_lead_and_only_if_it_sees_it(
    engine: Engine, sign_in: SignIn, sent: dict[str, Sent]
) -> None:
    number = sent["huanren"].numbers[0]
    tell(engine, "mine", lead=number, city=None)
    assert f"/leads/{number}" in places(sign_in(Role.REVIEWER).get("/notices").text)
    assert f"/leads/{number}" not in places(sign_in(Role.REVIEWER, cities=("jiaozuo",)).get("/notices").text)


def test_a_county_is_led_to_its_own_letter(engine: Engine, sign_in: SignIn, sent: dict[str, Sent]) -> None:
    number = sent["huanren"].numbers[0]
    tell(engine, "mine", lead=number, role=Role.COUNTY, bureau="huanren")
    tell(engine, "wrong", lead=number, role=Role.COUNTY, bureau="mingshan")
    client = sign_in(Role.COUNTY, bureau="huanren")
    mine = set(places(client.get("/notices").text))
    assert all(path.startswith("/county/lead/") and client.get(path).status_code == 200 for path in mine)
    assert len(mine) == len(sent["huanren"].numbers)
    assert not mine & set(places(sign_in(Role.COUNTY, bureau="mingshan").get("/notices").text))


@pytest.mark.parametrize(
    ("kind", "role", "path"),
    [
        (NoticeKind.ALERT, Role.REVIEWER, "/opinions/alerts"),
        (NoticeKind.BY_HAND, Role.APPROVER, "/papers"),
        (NoticeKind.SYSTEM, Role.OPS, "/ops/system"),
        (NoticeKind.SYSTEM, Role.AUDITOR, ""),
    ],
)
def test_the_kind_leads_to_its_page(engine: Engine, sign_in: SignIn, kind: NoticeKind, role: Role, path: str) -> None:
    tell(engine, kind=kind, role=role, city=None)
    client = sign_in(role)
    page = client.get("/notices").text
    assert places(page) == ([path] if path else [])
    assert not path or client.get(path).status_code == 200


def test_no_notices_is_said(sign_in: SignIn) -> None:
    client: TestClient = sign_in(Role.ADMIN)
    assert "还没有通知" in client.get("/notices").text
    assert "没有未读通知" in client.get("/notices?show=unread").text
    assert client.get("/notices?show=x").status_code == 400
