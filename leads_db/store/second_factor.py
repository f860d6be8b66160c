"""One-time codes: the seed of an account, the last step used, recovery codes. Which code fits is the desk's to say."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from leads_db.account_tables import accounts, known_devices, recovery_codes, sessions
from leads_db.errors import NotFound
from leads_db.store.accounts import Account
from leads_db.store.audit import save_audit
from leads_db.store.sessions import DeskSession, new_token, token_hash

DEVICE_KEPT = timedelta(days=180)
"""A browser in which a log-in was completed is known that long."""


def save_totp(
    connection: Connection, account: Account, secret: str, step: int, codes: Iterable[str], *, at: datetime
) -> None:
    """The account asks for codes of this seed from now on; `step` is the one just used, `codes` the recovery codes."""
    found = accounts.c.id == account.id
    connection.execute(update(accounts).where(found).values(totp_secret=secret, totp_step=step))
    save_recovery_codes(connection, account, codes)
    save_audit(connection, at=at, actor=account.name, action="account.totp", subject=account.name, detail={})


def clear_totp(connection: Connection, name: str, *, at: datetime, by: str) -> None:
    """The account no longer has a seed; with codes required it enrols anew at the next log-in. Raises NotFound."""
    changed = update(accounts).where(accounts.c.name == name).values(totp_secret=None, totp_step=0)
    if connection.execute(changed).rowcount != 1:
        raise NotFound(f"account {name[:60]}")
    of_account = select(accounts.c.id).where(accounts.c.name == name)
    for table in (recovery_codes, known_devices):
        connection.execute(delete(table).where(table.c.account_id.in_(of_account)))
    save_audit(connection, at=at, actor=by, action="account.totp-clear", subject=name, detail={})


def use_totp_step(connection: Connection, account: Account, step: int) -> bool:
    """Take a step of the clock; False when this one or a later one was used before: the code was replayed."""
    newer = (accounts.c.id == account.id, accounts.c.totp_step < step)
    return connection.execute(update(accounts).where(*newer).values(totp_step=step)).rowcount == 1


def save_recovery_codes(connection: Connection, account: Account, codes: Iterable[str]) -> None:
    """Replace the recovery codes; only hashes are kept. A code has 50 random bits and is tried at login's pace."""
    connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account.id))
    rows = [{"account_id": account.id, "code_hash": _code_hash(account, code)} for code in codes]
    connection.execute(insert(recovery_codes), rows)


def use_recovery_code(connection: Connection, account: Account, code: str, *, at: datetime) -> bool:
    """Use up a recovery code; False when it is none or was used."""
    fitting = (recovery_codes.c.code_hash == _code_hash(account, code), recovery_codes.c.used_at.is_(None))
    return connection.execute(update(recovery_codes).where(*fitting).values(used_at=at)).rowcount == 1


def count_recovery_codes(connection: Connection, account: Account) -> int:
    """How many are left."""
    left = (recovery_codes.c.account_id == account.id, recovery_codes.c.used_at.is_(None))
    return connection.scalar(select(func.count()).select_from(recovery_codes).where(*left)) or 0


def save_device(connection: Connection, account: Account, *, at: datetime) -> str:
    """Remember a browser in which a log-in was completed; the token of its cookie."""
    connection.execute(delete(known_devices).where(known_devices.c.seen_at < at - DEVICE_KEPT))
    token = new_token()
    row = {"token_hash": token_hash(token), "account_id": account.id, "seen_at": at}
    connection.execute(insert(known_devices).values(**row))
    return token


def is_known_device(connection: Connection, account: Account, token: str) -> bool:
    """True when this account has logged in before in the browser that shows `token`."""
    found = (known_devices.c.token_hash == token_hash(token), known_devices.c.account_id == account.id)
    return connection.scalar(select(known_devices.c.id).where(*found)) is not None


def save_code_given(connection: Connection, session: DeskSession) -> str:
    """The session is complete; its new token, for a token from before the code must not become worth more."""
    token = new_token()
    changed = {"token_hash": token_hash(token), "has_code": True}
    connection.execute(update(sessions).where(sessions.c.uid == session.uid).values(**changed))
    return token


def _code_hash(account: Account, code: str) -> str:
    plain = "".join(character for character in code.lower() if character.isalnum())
    return hashlib.sha256(f"{account.id}\n{plain}".encode()).hexdigest()
