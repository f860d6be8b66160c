"""Tokens for other systems: shown once, an end, an owner, revocable."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from leads_db.account_tables import api_tokens
from leads_db.errors import NotFound
from leads_db.records.account import Role
from leads_db.store.api_tokens import find_token, read_tokens, revoke_token, save_token, touch_token
from leads_db.store.engine import writing
from tests.leads_db.store.account_rows import AT, saved


def test_a_token_acts_as_its_account_until_its_end(engine: Engine) -> None:
    with writing(engine) as connection:
        saved(connection, roles=frozenset({Role.COUNTY}), cities=(), bureau="huanren")
        uid, token = save_token(connection, "zhang.san", at=AT, days=30, by="admin")
        assert token not in str(connection.execute(select(api_tokens)).all())
        found = find_token(connection, token, at=AT + timedelta(days=29))
        assert found
        assert (found.uid, found.actor.bureau, found.is_noted) == (uid, "huanren", False)
        assert find_token(connection, token, at=AT + timedelta(days=30)) is None
        assert find_token(connection, token + "x", at=AT) is None


def test_a_revoked_token_is_dead_and_cannot_be_revoked_twice(engine: Engine) -> None:
    with writing(engine) as connection:
        saved(connection)
        uid, token = save_token(connection, "zhang.san", at=AT, days=30, by="admin")
        revoke_token(connection, uid, at=AT, by="admin")
        assert find_token(connection, token, at=AT) is None
        with pytest.raises(NotFound):
            revoke_token(connection, uid, at=AT, by="admin")


def test_a_use_is_noted_and_listed(engine: Engine) -> None:
    with writing(engine) as connection:
        saved(connection)
        uid, token = save_token(connection, "zhang.san", at=AT, days=30, by="admin")
        touch_token(connection, uid, at=AT)
        found = find_token(connection, token, at=AT + timedelta(minutes=5))
        assert found
        assert found.is_noted
        assert [(one.uid, one.account, one.used_at) for one in read_tokens(connection)] == [(uid, "zhang.san", AT)]
