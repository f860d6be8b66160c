"""The interface over leads of two bureaus, and a token for everybody who could call."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from console.desk import make_desk
from leads_db.records.account import OF_BUREAU, Role
from leads_db.settings import Settings
from leads_db.store.accounts import NewAccount, save_account
from leads_db.store.api_tokens import save_token
from leads_db.store.engine import open_engine, upgrade, writing
from tests.console.desk.conftest import NO_PASSWORD, SHOP
from tests.console.desk.county_store import Sent, fill


@dataclass
class Office:
    """The desk with its interface, and who calls."""

    app: FastAPI
    client: TestClient
    engine: Engine
    settings: Settings
    sent: Mapping[str, Sent]
    tokens: dict[tuple[str, ...], str] = field(default_factory=dict)

    def token(self, *roles: Role, bureau: str | None = None, city: str = "benxi", name: str = "") -> str:
        """A token of an account with these roles, the same one each time."""
        bureau = bureau or ("huanren" if OF_BUREAU & set(roles) else None)
        who = (*roles, bureau or "", city, name)
        if who not in self.tokens:
            self.tokens[who] = new_token(self.engine, *roles, bureau=bureau, city=city, name=name)
        return self.tokens[who]

    def call(
        self, method: str, path: str, *roles: Role, key: str = "", headers: Mapping[str, str] | None = None, **more: Any
    ) -> Any:
        """One call below /api/v1 as somebody with these roles; as nobody without."""
        who = {name: more.pop(name) for name in ("bureau", "city", "name") if name in more}
        sent = dict(headers or {})
        if roles:
            sent["authorization"] = f"Bearer {self.token(*roles, **who)}"
        if method == "POST":
            sent["idempotency-key"] = key or secrets.token_hex(8)
        return self.client.request(method, f"/api/v1{path}", headers=sent, **more)


def new_token(engine: Engine, *roles: Role, bureau: str | None, city: str = "benxi", name: str = "") -> str:
    """Make an account and give it a token."""
    named, now = name or f"{roles[0].value.replace('_', '-')}-{secrets.token_hex(3)}", datetime.now(UTC)
    with writing(engine) as connection:
        new = NewAccount(name=named, shown="张三", roles=frozenset(roles), cities=(city,), bureau=bureau)
        save_account(connection, new, NO_PASSWORD, at=now, by="test", must_change=False)
        return save_token(connection, named, at=now, days=1, by="test")[1]


def open_office(folder: Path, *, per_minute: int = 100_000) -> Office:
    """A store in `folder` and the desk over it; dispose of the engine afterwards."""
    settings = Settings(home=folder, api_per_minute=per_minute, desk_names="testserver")
    engine = open_engine(settings.store_url)
    upgrade(engine)
    sent = fill(engine, settings, datetime.now(UTC))
    app = make_desk(engine, settings, sources=(SHOP,))
    client = TestClient(app, base_url="http://localhost", follow_redirects=False, raise_server_exceptions=False)
    return Office(app, client, engine, settings, sent)
