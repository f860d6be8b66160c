"""The pages 帐号 and 我的帐号, and the interface's tokens."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from leads_db.records.account import Role
from leads_db.store.accounts import read_account
from leads_db.store.api_tokens import save_token
from leads_db.store.engine import reading, writing
from tests.console.desk.conftest import SignIn, sign_in
from tests.console.desk.people import PASSWORD, add_person, desk_of, log_in, send


@pytest.fixture
def office(sign_in: SignIn) -> TestClient:
    """An administrator's desk."""
    return sign_in(Role.ADMIN, name="chief")


def given(page: str) -> str:
    found = re.search(r'class="big-code">([\w-]+)<', page)
    assert found
    return found[1]


def test_a_new_account_gets_a_password_that_is_shown_once(office: TestClient, engine: Engine) -> None:
    form = {"name": "Wang.Wu", "shown": "王五", "role": ["reviewer", "approver"], "city": ["benxi", "mars"]}
    password = given(office.post("/accounts", data=form).text)
    assert password not in office.get("/accounts").text
    with reading(engine) as connection:
        account = read_account(connection, "wang.wu")
    assert (account.roles, account.cities) == ({Role.REVIEWER, Role.APPROVER}, ("benxi",))
    assert log_in(office, "wang.wu", password).headers["location"] == "/login/password"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "x"}, "登录名须为"),
        ({"name": "wang.wu"}, "至少要选一个角色"),
        ({"name": "wang.wu", "role": "county"}, "必须有所属局"),
        ({"name": "wang.wu", "role": "county", "bureau": "nowhere"}, "必须有所属局"),
        ({"name": "wang.wu", "role": "county", "seat": "330110"}, "必须有所属局"),
        ({"name": "wang.wu", "role": "reviewer"}, "必须有城市"),
        ({"name": "chief", "role": "ops"}, "已有人使用"),
    ],
)
def test_a_mistake_is_told_in_chinese(office: TestClient, form: dict[str, str], words: str) -> None:
    answer = office.post("/accounts", data=form)
    assert answer.status_code == 400
    assert words in answer.text


@pytest.mark.parametrize("role", ["system", "root", ""])
def test_a_role_that_nobody_can_have_is_refused(office: TestClient, role: str) -> None:
    assert office.post("/accounts", data={"name": "wang.wu", "role": role}).status_code == 400


def test_a_seat_elsewhere_has_its_division_code(office: TestClient, engine: Engine) -> None:
    office.post("/accounts", data={"name": "yuhang", "role": "seat", "seat": "330110"})
    with reading(engine) as connection:
        assert read_account(connection, "yuhang").bureau == "transfer:330110"


def test_a_reset_gives_a_new_password_and_ends_the_old_one(office: TestClient) -> None:
    add_person(office, "zhang.san")
    password = given(office.post("/accounts/zhang.san/reset").text)
    with TestClient(office.app, base_url="http://localhost") as other:
        assert log_in(other).status_code == 401
        assert log_in(other, password=password).headers["location"] == "/login/password"


def test_a_disabled_account_is_out_and_can_be_let_in_again(office: TestClient) -> None:
    add_person(office, "zhang.san")
    with TestClient(office.app, base_url="http://localhost") as other:
        log_in(other)
        assert office.post("/accounts/zhang.san/disable", follow_redirects=False).status_code == 303
        assert other.get("/profile", follow_redirects=False).status_code == 303
        assert "已停用" in office.get("/accounts").text
        office.post("/accounts/zhang.san/enable")
        assert log_in(other).status_code == 303


def test_the_administrator_cannot_shut_itself_out(office: TestClient) -> None:
    assert "不能停用自己的帐号" in office.post("/accounts/chief/disable").text
    assert office.get("/accounts", follow_redirects=False).status_code == 200


@pytest.mark.parametrize("path", ["reset", "disable", "enable"])
def test_nobody_is_not_found(office: TestClient, path: str) -> None:
    assert office.post(f"/accounts/nobody/{path}").status_code == 404


def test_names_are_shown_as_text(office: TestClient) -> None:
    office.post("/accounts", data={"name": "wang.wu", "shown": "<img src=x onerror=alert(1)>", "role": "ops"})
    page = office.get("/accounts").text
    assert "<img" not in page
    assert "&lt;img" in page


def test_one_sees_and_ends_ones_own_sessions_only(visitor: TestClient) -> None:
    add_person(visitor, "chief", Role.ADMIN)
    add_person(visitor, "zhang.san")
    clients = [TestClient(visitor.app, base_url="http://localhost") for _ in range(3)]
    for client, name in zip(clients, ("zhang.san", "zhang.san", "chief"), strict=True):
        log_in(client, name)
    first, second, foreign = clients
    uid = re.findall(r"/profile/sessions/(\w+)/end\"", first.get("/profile").text)[0]
    assert send(foreign, f"/profile/sessions/{uid}/end", "/profile").status_code == 404
    assert second.get("/profile", follow_redirects=False).status_code == 200
    assert send(first, f"/profile/sessions/{uid}/end", "/profile").status_code == 303
    assert second.get("/profile", follow_redirects=False).status_code == 303


def test_another_password_throws_the_other_browsers_out(visitor: TestClient) -> None:
    add_person(visitor, "chief", Role.ADMIN)
    add_person(visitor)
    with TestClient(visitor.app, base_url="http://localhost") as other:
        log_in(other)
        log_in(visitor)
        new = "yellow kettle 77 harbour"
        wrong = send(visitor, "/profile/password", old="guess", new=new, again=new)
        assert "原密码不对" in wrong.text
        assert send(visitor, "/profile/password", old=PASSWORD, new=new, again=new).status_code == 303
        assert other.get("/profile", follow_redirects=False).status_code == 303
        assert visitor.get("/profile", follow_redirects=False).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer gi_wrong", "Basic Z2k6Z2k=", "Bearer " + "x" * 5_000])
def test_the_interface_takes_no_other_token(visitor: TestClient, header: str) -> None:
    assert visitor.get("/api/v1/me", headers={"authorization": header}).status_code == 401


def test_the_interface_takes_tokens_and_no_sessions(visitor: TestClient, engine: Engine) -> None:
    add_person(visitor, "county", Role.COUNTY, bureau="huanren")
    with writing(engine) as connection:
        uid, token = save_token(connection, "county", at=desk_of(visitor).clock(), days=1, by="chief")
    headers = {"authorization": f"Bearer {token}"}
    told = visitor.get("/api/v1/me", headers=headers).json()
    assert (told["name"], told["bureau"]) == ("county", "huanren")
    sign_in(visitor, Role.ADMIN)
    assert visitor.get("/api/v1/me").status_code == 401
    assert visitor.post(f"/accounts/tokens/{uid}/revoke", follow_redirects=False).status_code == 303
    assert visitor.get("/api/v1/me", headers=headers).status_code == 401
