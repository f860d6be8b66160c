"""People who log in by the form, and a clock that stands still until it is moved."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient

from console.desk.context import Desk
from console.desk.security.visitor import cookie_name
from console.passwords import hash_password
from leads_db.records.account import Role
from leads_db.store.accounts import NewAccount, save_account
from leads_db.store.engine import writing

PASSWORD = "copper lantern 41 walnut"
HASH = hash_password(PASSWORD)
START = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


@dataclass
class Clock:
    """The desk's clock."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def go(self, **more: float) -> None:
        self.now += timedelta(**more)


def desk_of(client: TestClient) -> Desk:
    desk: Desk = client.app.state.desk  # type: ignore[attr-defined]
    return desk


def set_clock(client: TestClient) -> Clock:
    clock = Clock()
    client.app.state.desk = replace(desk_of(client), clock=clock)  # type: ignore[attr-defined]
    return clock


def set_settings(client: TestClient, **changes: Any) -> None:
    desk = desk_of(client)
    settings = desk.settings.model_copy(update=changes)
    client.app.state.desk = replace(desk, settings=settings)  # type: ignore[attr-defined]


def add_person(
    client: TestClient, name: str = "zhang.san", *roles: Role, must_change: bool = False, **more: Any
) -> None:
    """An account with PASSWORD."""
    desk = desk_of(client)
    new = NewAccount(name=name, shown="张三", roles=frozenset(roles or {Role.OPS}), **more)
    with writing(desk.engine) as connection:
        save_account(connection, new, HASH, at=desk.clock(), by="test", must_change=must_change)


def add_admin(client: TestClient) -> None:
    """Without one the desk leads to /setup."""
    add_person(client, "chief", Role.ADMIN)


def field_of(page: str, name: str = "csrf") -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]


def send(client: TestClient, path: str, form: str = "", **fields: str) -> Any:
    """Open the page `form` (else `path`) and send its form, redirects not followed."""
    page = client.get(form or path).text
    return client.post(path, data={"csrf": field_of(page), **fields}, follow_redirects=False)


def log_in(client: TestClient, name: str = "zhang.san", password: str = PASSWORD, **more: str) -> Any:
    return send(client, "/login", name=name, password=password, **more)


def token_of(client: TestClient) -> str:
    return client.cookies.get(cookie_name(desk_of(client)), "")


def use_token(client: TestClient, token: str) -> None:
    """Come with this token and no other cookie."""
    client.cookies.clear()
    client.cookies.set(cookie_name(desk_of(client)), token)
