"""Accounts: who may log in, in which roles, for which cities or which bureau. Every change is in the audit."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from leads_db.account_tables import accounts, api_tokens, sessions
from leads_db.errors import AccountRefused, NotFound
from leads_db.records.account import CENTRE, OF_BUREAU, Actor, Role
from leads_db.store.audit import save_audit

NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
RESERVED = frozenset({"system", "cli", "root", "unknown"})
"""Names that the audit uses for others than people with an account."""
FAULTS = {
    "name": "A log-in name has 2 to 40 small letters, digits or . _ - and begins with a letter.",
    "roles": "An account needs at least one role.",
    "bureau": "A role of a bureau needs the bureau, and no other role has one.",
    "cities": "A reviewer or approver needs a city.",
    "taken": "An account of this name exists already.",
}
"""Why an account is refused; the desk says it in Chinese by the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an administrator decides about an account."""

    name: str
    shown: str = ""
    roles: frozenset[Role]
    cities: tuple[str, ...] = ()
    bureau: str | None = None
    is_demo: bool = False
    """Made beside the practice market; cannot be used once a real source is switched on."""

    def check(self) -> None:
        """Raise AccountRefused for what cannot be an account."""
        reason = self._fault()
        if reason:
            raise AccountRefused(FAULTS[reason], reason=reason)

    def _fault(self) -> str:
        if not NAME.fullmatch(self.name) or self.name in RESERVED:
            return "name"
        if not self.roles or Role.SYSTEM in self.roles:
            return "roles"
        if bool(self.roles & OF_BUREAU) != bool(self.bureau):
            return "bureau"
        return "cities" if self.roles & CENTRE and not self.cities else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A stored account."""

    id: int
    name: str
    shown: str
    password_hash: str = field(repr=False)
    must_change: bool
    """True: the password was given out by somebody else and is to be changed at the next log-in."""
    roles: frozenset[Role]
    cities: tuple[str, ...]
    bureau: str | None
    totp_secret: str | None = field(repr=False)
    preferences: Mapping[str, object]
    is_demo: bool
    made_at: datetime
    last_login_at: datetime | None
    disabled_at: datetime | None

    @property
    def actor(self) -> Actor:
        """The person as the one who acts."""
        shown = self.shown or self.name
        return Actor(name=self.name, shown=shown, roles=self.roles, cities=self.cities, bureau=self.bureau)


def account_from_row(row: Row[tuple[object, ...]]) -> Account:
    """An account out of a row that holds at least the columns of `accounts`."""
    values = {name: getattr(row, name) for name in Account.__dataclass_fields__}
    values["roles"] = frozenset(Role(word) for word in row.roles.split(","))
    values["cities"] = tuple(filter(None, row.cities.split(",")))
    values["preferences"] = json.loads(row.preferences)
    return Account(**values)


def save_account(
    connection: Connection, new: NewAccount, password_hash: str, *, at: datetime, by: str, must_change: bool = True
) -> int:
    """Make an account; its id. Raises AccountRefused for a taken name or what `check` refuses."""
    new.check()
    row = {
        "name": new.name,
        "shown": new.shown,
        "password_hash": password_hash,
        "must_change": must_change,
        "roles": ",".join(sorted(new.roles)),
        "cities": ",".join(new.cities),
        "bureau": new.bureau,
        "totp_step": 0,
        "preferences": "{}",
        "is_demo": new.is_demo,
        "made_at": at,
    }
    try:
        with connection.begin_nested():
            number: int = connection.execute(insert(accounts).values(**row).returning(accounts.c.id)).scalar_one()
    except IntegrityError as fault:
        raise AccountRefused(FAULTS["taken"], reason="taken") from fault
    detail = {"roles": sorted(new.roles), "cities": new.cities, "bureau": new.bureau, "demo": new.is_demo}
    save_audit(connection, at=at, actor=by, action="account.add", subject=new.name, detail=detail)
    return number


def find_account(connection: Connection, name: str) -> Account | None:
    """The account of this name, disabled ones too; None where there is none."""
    row = connection.execute(select(accounts).where(accounts.c.name == name)).first()
    return account_from_row(row) if row else None


def read_account(connection: Connection, name: str) -> Account:
    """The account of this name. Raises NotFound."""
    account = find_account(connection, name)
    if account is None:
        raise NotFound(f"account {name[:60]}")
    return account


