"""Accounts: what may be one, and that every change is in the audit and ends what it must end."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from leads_db.errors import AccountRefused, NotFound
from leads_db.records.account import Role
from leads_db.store.accounts import (
    disable_account,
    enable_account,
    has_admin,
    read_account,
    save_account,
    save_password,
    save_roles,
)
from leads_db.store.api_tokens import find_token, save_token
from leads_db.store.audit import find_broken_audit
from leads_db.store.engine import reading, writing
from leads_db.store.sessions import find_session, start_session
from leads_db.tables import audit
from tests.leads_db.store.account_rows import AT, HASH, new_account, saved


def test_an_account_comes_back_as_it_was_saved(engine: Engine) -> None:
    with writing(engine) as connection:
        account = saved(connection, roles=frozenset({Role.REVIEWER, Role.OPS}), cities=("benxi", "jiaozuo"))
    assert account.actor.roles == {Role.REVIEWER, Role.OPS}
    assert (account.actor.cities, account.actor.bureau, account.actor.shown) == (("benxi", "jiaozuo"), None, "张三")
    assert HASH not in repr(account)


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("name", {"name": "Zhang"}),
        ("name", {"name": "张三"}),
        ("name", {"name": "a"}),
        ("name", {"name": "system"}),
        ("name", {"name": "cli:root"}),
        ("name", {"name": "zhang\n"}),
        ("roles", {"roles": frozenset()}),
        ("roles", {"roles": frozenset({Role.SYSTEM})}),
        ("bureau", {"roles": frozenset({Role.COUNTY})}),
        ("bureau", {"bureau": "huanren"}),
        ("cities", {"cities": ()}),
    ],
)
def test_what_can_be_no_account_is_refused_by_its_reason(reason: str, changes: dict[str, Any]) -> None:
    with pytest.raises(AccountRefused) as refused:
        new_account(**changes).check()
    assert refused.value.facts == {"reason": reason}


def test_a_taken_name_is_refused_and_the_transaction_goes_on(engine: Engine) -> None:
    with writing(engine) as connection:
        saved(connection)
        with pytest.raises(AccountRefused, match="exists already"):
            save_account(connection, new_account(), HASH, at=AT, by="test")
        assert read_account(connection, "zhang.san").name == "zhang.san"


def test_disabling_ends_sessions_and_tokens_and_enabling_does_not_bring_them_back(engine: Engine) -> None:
    with writing(engine) as connection:
        account = saved(connection)
        session = start_session(connection, account, at=AT, address="", browser="")
        _, token = save_token(connection, "zhang.san", at=AT, days=10, by="test")
        disable_account(connection, "zhang.san", at=AT, by="admin")
        enable_account(connection, "zhang.san", at=AT, by="admin")
        assert find_session(connection, session, at=AT) is None
        assert find_token(connection, token, at=AT) is None


@pytest.mark.parametrize("change", ["password", "roles"])
def test_another_password_or_role_ends_the_sessions(engine: Engine, change: str) -> None:
    with writing(engine) as connection:
        session = start_session(connection, saved(connection), at=AT, address="", browser="")
        if change == "password":
            save_password(connection, "zhang.san", HASH, at=AT, by="admin", must_change=True)
        else:
            save_roles(connection, "zhang.san", {Role.OPS}, cities=(), bureau=None, at=AT, by="admin")
        assert find_session(connection, session, at=AT) is None


def test_there_is_an_administrator_only_while_one_can_log_in(engine: Engine) -> None:
    with writing(engine) as connection:
        saved(connection)
        assert not has_admin(connection)
        saved(connection, "admin", roles=frozenset({Role.ADMIN}), cities=())
        assert has_admin(connection)
        disable_account(connection, "admin", at=AT, by="test")
        assert not has_admin(connection)


def test_every_change_is_in_the_chain_and_none_tells_a_secret(engine: Engine) -> None:
    with writing(engine) as connection:
        saved(connection)
        save_password(connection, "zhang.san", HASH, at=AT, by="zhang.san", must_change=False)
        uid, token = save_token(connection, "zhang.san", at=AT, days=1, by="admin")
        disable_account(connection, "zhang.san", at=AT + timedelta(seconds=1), by="admin")
    with reading(engine) as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id)).all()
        assert find_broken_audit(connection) is None
    assert [row.action for row in rows] == ["account.add", "account.password", "token.add", "account.disable"]
    assert [row.detail for row in rows if HASH in row.detail or token in row.detail] == []
    assert uid in rows[2].detail


def test_what_is_not_there_cannot_be_changed(engine: Engine) -> None:
    with writing(engine) as connection, pytest.raises(NotFound):
        disable_account(connection, "nobody", at=AT, by="admin")
