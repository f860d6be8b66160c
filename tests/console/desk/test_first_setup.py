"""/setup: the first administrator by the code of the start, and never a second one."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from console.desk import make_desk
from console.naming import Names
from console.setup_code import is_setup_code, new_setup_code
from leads_db.records.account import Role
from leads_db.settings import Settings
from leads_db.store.accounts import read_account, read_accounts
from leads_db.store.engine import reading
from tests.console.desk.people import PASSWORD, desk_of, log_in, send, set_settings


@pytest.fixture
def fresh(engine: Engine, settings: Settings, names: Names) -> Iterator[TestClient]:
    """A desk at its first start, with the practice market alone."""
    with TestClient(make_desk(engine, settings, names=names, sources=()), base_url="http://localhost") as client:
        yield client


def code_of(client: TestClient) -> str:
    desk = desk_of(client)
    return new_setup_code(desk.settings, desk.clock())


def set_up(client: TestClient, code: str, **changes: str) -> str:
    fields = {"name": "chief", "shown": "李管理", "password": PASSWORD, "again": PASSWORD, "code": code}
    return str(send(client, "/setup", **{**fields, **changes}).text)


def test_a_desk_without_accounts_leads_to_the_set_up(fresh: TestClient) -> None:
    assert str(fresh.get("/").url).endswith("/setup")


def test_the_code_makes_the_first_administrator_who_can_log_in(fresh: TestClient, engine: Engine) -> None:
    code = code_of(fresh)
    assert "管理员 chief 已建立" in set_up(fresh, code)
    with reading(engine) as connection:
        assert read_account(connection, "chief").roles == {Role.ADMIN}
    assert not is_setup_code(desk_of(fresh).settings, code, desk_of(fresh).clock())
    assert log_in(fresh, "chief").headers["location"] == "/accounts"
    assert fresh.get("/setup").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "AAAA-BBBB-CCCC-DDDD"}, "设置码不对"),
        ({"again": "another"}, "两次输入的密码不一样"),
        ({"name": "Chief 1"}, "登录名须为"),
        ({"password": "benxi2026!!", "again": "benxi2026!!"}, "容易被猜到"),
    ],
)
def test_a_mistake_is_told_and_the_code_stays_good(
    fresh: TestClient, engine: Engine, changes: dict[str, str], words: str
) -> None:
    code = code_of(fresh)
    assert words in set_up(fresh, **{"code": code, **changes})
    with reading(engine) as connection:
        assert read_accounts(connection) == ()
    assert "已建立" in set_up(fresh, code)


def test_demonstration_accounts_are_shown_once_and_work(fresh: TestClient, engine: Engine) -> None:
    page = set_up(fresh, code_of(fresh), demo="true")
    given = dict(re.findall(r"<code>(demo-[\w-]+)</code></td><td><code>([\w-]+)</code>", page))
    assert set(given) == {
        "demo-reviewer", "demo-approver", "demo-county", "demo-county-head", "demo-seat", "demo-ops", "demo-auditor",
    }  # fmt: skip
    with reading(engine) as connection:
        assert read_account(connection, "demo-county").bureau == "huanren"
        assert {one.is_demo for one in read_accounts(connection) if one.name != "chief"} == {True}
    assert log_in(fresh, "demo-reviewer", given["demo-reviewer"]).headers["location"] == "/"


def test_beside_a_real_source_there_are_no_demonstration_accounts(visitor: TestClient, engine: Engine) -> None:
    assert 'name="demo"' not in visitor.get("/setup").text
    set_up(visitor, code_of(visitor), demo="true")
    with reading(engine) as connection:
        assert [one.name for one in read_accounts(connection)] == ["chief"]


def test_guessing_the_code_is_slowed_down(fresh: TestClient) -> None:
    code_of(fresh)
    told = [set_up(fresh, "AAAA-BBBB-CCCC-DDDD") for _ in range(17)]
    assert "设置码不对" in told[14]
    assert "尝试次数太多" in told[16]


def test_plain_http_to_the_outside_is_warned_of(fresh: TestClient) -> None:
    assert "明文" not in fresh.get("/setup").text
    set_settings(fresh, desk_host="192.168.1.5")
    assert "明文" in fresh.get("/setup").text
    set_settings(fresh, desk_tls=True)
    assert "明文" not in fresh.get("/setup").text
