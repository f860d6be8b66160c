"""An administrator gives an account other roles: checked, audited, its sessions end."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from console.desk.context import Desk
from leads_db.records.account import Role
from leads_db.store.accounts import Account, read_account
from leads_db.store.engine import reading
from leads_db.store.sessions import read_open_sessions
from leads_db.tables import audit
from tests.console.desk.conftest import SignIn, new_session


@pytest.fixture
def admin(sign_in: SignIn) -> TestClient:
    client = sign_in(Role.ADMIN, name="chief")
    desk: Desk = client.app.state.desk  # type: ignore[attr-defined]
    new_session(desk, Role.COUNTY, name="otto")
    return client


def account(engine: Engine, name: str = "otto") -> Account:
    with reading(engine) as connection:
        return read_account(connection, name)


def test_the_form_shows_what_the_account_has(admin: TestClient) -> None:
    page = admin.get("/accounts/otto/roles").text
    assert 'value="county" checked' in page
    assert 'value="huanren" selected' in page
    assert "/accounts/otto/roles" in admin.get("/accounts").text


def test_new_roles_end_the_sessions_and_stand_in_the_audit(admin: TestClient, engine: Engine) -> None:
    data = {"role": ["reviewer", "approver"], "city": ["benxi", "atlantis"], "bureau": "huanren"}
    assert "otto 的角色已更改" in admin.post("/accounts/otto/roles", data=data).text
    found = account(engine)
    assert (found.roles, found.cities, found.bureau) == ({Role.REVIEWER, Role.APPROVER}, ("benxi",), None)
    desk: Desk = admin.app.state.desk  # type: ignore[attr-defined]
    with reading(engine) as connection:
        assert read_open_sessions(connection, "otto", at=desk.clock()) == ()
        row = connection.execute(select(audit).where(audit.c.action == "account.roles")).one()
    assert (row.actor, row.subject) == ("chief", "otto")


@pytest.mark.parametrize(
    "data", [{}, {"role": "county"}, {"role": "county", "bureau": "nowhere"}, {"role": "reviewer"}]
)
def test_what_cannot_be_is_refused_and_changes_nothing(admin: TestClient, engine: Engine, data: dict[str, str]) -> None:
    answer = admin.post("/accounts/otto/roles", data=data)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert account(engine).roles == {Role.COUNTY}


@pytest.mark.parametrize("role", ["system", "king"])
def test_no_form_makes_the_system_or_an_unknown_role(admin: TestClient, engine: Engine, role: str) -> None:
    assert admin.post("/accounts/otto/roles", data={"role": role}).status_code == 400
    assert account(engine).roles == {Role.COUNTY}


def test_nobody_takes_their_own_administration(admin: TestClient, engine: Engine) -> None:
    answer = admin.post("/accounts/chief/roles", data={"role": "ops"})
    assert "不能去掉自己的管理员角色" in answer.text
    assert account(engine, "chief").roles == {Role.ADMIN}


def test_an_account_that_is_not_there_is_not_found(admin: TestClient) -> None:
    assert admin.get("/accounts/nobody/roles").status_code == 404
    assert admin.post("/accounts/nobody/roles", data={"role": "ops"}).status_code == 404