def read_shown_names(connection: Connection, names: Iterable[str]) -> dict[str, str]:
    """Log-in name → the name that people read, for those of these that are accounts and have one."""
    wanted = accounts.c.name.in_(sorted(set(names)))
    rows = connection.execute(select(accounts.c.name, accounts.c.shown).where(wanted, accounts.c.shown != ""))
    return {row.name: row.shown for row in rows}


def read_accounts(connection: Connection) -> tuple[Account, ...]:
    """Every account by name."""
    return tuple(account_from_row(row) for row in connection.execute(select(accounts).order_by(accounts.c.name)))


def has_admin(connection: Connection) -> bool:
    """True when somebody can make accounts; until then a setup code opens /setup."""
    words = connection.scalars(select(accounts.c.roles).where(accounts.c.disabled_at.is_(None)))
    return any(Role.ADMIN in word.split(",") for word in words)


def save_password(
    connection: Connection, name: str, password_hash: str, *, at: datetime, by: str, must_change: bool
) -> None:
    """Replace a password and end every session of the account. Raises NotFound."""
    _change(connection, name, password_hash=password_hash, must_change=must_change)
    _end_sessions(connection, name, at)
    save_audit(connection, at=at, actor=by, action="account.password", subject=name, detail={"by_other": by != name})


def save_login(connection: Connection, name: str, *, at: datetime) -> None:
    """Note when somebody last logged in."""
    _change(connection, name, last_login_at=at)


def save_rehash(connection: Connection, name: str, password_hash: str) -> None:
    """The same password under newer parameters."""
    _change(connection, name, password_hash=password_hash)


def disable_account(connection: Connection, name: str, *, at: datetime, by: str) -> None:
    """Nobody can use the account any more: its sessions end and its tokens are revoked. Raises NotFound."""
    _change(connection, name, disabled_at=at)
    _end_sessions(connection, name, at)
    of_account = api_tokens.c.account_id.in_(select(accounts.c.id).where(accounts.c.name == name))
    connection.execute(update(api_tokens).where(of_account, api_tokens.c.revoked_at.is_(None)).values(revoked_at=at))
    save_audit(connection, at=at, actor=by, action="account.disable", subject=name, detail={})


def disable_demo_accounts(connection: Connection, *, at: datetime, by: str) -> int:
    """Shut the demonstration accounts; how many."""
    usable = (accounts.c.is_demo, accounts.c.disabled_at.is_(None))
    names = connection.scalars(select(accounts.c.name).where(*usable)).all()
    for name in names:
        disable_account(connection, name, at=at, by=by)
    return len(names)


def enable_account(connection: Connection, name: str, *, at: datetime, by: str) -> None:
    """The account can be used again; revoked tokens stay revoked. Raises NotFound."""
    _change(connection, name, disabled_at=None)
    save_audit(connection, at=at, actor=by, action="account.enable", subject=name, detail={})


def save_preferences(connection: Connection, name: str, preferences: Mapping[str, object]) -> None:
    """Replace how the desk looks and answers to keys for this person. Raises NotFound."""
    _change(connection, name, preferences=json.dumps(preferences, ensure_ascii=False))


def save_roles(
    connection: Connection, name: str, roles: Iterable[Role], *, cities: tuple[str, ...], bureau: str | None,
    at: datetime, by: str,
) -> None:  # fmt: skip
    """Give an account other roles; its sessions end, so that nothing goes on under the old ones. Raises NotFound."""
    wanted = NewAccount(name=name, roles=frozenset(roles), cities=cities, bureau=bureau)
    wanted.check()
    _change(connection, name, roles=",".join(sorted(wanted.roles)), cities=",".join(cities), bureau=bureau)
    _end_sessions(connection, name, at)
    detail = {"roles": sorted(wanted.roles), "cities": cities, "bureau": bureau}
    save_audit(connection, at=at, actor=by, action="account.roles", subject=name, detail=detail)


def _change(connection: Connection, name: str, **values: object) -> None:
    if connection.execute(update(accounts).where(accounts.c.name == name).values(**values)).rowcount != 1:
        raise NotFound(f"account {name[:60]}")


def _end_sessions(connection: Connection, name: str, at: datetime) -> None:
    of_account = sessions.c.account_id.in_(select(accounts.c.id).where(accounts.c.name == name))
    connection.execute(update(sessions).where(of_account, sessions.c.ended_at.is_(None)).values(ended_at=at))
