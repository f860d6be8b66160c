"""初次设置: the first administrator, by the code that the start printed; and, for a trial, demonstration accounts."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from console.demo_accounts import DemoAccount, make_demo_accounts
from console.desk.account_words import PASSWORD_FAULTS, told
from console.desk.context import Desk, DeskOf
from console.desk.language import translated as _
from console.desk.security.login import browser_of, slow_down
from console.desk.security.visitor import csrf_of, is_practice_only, set_cookie, visitor_token
from console.passwords import hash_password, refuse_weak
from console.setup_code import is_setup_code, use_up_setup_code
from leads_db.errors import AccountRefused, NotFound, PasswordRefused
from leads_db.records.account import Role
from leads_db.store.accounts import NewAccount, has_admin, save_account
from leads_db.store.engine import reading, writing

router = APIRouter()
WRONG_CODE = "设置码不对、已用过或已过期。重新启动 ./run 会打印新的设置码。"


@router.get("/setup")
def setup(desk: DeskOf, request: Request) -> HTMLResponse:
    """The form; a desk that has an administrator has no such page."""
    _refuse_second(desk)
    return _form(desk, request)


@router.post("/setup")
def send_setup(
    desk: DeskOf,
    request: Request,
    code: Annotated[str, Form(max_length=60)],
    name: Annotated[str, Form(max_length=60)],
    password: Annotated[str, Form(max_length=300)],
    again: Annotated[str, Form(max_length=300)],
    shown: Annotated[str, Form(max_length=40)] = "",
    demo: Annotated[bool, Form()] = False,
) -> HTMLResponse:
    """Make the first administrator, all or nothing; the code is used up only then. Raises TooManyTries."""
    _refuse_second(desk)
    slow_down(desk, browser_of(request, desk), "setup")
    new = NewAccount(name=name.strip().lower(), shown=shown.strip(), roles=frozenset({Role.ADMIN}))
    fault = _fault_of(desk, new, code, password, again)
    if fault:
        return _form(desk, request, name=name, shown=shown, fault=fault)
    hashed = hash_password(password)
    with writing(desk.engine) as connection:
        if has_admin(connection) or not use_up_setup_code(desk.settings):
            raise NotFound("setup")
        now = desk.clock()
        save_account(connection, new, hashed, at=now, by="setup", must_change=False)
        made: tuple[DemoAccount, ...] = ()
        if demo and is_practice_only(desk):
            made = make_demo_accounts(connection, desk.names.bureaus, desk.settings.cities, at=now, by="setup")
    return desk.render("setup_done.html", {"name": new.name, "made": made})


def _refuse_second(desk: Desk) -> None:
    with reading(desk.engine) as connection:
        if has_admin(connection):
            raise NotFound("setup")


def _fault_of(desk: Desk, new: NewAccount, code: str, password: str, again: str) -> str:
    """Why it cannot be done; empty when it can."""
    if not is_setup_code(desk.settings, code, desk.clock()):
        return _(WRONG_CODE)
    if password != again:
        return _(PASSWORD_FAULTS["again"])
    try:
        new.check()
        refuse_weak(password, new.name, new.shown)
    except (AccountRefused, PasswordRefused) as fault:
        return told(fault)
    return ""


def _form(desk: Desk, request: Request, *, name: str = "", shown: str = "", fault: str = "") -> HTMLResponse:
    token = visitor_token(request, desk)
    request.state.csrf = csrf_of(token)
    context = {
        "name": name,
        "shown": shown,
        "fault": fault,
        "offers_demo": is_practice_only(desk),
        "is_plain": not desk.settings.is_https and not desk.settings.is_loopback,
    }
    page = desk.render("setup.html", context, status=400 if fault else 200)
    set_cookie(desk, page, token)
    return page
