"""Sessions of the desk: a random token in the browser, only its hash here. Idle and absolute limits (ASVS 7.3)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from leads_db.account_tables import accounts, sessions
from leads_db.errors import NotFound
from leads_db.store.accounts import Account, account_from_row
from leads_db.store.audit import save_audit

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH_AFTER = timedelta(seconds=60)
"""A use is written down at most once a minute: reading pages must not queue for the store's one writer."""
KEPT = timedelta(days=30)
"""Ended sessions are shown to their owner that long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSession:
    """One log-in of one browser."""

    uid: str
    """Public name, by which its owner ends it."""
    account: Account
    has_code: bool
    """True when a one-time code or a recovery code was given too."""
    address: str
    browser: str
    made_at: datetime
    seen_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When it ends unless it is used again."""
        return min(self.seen_at + IDLE, self.made_at + ABSOLUTE)


def token_hash(token: str) -> str:
    """What is kept of a token. Tokens have 256 random bits, so a plain hash cannot be searched."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def new_uid() -> str:
    """A public name that tells nothing and cannot be guessed."""
    return secrets.token_hex(8)


def start_session(
    connection: Connection, account: Account, *, at: datetime, address: str, browser: str, has_code: bool = False
) -> str:
    """A new session; its token, which is told to the browser and to nobody else."""
    connection.execute(delete(sessions).where(sessions.c.made_at < at - KEPT))
    token, uid = new_token(), new_uid()
    row = {"uid": uid, "token_hash": token_hash(token), "account_id": account.id, "has_code": has_code}
    more = {"address": address[:60], "browser": browser[:200], "made_at": at, "seen_at": at}
    connection.execute(insert(sessions).values(**row, **more))
    return token


def find_session(connection: Connection, token: str, *, at: datetime) -> DeskSession | None:
    """The open session of this token; None when it was ended, ran out, or its account is disabled."""
    row = connection.execute(_open_at(at).where(sessions.c.token_hash == token_hash(token))).first()
    return _from_row(row) if row else None


def touch_session(connection: Connection, session: DeskSession, *, at: datetime) -> None:
    """Note that the session is in use."""
    connection.execute(update(sessions).where(sessions.c.uid == session.uid).values(seen_at=at))


def read_open_sessions(connection: Connection, name: str = "", *, at: datetime) -> tuple[DeskSession, ...]:
    """Open sessions, of one account or of all, the last used first."""
    query = _open_at(at).order_by(sessions.c.seen_at.desc())
    query = query.where(accounts.c.name == name) if name else query
    return tuple(_from_row(row) for row in connection.execute(query))


def end_session(connection: Connection, name: str, uid: str, *, at: datetime, by: str) -> None:
    """End one session of this account. Raises NotFound: another's session looks like none."""
    of_account = sessions.c.account_id.in_(select(accounts.c.id).where(accounts.c.name == name))
    ended = connection.execute(
        update(sessions).where(sessions.c.uid == uid, of_account, sessions.c.ended_at.is_(None)).values(ended_at=at)
    )
    if ended.rowcount != 1:
        raise NotFound(f"session {uid[:20]}")
    save_audit(connection, at=at, actor=by, action="session.end", subject=name, detail={"session": uid})


def end_other_sessions(connection: Connection, session: DeskSession, *, at: datetime) -> int:
    """End every session of the account but this one; how many."""
    others = (sessions.c.account_id == session.account.id, sessions.c.uid != session.uid)
    ended = connection.execute(update(sessions).where(*others, sessions.c.ended_at.is_(None)).values(ended_at=at))
    name = session.account.name
    detail = {"others": ended.rowcount}
    save_audit(connection, at=at, actor=name, action="session.end-others", subject=name, detail=detail)
    return ended.rowcount


SESSION_COLUMNS = (
    sessions.c.uid, sessions.c.has_code, sessions.c.address, sessions.c.browser, sessions.c.seen_at,
    sessions.c.made_at.label("started_at"),
)  # fmt: skip


def _open_at(at: datetime) -> Select[tuple[object, ...]]:
    return (
        select(accounts, *SESSION_COLUMNS)
        .join(sessions, sessions.c.account_id == accounts.c.id)
        .where(
            sessions.c.ended_at.is_(None),
            accounts.c.disabled_at.is_(None),
            sessions.c.seen_at > at - IDLE,
            sessions.c.made_at > at - ABSOLUTE,
        )
    )


def _from_row(row: Row[tuple[object, ...]]) -> DeskSession:
    return DeskSession(
        uid=row.uid,
        account=account_from_row(row),
        has_code=row.has_code,
        address=row.address,
        browser=row.browser,
        made_at=row.started_at,
        seen_at=row.seen_at,
    )
