"""An account in the store, for the tests of what hangs on it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from leads_db.records.account import Role
from leads_db.store.accounts import Account, NewAccount, read_account, save_account

AT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
HASH = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"


def new_account(name: str = "zhang.san", **changes: Any) -> NewAccount:
    facts: dict[str, Any] = {"roles": frozenset({Role.REVIEWER}), "cities": ("benxi",), "shown": "张三"}
    return NewAccount(name=name, **{**facts, **changes})


def saved(connection: Connection, name: str = "zhang.san", **changes: Any) -> Account:
    save_account(connection, new_account(name, **changes), HASH, at=AT, by="test")
    return read_account(connection, name)
