"""Tokens for a county's own system: shown once, only the hash kept, bound to an account, with an end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from leads_db.account_tables import accounts, api_tokens
from leads_db.errors import NotFound
from leads_db.records.account import Actor
from leads_db.store.accounts import account_from_row, read_account
from leads_db.store.audit import save_audit
from leads_db.store.sessions import new_token, new_uid, token_hash

PREFIX = "gi_"
"""So that a token which leaks into a file is known for what it is."""
TOUCH_AFTER = timedelta(hours=1)
"""A use is written down at most once an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A token as a list shows it."""

    uid: str
    account: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def save_token(connection: Connection, name: str, *, at: datetime, days: int, by: str) -> tuple[str, str]:
    """A new token of this account: its public name, and the token, which is shown once. Raises NotFound."""
    account = read_account(connection, name)
    uid, token = new_uid(), PREFIX + new_token()
    ends_at = at + timedelta(days=days)
    row = {"uid": uid, "token_hash": token_hash(token), "account_id": account.id, "made_at": at, "ends_at": ends_at}
    connection.execute(insert(api_tokens).values(**row))
    detail = {"token": uid, "ends_at": ends_at.isoformat()}
    save_audit(connection, at=at, actor=by, action="token.add", subject=name, detail=detail)
    return uid, token


@dataclass(frozen=True, slots=True)
class TokenUse:
    """A token that may be used now."""

    uid: str
    actor: Actor
    is_noted: bool
    """True when its last use was written down lately."""
    is_demo: bool
    """Of a demonstration account, which counts on practice data alone."""


def find_token(connection: Connection, token: str, *, at: datetime) -> TokenUse | None:
    """The token and its account; None for every other text."""
    row = connection.execute(
        select(accounts, api_tokens.c.uid, api_tokens.c.used_at)
        .join(api_tokens, api_tokens.c.account_id == accounts.c.id)
        .where(
            api_tokens.c.token_hash == token_hash(token),
            api_tokens.c.revoked_at.is_(None),
            api_tokens.c.ends_at > at,
            accounts.c.disabled_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    is_noted = row.used_at is not None and row.used_at > at - TOUCH_AFTER
    return TokenUse(row.uid, account_from_row(row).actor, is_noted, bool(row.is_demo))


def touch_token(connection: Connection, uid: str, *, at: datetime) -> None:
    """Note that it is in use."""
    connection.execute(update(api_tokens).where(api_tokens.c.uid == uid).values(used_at=at))


def revoke_token(connection: Connection, uid: str, *, at: datetime, by: str) -> None:
    """Nobody can use it from now on. Raises NotFound, also for one that is revoked already."""
    found = (api_tokens.c.uid == uid, api_tokens.c.revoked_at.is_(None))
    if connection.execute(update(api_tokens).where(*found).values(revoked_at=at)).rowcount != 1:
        raise NotFound(f"token {uid[:20]}")
    name = connection.scalar(
        select(accounts.c.name).join(api_tokens, api_tokens.c.account_id == accounts.c.id).where(found[0])
    )
    save_audit(connection, at=at, actor=by, action="token.revoke", subject=str(name), detail={"token": uid})


def read_tokens(connection: Connection) -> tuple[ApiToken, ...]:
    """Every token, the newest first."""
    shown = [api_tokens.c[name] for name in ("uid", "made_at", "ends_at", "used_at", "revoked_at")]
    query = select(accounts.c.name.label("account"), *shown).join_from(api_tokens, accounts)
    return tuple(ApiToken(**row._mapping) for row in connection.execute(query.order_by(api_tokens.c.id.desc())))
