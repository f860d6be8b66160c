"""登录: name and password, then the code or what a first log-in still needs; and the way out."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from console.desk.asking import is_local, see_other
from console.desk.context import Desk, DeskOf
from console.desk.language import translated as _
from console.desk.navigation import home_of
from console.desk.security.login import browser_of, complete, give_code, log_in
from console.desk.security.visitor import (
    SessionOf,
    clear_cookie,
    csrf_of,
    is_practice_only,
    pending_step,
    set_cookie,
    visitor_token,
)  # fmt: skip
from leads_db.records.account import Actor
from leads_db.store.accounts import has_admin, read_account
from leads_db.store.engine import reading, writing
from leads_db.store.sessions import DeskSession, end_session, find_session

router = APIRouter()
Next = Annotated[str, Query(max_length=400)]
NextField = Annotated[str, Form(alias="next", max_length=400)]
WRONG = "登录名或密码不对。请重试；忘记密码请联系管理员。"
WRONG_CODE = "验证码不对、已用过或已过期。请等下一个验证码再试，或使用恢复码。"


@router.get("/login")
def login(desk: DeskOf, request: Request, session: SessionOf, next: Next = "") -> Response:
    """The form; who is logged in goes on."""
    if session is not None:
        return _onward(desk, session, next)
    with reading(desk.engine) as connection:
        if not has_admin(connection):
            return RedirectResponse("/setup", status_code=303)
    return _form(desk, request, next)


@router.post("/login")
def send_login(
    desk: DeskOf,
    request: Request,
    before: SessionOf,
    name: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=300)],
    next: NextField = "",
) -> Response:
    """Check name and password; a new session under a new token, whatever token the browser came with."""
    browser = browser_of(request, desk)
    token = log_in(desk, browser, name.strip().lower(), password)
    if token is None:
        return _form(desk, request, next, fault=_(WRONG), status=401)
    if before is not None:
        _end(desk, before)
    with reading(desk.engine) as connection:
        session = find_session(connection, token, at=desk.clock())
        account = read_account(connection, name.strip().lower())
    answer = _onward(desk, session, next) if session else see_other("/login")
    if session and pending_step(desk, session) == "/login/code":
        set_cookie(desk, answer, token)
        return answer
    return complete(desk, answer, account, token, browser)


@router.get("/login/code")
def code(desk: DeskOf, session: SessionOf, next: Next = "") -> Response:
    """The form for the code of a session that has none yet."""
    if session is None or pending_step(desk, session) != "/login/code":
        return see_other("/login")
    return desk.render("login_code.html", {"next": next, "fault": ""})


@router.post("/login/code")
def send_code(
    desk: DeskOf,
    request: Request,
    session: SessionOf,
    code: Annotated[str, Form(max_length=40)],
    next: NextField = "",
) -> Response:
    """Check the code; the session gets a new token."""
    if session is None or pending_step(desk, session) != "/login/code":
        return see_other("/login")
    browser = browser_of(request, desk)
    token = give_code(desk, browser, session, code)
    if token is None:
        return desk.render("login_code.html", {"next": next, "fault": _(WRONG_CODE)}, status=401)
    with reading(desk.engine) as connection:
        whole = find_session(connection, token, at=desk.clock())
    answer = _onward(desk, whole, next) if whole else see_other("/login")
    return complete(desk, answer, session.account, token, browser)


@router.post("/logout")
def logout(desk: DeskOf, session: SessionOf) -> Response:
    """End the session here and in the store: its token is worth nothing afterwards."""
    if session is not None:
        _end(desk, session)
    return clear_cookie(desk, see_other("/login", told=_("已退出登录。")))


def home_path(desk: Desk, actor: Actor, wanted: str) -> str:
    """Where somebody goes after the log-in: where they wanted to, else where their work begins."""
    return wanted if wanted and is_local(wanted) else home_of(actor, desk.built)


def _end(desk: Desk, session: DeskSession) -> None:
    name = session.account.name
    with writing(desk.engine) as connection:
        end_session(connection, name, session.uid, at=desk.clock(), by=name)


def _onward(desk: Desk, session: DeskSession, wanted: str) -> RedirectResponse:
    step = pending_step(desk, session)
    return RedirectResponse(step or home_path(desk, session.account.actor, wanted), status_code=303)


def _form(desk: Desk, request: Request, wanted: str, *, fault: str = "", status: int = 200) -> HTMLResponse:
    token = visitor_token(request, desk)
    request.state.csrf = csrf_of(token)
    context = {"next": wanted, "fault": fault, "is_practice_only": is_practice_only(desk)}
    page = desk.render("login.html", context, status=status)
    set_cookie(desk, page, token)
    return page
