"""What people do with their own account: change the password, set up one-time codes, make new recovery codes."""

import re

from console.desk.context import Desk
from console.desk.security.totp import fitting_step, new_recovery_codes
from console.passwords import hash_password, is_password, refuse_weak
from leads_db.errors import PasswordRefused
from leads_db.store.accounts import save_password
from leads_db.store.audit import save_audit
from leads_db.store.engine import writing
from leads_db.store.second_factor import save_code_given, save_recovery_codes, save_totp
from leads_db.store.sessions import DeskSession, start_session

SECRET = re.compile(r"[A-Z2-7]{32}")


def change_password(desk: Desk, session: DeskSession, old: str, new: str, again: str) -> str:
    """All sessions of the account end; the token of a new one for this browser. Raises PasswordRefused."""
    account = session.account
    check_password(session, old)
    if new != again:
        raise PasswordRefused(reason="again")
    if new == old:
        raise PasswordRefused(reason="same")
    refuse_weak(new, account.name, account.shown)
    hashed, now = hash_password(new), desk.clock()
    with writing(desk.engine) as connection:
        save_password(connection, account.name, hashed, at=now, by=account.name, must_change=False)
        return start_session(
            connection, account, at=now, address=session.address, browser=session.browser, has_code=session.has_code
        )


def check_password(session: DeskSession, password: str) -> None:
    """Ask again before something that a thief of the session would like. Raises PasswordRefused."""
    if not is_password(session.account.password_hash, password):
        raise PasswordRefused(reason="old")


def enrol(desk: Desk, session: DeskSession, secret: str, code: str) -> tuple[str, tuple[str, ...]] | None:
    """Codes of this seed are asked for from now on: the session's new token and the recovery codes, shown once.

    None when the code does not fit the seed: the telephone has not read it, or its clock is wrong.
    """
    now = desk.clock()
    step = fitting_step(secret, code, now) if SECRET.fullmatch(secret) else None
    if step is None:
        return None
    codes = new_recovery_codes()
    with writing(desk.engine) as connection:
        save_totp(connection, session.account, secret, step, codes, at=now)
        return save_code_given(connection, session), codes


def renew_recovery_codes(desk: Desk, session: DeskSession, password: str) -> tuple[str, ...]:
    """New recovery codes, shown once; the old ones are worth nothing. Raises PasswordRefused for a wrong password."""
    account = session.account
    check_password(session, password)
    codes = new_recovery_codes()
    with writing(desk.engine) as connection:
        save_recovery_codes(connection, account, codes)
        save_audit(
            connection, at=desk.clock(), actor=account.name, action="account.recovery", subject=account.name, detail={}
        )
    return codes
