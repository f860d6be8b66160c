"""来件登记 as the centre uses it: one by the form, many with a preview, others kept out."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from leads_db.intake_tables import intakes
from leads_db.lead_tables import leads
from leads_db.records.account import Role
from leads_db.settings import Settings
from leads_db.store.engine import reading
from tests.console.desk.conftest import SignIn
from tests.console.hostile import HOSTILE

DUE_ON = f"{datetime.now(UTC) + timedelta(days=35):%Y-%m-%d}"
ONE = {
    "kind": "officer",
    "sender": "执法一科",
    "indication": "huanren-rice",
    "shop_name": "好米店",
    "platform": "淘宝",
    "text": "现场发现外地大米装入桓仁大米袋",
}
LIST = "编号,地理标志,店铺,平台,内容\nS1,桓仁大米,好米店,淘宝,举报\nS2,,乙店,京东,卖米\n"


def count(engine: Engine) -> int:
    with reading(engine) as connection:
        return len(connection.execute(select(leads.c.id)).all())


def test_one_intake_by_the_form_opens_a_lead_and_stands_in_the_list(desk: TestClient, engine: Engine) -> None:
    page = desk.post("/intake", data=ONE)
    assert page.status_code == 200  # redirected to the list
    assert "新建线索 1 条" in page.text
    assert "执法一科" in page.text
    with reading(engine) as connection:
        row = connection.execute(select(intakes)).one()
        opened_by = connection.scalars(select(leads.c.opened_by)).one()
    assert (row.kind, opened_by, row.named_informer) == ("officer", "intake:officer", False)


def test_a_form_that_names_nobody_is_told_why(desk: TestClient, engine: Engine) -> None:
    page = desk.post("/intake", data={**ONE, "shop_name": "", "platform": ""})
    assert "没有链接、店铺和经营者" in page.text
    assert count(engine) == 0


def preview(desk: TestClient, body: str | bytes = LIST, name: str = "清单.csv") -> str:
    order = {"kind": "forwarded", "sender": "省局", "due_on": DUE_ON}
    files = {"upload": (name, body if isinstance(body, bytes) else body.encode(), "text/csv")}
    return desk.post("/intake/preview", data=order, files=files).text


def token_of(page: str) -> str:
    return page.partition('name="token" value="')[2].partition('"')[0]


def test_a_list_is_shown_before_it_is_taken_in(desk: TestClient, engine: Engine, settings: Settings) -> None:
    page = preview(desk)
    assert count(engine) == 0
    assert "第 3 行 没有写明地理标志" in page
    order = {"kind": "forwarded", "sender": "省局", "received_on": "2026-11-25", "due_on": DUE_ON}
    done = desk.post("/intake/save", data={**order, "token": token_of(page)})
    assert "新建线索 1 条" in done.text
    assert count(engine) == 1
    assert list((settings.home / "intake").iterdir()) == []
    again = desk.post("/intake/save", data={**order, "token": token_of(page)})
    assert "预览已过期" in again.text


@pytest.mark.parametrize(("name", "body"), [("list.exe", b"MZ"), ("list.xlsx", b"PK no zip"), ("list.csv", b"")])
def test_files_that_are_no_lists_are_refused_in_words(desk: TestClient, name: str, body: bytes) -> None:
    page = preview(desk, body, name)
    assert 'role="alert"' in page
    assert 'name="token"' not in page


@pytest.mark.parametrize("token", ["../../etc/passwd", "x" * 22 + ".csv", "a/b.csv", "."])
def test_a_token_is_no_path(desk: TestClient, token: str, tmp_path: Path) -> None:
    page = desk.post("/intake/save", data={"kind": "hotline", "sender": "x", "token": token})
    assert "预览已过期" in page.text


@pytest.mark.parametrize("role", [Role.COUNTY, Role.OPS, Role.AUDITOR, Role.ADMIN])
def test_only_the_centre_takes_in(sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    assert client.get("/intake").status_code == 403
    assert client.post("/intake", data=ONE).status_code == 403


def test_a_reviewer_takes_in_for_their_own_cities_alone(sign_in: SignIn, engine: Engine) -> None:
    page = sign_in(Role.REVIEWER, cities=("jiaozuo",)).post("/intake", data=ONE)
    assert "不是本市的地理标志" in page.text
    assert count(engine) == 0


def test_hostile_texts_are_only_texts(desk: TestClient, settings: Settings) -> None:
    rows = [
        {"编号": f"S{number}", "地理标志": "桓仁大米", "平台": "淘宝", "店铺": f"店{number}{text}", "内容": text}
        for number, text in enumerate(HOSTILE)
    ]
    body = json.dumps(rows).encode()
    page = preview(desk, body, '"><script>alert(1)</script>.json')
    order = {"kind": "forwarded", "sender": "<script>alert(1)</script>", "token": token_of(page)}
    done = desk.post("/intake/save", data=order)
    opened = re.search(r"新建线索 (\d+) 条", done.text)
    assert opened is not None
    assert int(opened[1]) >= len(HOSTILE) - 3  # control characters alone say nothing
    for shown in (page, done.text, desk.get("/intake?page=2").text):
        assert "alert(1)" in shown
        assert not re.search(r"<(?:script(?! src=.?/static/)|img|svg|iframe|base|object|embed)", shown)
