"""The desk over the store of the test, and people who are logged in."""

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from console.desk import make_desk
from console.desk.context import Desk, SourceLine
from console.desk.security.csrf import HEADER
from console.desk.security.visitor import cookie_name, csrf_of
from console.naming import Names
from leads_db.records.account import OF_BUREAU, Role
from leads_db.settings import Settings
from leads_db.store.accounts import NewAccount, read_account, save_account
from leads_db.store.engine import writing
from leads_db.store.sessions import start_session

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHOP = SourceLine(
    name="shop",
    kind="schema_org",
    platform="taobao",
    base_url="https://shop.example.com",
    is_watched=True,
    is_practice=False,
)
CITIES = ("benxi", "jiaozuo")
NO_PASSWORD = "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""A hash that no password has: these people come by their session."""


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Chromium; each test opens pages of its own."""
    from tests.console.desk.serving import chromium  # which takes its people from this file

    with chromium() as opened:
        yield opened


@pytest.fixture
def visitor(engine: Engine, settings: Settings, names: Names) -> Iterator[TestClient]:
    """The desk, nobody logged in; redirects are followed."""
    with TestClient(
        make_desk(engine, settings, names=names, sources=(SHOP,)),
        base_url="http://localhost",
        raise_server_exceptions=False,
    ) as client:
        yield client


@pytest.fixture
def desk(visitor: TestClient) -> TestClient:
    """The desk with somebody of the centre logged in who may do everything there and in operations."""
    return sign_in(visitor, Role.REVIEWER, Role.APPROVER, Role.OPS)


def new_session(
    desk: Desk, *roles: Role, bureau: str | None = None, cities: tuple[str, ...] = CITIES, name: str = ""
) -> str:
    """Make an account and log it in by the store's way; the session's token."""
    bureau = bureau or ("huanren" if set(roles) & OF_BUREAU else None)
    named = name or f"{roles[0].value.replace('_', '-')}-{secrets.token_hex(3)}"
    now = max(desk.clock(), datetime(2020, 1, 1, tzinfo=UTC))
    with writing(desk.engine) as connection:
        new = NewAccount(name=named, shown="张三", roles=frozenset(roles), cities=cities, bureau=bureau)
        save_account(connection, new, NO_PASSWORD, at=now, by="test", must_change=False)
        account = read_account(connection, named)
        return start_session(connection, account, at=now, address="127.0.0.1", browser="test", has_code=True)


def sign_in(
    client: TestClient, *roles: Role, bureau: str | None = None, cities: tuple[str, ...] = CITIES, name: str = ""
) -> TestClient:
    """`client` as somebody new with `roles`; its forms need no hidden field, as the header stands for it."""
    desk: Desk = client.app.state.desk  # type: ignore[attr-defined]
    token = new_session(desk, *roles, bureau=bureau, cities=cities, name=name)
    client.cookies.clear()
    client.cookies.set(cookie_name(desk), token)
    client.headers[HEADER] = csrf_of(token)
    return client


SignIn = Callable[..., TestClient]


@pytest.fixture(name="sign_in")
def sign_in_fixture(visitor: TestClient) -> SignIn:
    """`sign_in(Role…, bureau=…, cities=…)`: the desk's client as that person."""
    return lambda *roles, **more: sign_in(visitor, *roles, **more)
