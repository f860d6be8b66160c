"""The steps of a log-in: name and password, then the code. Each try is slowed down, checked, and written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response
from sqlalchemy import Connection

from console.desk.context import Desk
from console.desk.security.totp import fitting_step
from console.desk.security.visitor import address_of, cookie_name, is_practice_only, set_cookie
from console.passwords import hash_password, is_outdated, is_password
from leads_db.errors import TooManyTries
from leads_db.store.accounts import Account, find_account, save_login, save_rehash
from leads_db.store.audit import save_audit
from leads_db.store.engine import reading, writing
from leads_db.store.login_tries import ACCOUNT, ADDRESS, CODE, DEVICE, PAIR, TryKey, claim_try, save_success
from leads_db.store.second_factor import (
    DEVICE_KEPT,
    is_known_device,
    save_code_given,
    save_device,
    use_recovery_code,
    use_totp_step,
)
from leads_db.store.sessions import DeskSession, start_session


@dataclass(frozen=True, slots=True)
class Browser:
    """From where somebody tries."""

    address: str
    told: str
    """What it says of itself."""
    device: str
    """Token of an earlier log-in, if it has one."""


def browser_of(request: Request, desk: Desk) -> Browser:
    """From where this request comes."""
    device = request.cookies.get(device_cookie(desk), "")
    return Browser(address_of(request), request.headers.get("user-agent", ""), device[:100])


def device_cookie(desk: Desk) -> str:
    """Cookie of a browser in which a log-in was completed; it opens nothing, it only spares the wait of others."""
    return f"{cookie_name(desk)}-known"


def log_in(desk: Desk, browser: Browser, name: str, password: str) -> str | None:
    """The token of a new session; None when name and password do not belong together. Raises TooManyTries."""
    with reading(desk.engine) as connection:
        account = find_account(connection, name)
        keys = _keys(connection, browser, account, name)
    refused = _claim(desk, keys)
    if account is not None and (account.disabled_at or (account.is_demo and not is_practice_only(desk))):
        kept = None
    else:
        kept = account.password_hash if account else None
    if not is_password(kept, password) or account is None:
        _note_failure(desk, account, browser, "password", refused)
        return None
    fresh = hash_password(password) if is_outdated(account.password_hash) else ""
    now = desk.clock()
    with writing(desk.engine) as connection:
        save_success(connection, keys)
        if fresh:
            save_rehash(connection, account.name, fresh)
        save_login(connection, account.name, at=now)
        action = "login.password" if account.totp_secret else "login"
        _note(connection, now, account, action, {"address": browser.address, "refused_before": refused})
        return start_session(connection, account, at=now, address=browser.address, browser=browser.told)


def give_code(desk: Desk, browser: Browser, session: DeskSession, code: str) -> str | None:
    """The session's new token when the code fits: one-time, or recovery. Raises TooManyTries."""
    account = session.account
    keys = (TryKey(CODE, str(account.id)),)
    refused = _claim(desk, keys)
    now = desk.clock()
    step = fitting_step(account.totp_secret or "", code, now)
    with writing(desk.engine) as connection:
        if step is not None:
            action = "login.code" if use_totp_step(connection, account, step) else ""
        else:
            action = "login.recovery" if use_recovery_code(connection, account, code, at=now) else ""
        if action:
            save_success(connection, keys)
            _note(connection, now, account, action, {"address": browser.address, "refused_before": refused})
            return save_code_given(connection, session)
    _note_failure(desk, account, browser, "code", refused)
    return None


def slow_down(desk: Desk, browser: Browser, what: str) -> None:
    """One try at something that is no log-in but could be guessed. Raises TooManyTries."""
    _claim(desk, (TryKey(ADDRESS, f"{what}\n{browser.address}"),))


def complete(desk: Desk, answer: Response, account: Account, token: str, browser: Browser) -> Response:
    """Give the browser its session, and remember it for the day on which somebody else tries this account."""
    set_cookie(desk, answer, token)
    with reading(desk.engine) as connection:
        if is_known_device(connection, account, browser.device):
            return answer
    with writing(desk.engine) as connection:
        device = save_device(connection, account, at=desk.clock())
    answer.set_cookie(
        device_cookie(desk), device, path="/", max_age=int(DEVICE_KEPT.total_seconds()), httponly=True,
        samesite="lax", secure=desk.settings.is_https,
    )  # fmt: skip
    return answer


def _keys(connection: Connection, browser: Browser, account: Account | None, name: str) -> tuple[TryKey, ...]:
    if account is not None and browser.device and is_known_device(connection, account, browser.device):
        return (TryKey(DEVICE, browser.device),)
    whom = name[:60].lower()
    return (
        TryKey(PAIR, f"{whom}\n{browser.address}"),
        TryKey(ADDRESS, browser.address),
        TryKey(ACCOUNT, whom),
    )


def _claim(desk: Desk, keys: tuple[TryKey, ...]) -> int:
    """Tries that were refused before this one. Raises TooManyTries."""
    with writing(desk.engine) as connection:
        claim = claim_try(connection, keys, at=desk.clock())
    if claim.wait_s:
        raise TooManyTries(seconds=claim.wait_s)
    return claim.refused_before


def _note_failure(desk: Desk, account: Account | None, browser: Browser, what: str, refused: int) -> None:
    """Neither the typed name of nobody nor any secret is written down: people type passwords into the wrong field."""
    detail = {"address": browser.address, "what": what, "refused_before": refused}
    with writing(desk.engine) as connection:
        _note(connection, desk.clock(), account, "login.failed", detail)


def _note(
    connection: Connection, at: datetime, account: Account | None, action: str, detail: Mapping[str, object]
) -> None:
    subject = account.name if account else "unknown"
    actor = "visitor" if action == "login.failed" else subject
    save_audit(connection, at=at, actor=actor, action=action, subject=subject, detail=detail)
