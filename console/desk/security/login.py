"""The steps of a log-in: name and password, then the code. Each try is slowed down, checked, and written down."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request, Response
from sqlalchemy import Connection

from console.desk.context import Desk
from console.desk.security.passwords import hash_password, is_outdated, is_password
from console.desk.security.totp import fitting_step
from console.desk.security.visitor import address_of, cookie_name, is_practice_only, set_cookie
from leads_db.errors import TooManyTries
from leads_db.store.accounts import Account, find_account, save_login, save_rehash
from leads_db.store.audit import save_audit
from leads_db.store.engine import reading, writing
from leads_db.store.login_tries import (
    ACCOUNT,
    ADDRESS,
    DEVICE,
    PAIR,
    TryKey,
    forget_failures,
    one_at_a_time,
    save_failure,
    save_refused,
    seconds_to_wait,
)  # fmt: skip
from leads_db.store.second_factor import is_known_device, save_code_given, save_device, use_recovery_code, use_totp_step
from leads_db.store.sessions import DeskSession, start_session

DEVICE_COOKIE_FOR = timedelta(days=180)


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
    now = desk.clock()
    with reading(desk.engine) as connection:
        account = find_account(connection, name)
        keys = _keys(connection, browser, account, name)
    _refuse_early(desk, keys)
    usable = account is not None and account.disabled_at is None
    usable = usable and not (account is not None and account.is_demo and not is_practice_only(desk))
    if not is_password(account.password_hash if account and usable else None, password) or account is None:
        _note_failure(desk, keys, account, browser, "password")
        return None
    fresh = hash_password(password) if is_outdated(account.password_hash) else ""
    with writing(desk.engine) as connection:
        refused = forget_failures(connection, keys)
        if fresh:
            save_rehash(connection, account.name, fresh)
        save_login(connection, account.name, at=now)
        detail = {"address": browser.address, "refused_before": refused}
        save_audit(connection, at=now, actor=account.name, action="login", subject=account.name, detail=detail)
        return start_session(connection, account, at=now, address=browser.address, browser=browser.told)


def give_code(desk: Desk, browser: Browser, session: DeskSession, code: str) -> str | None:
    """The session's new token when the code fits: one-time, or recovery. Raises TooManyTries."""
    now, account = desk.clock(), session.account
    keys = (TryKey(PAIR, f"code\n{account.id}"),)
    _refuse_early(desk, keys)
    step = fitting_step(account.totp_secret or "", code, now) if account.totp_secret else None
    with writing(desk.engine) as connection:
        if step is not None and use_totp_step(connection, account, step):
            how = "code"
        elif step is None and use_recovery_code(connection, account, code, at=now):
            how = "recovery"
        else:
            how = ""
        if how:
            forget_failures(connection, keys)
            save_audit(connection, at=now, actor=account.name, action=f"login.{how}", subject=account.name, detail={})
            return save_code_given(connection, session)
    _note_failure(desk, keys, account, browser, "code")
    return None


def complete(desk: Desk, answer: Response, account: Account, token: str, browser: Browser) -> Response:
    """Give the browser its session, and remember it for the day on which somebody else tries this account."""
    set_cookie(desk, answer, token)
    with reading(desk.engine) as connection:
        if is_known_device(connection, account, browser.device):
            return answer
    with writing(desk.engine) as connection:
        device = save_device(connection, account, at=desk.clock())
    answer.set_cookie(
        device_cookie(desk), device, path="/", max_age=int(DEVICE_COOKIE_FOR.total_seconds()), httponly=True,
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


def _refuse_early(desk: Desk, keys: tuple[TryKey, ...]) -> None:
    now = desk.clock()
    with reading(desk.engine) as connection:
        seconds = seconds_to_wait(connection, keys, at=now)
    if seconds > 0:
        with writing(desk.engine) as connection:
            save_refused(connection, keys)
        raise TooManyTries(seconds=seconds)


def _note_failure(desk: Desk, keys: tuple[TryKey, ...], account: Account | None, browser: Browser, what: str) -> None:
    """Neither the typed name of nobody nor any secret is written down: people type passwords into the wrong field."""
    now, subject = desk.clock(), account.name if account else "unknown"
    with writing(desk.engine) as connection:
        one_at_a_time(connection)
        refused = save_failure(connection, keys, at=now)
        detail = {"address": browser.address, "what": what, "refused_before": refused}
        save_audit(connection, at=now, actor="visitor", action="login.failed", subject=subject, detail=detail)
