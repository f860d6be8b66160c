"""帐号: who may log in, in which roles; for administrators, who see no leads here."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from console.desk.account_form import AskedOf
from console.desk.account_words import ROLE_TOLD, ROLES, told
from console.desk.asking import see_other
from console.desk.context import Desk, DeskOf
from console.desk.language import translated as _
from console.desk.security.access import ActorOf, allow
from console.passwords import hash_password, new_password
from leads_db.errors import AccountRefused
from leads_db.records.account import Actor, Role
from leads_db.store.accounts import (
    disable_account,
    enable_account,
    read_account,
    read_accounts,
    save_account,
    save_password,
)
from leads_db.store.api_tokens import read_tokens, revoke_token
from leads_db.store.engine import reading, writing
from leads_db.store.second_factor import clear_totp
from leads_db.store.sessions import read_open_sessions

router = APIRouter(prefix="/accounts", dependencies=[allow(Role.ADMIN)])
Text = Annotated[str, Form(max_length=60)]


@router.get("")
def account_list(desk: DeskOf) -> HTMLResponse:
    """Every account, its open sessions, the tokens, and the form for a new one."""
    return _list(desk)


@router.post("")
def add(
    desk: DeskOf,
    actor: ActorOf,
    asked: AskedOf,
    name: Text,
    shown: Text = "",
) -> HTMLResponse:
    """Make an account; its first password is shown once, and is to be changed at the first log-in."""
    new = replace(asked, name=name.strip().lower(), shown=shown.strip())
    password = new_password()
    try:
        new.check()
        with writing(desk.engine) as connection:
            save_account(connection, new, hash_password(password), at=desk.clock(), by=actor.name)
    except AccountRefused as fault:
        return _list(desk, fault=told(fault), status=400)
    return _list(desk, given=(new.name, password))


@router.post("/{name}/reset")
def reset(desk: DeskOf, actor: ActorOf, name: str) -> HTMLResponse:
    """A new password, shown once; one-time codes are set up anew; every session ends. Raises NotFound."""
    password, now = new_password(), desk.clock()
    hashed = hash_password(password)
    with writing(desk.engine) as connection:
        save_password(connection, name, hashed, at=now, by=actor.name, must_change=True)
        clear_totp(connection, name, at=now, by=actor.name)
    return _list(desk, given=(name, password))


@router.post("/{name}/disable")
def disable(desk: DeskOf, actor: ActorOf, name: str) -> Response:
    """Nobody can use it from now on. One's own stays, so that somebody can undo it. Raises NotFound."""
    if name == actor.name:
        return see_other("/accounts", told=_("不能停用自己的帐号。"), kind="bad")
    return _change(desk, actor, name, is_on=False)


@router.post("/{name}/enable")
def enable(desk: DeskOf, actor: ActorOf, name: str) -> Response:
    """It can be used again. Raises NotFound."""
    return _change(desk, actor, name, is_on=True)


@router.post("/tokens/{uid}/revoke")
def revoke(desk: DeskOf, actor: ActorOf, uid: str) -> Response:
    """A county's system can no longer use this token. Raises NotFound."""
    with writing(desk.engine) as connection:
        revoke_token(connection, uid, at=desk.clock(), by=actor.name)
    return see_other("/accounts", told=_("接口令牌已作废。"))


def _change(desk: Desk, actor: Actor, name: str, *, is_on: bool) -> Response:
    with writing(desk.engine) as connection:
        read_account(connection, name)
        (enable_account if is_on else disable_account)(connection, name, at=desk.clock(), by=actor.name)
    return see_other("/accounts", told=_("帐号已启用。") if is_on else _("帐号已停用，其登录和令牌都已失效。"))


def _list(desk: Desk, *, fault: str = "", given: tuple[str, str] | None = None, status: int = 200) -> HTMLResponse:
    with reading(desk.engine) as connection:
        found = read_accounts(connection)
        open_now = [session.account.name for session in read_open_sessions(connection, at=desk.clock())]
        tokens = read_tokens(connection)
    bureaus = [one for one in desk.names.bureaus.values() if one.city in desk.settings.cities]
    context = {
        "accounts": found,
        "open_counts": {name: open_now.count(name) for name in open_now},
        "tokens": tokens,
        "roles": ROLES,
        "role_told": ROLE_TOLD,
        "bureaus": bureaus,
        "fault": fault,
        "given": given,
        "is_totp_required": desk.settings.is_totp_required,
    }
    return desk.render("accounts.html", context, status=status)
