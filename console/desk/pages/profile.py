"""我的帐号: one's own password, one-time codes, sessions; and the same two forms where a first log-in asks for them."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from console.desk.account_words import ROLES, told
from console.desk.asking import see_other
from console.desk.context import Desk, DeskOf
from console.desk.language import translated as _
from console.desk.navigation import home_of
from console.desk.security.access import ActorOf
from console.desk.security.login import browser_of, slow_down
from console.desk.security.own_account import change_password, check_password, enrol, renew_recovery_codes
from console.desk.security.totp import new_secret, qr_picture
from console.desk.security.visitor import SessionOf, csrf_of, pending_step, set_cookie
from leads_db.errors import LoginNeeded, PasswordRefused
from leads_db.store.engine import reading, writing
from leads_db.store.second_factor import count_recovery_codes
from leads_db.store.sessions import ABSOLUTE, IDLE, DeskSession, end_other_sessions, end_session, read_open_sessions

router = APIRouter()
Password = Annotated[str, Form(max_length=300)]
STEPS = ("", "/login/password", "/login/enrol")
"""What may be pending on a page of this module: a session whose code is missing may not change anything."""


def own_session(desk: Desk, session: DeskSession | None) -> DeskSession:
    """The session of somebody who has shown all that the account asks for. Raises LoginNeeded."""
    if session is None or (step := pending_step(desk, session)) not in STEPS:
        raise LoginNeeded(step="" if session is None else step)
    return session


@router.get("/profile")
def profile(desk: DeskOf, actor: ActorOf, session: SessionOf) -> HTMLResponse:
    """What the account may do, its codes, where it is logged in."""
    mine = own_session(desk, session)
    with reading(desk.engine) as connection:
        left = count_recovery_codes(connection, mine.account)
        found = read_open_sessions(connection, actor.name, at=desk.clock())
    context = {"account": mine.account, "roles": ROLES, "left": left, "sessions": found, "mine": mine}
    return desk.render("profile.html", {**context, "is_totp_required": desk.settings.is_totp_required})


@router.get("/profile/session")
def session_left(desk: DeskOf, _actor: ActorOf, session: SessionOf) -> JSONResponse:
    """Seconds until this log-in ends, and whether use would prolong it; asked by a page itself it is no use."""
    mine, now = own_session(desk, session), desk.clock()
    left = (mine.ends_at - now).total_seconds()
    longest = min(IDLE, mine.made_at + ABSOLUTE - now).total_seconds()
    return JSONResponse({"left": int(left), "may_stay": longest > left + 1})


@router.post("/profile/sessions/{uid}/end")
def end_one(desk: DeskOf, actor: ActorOf, uid: str) -> Response:
    """End one of one's own sessions; another's looks like none."""
    with writing(desk.engine) as connection:
        end_session(connection, actor.name, uid, at=desk.clock(), by=actor.name)
    return see_other("/profile", told=_("已结束这个登录。"))


@router.post("/profile/sessions/end-others")
def end_others(desk: DeskOf, actor: ActorOf, session: SessionOf) -> Response:
    """End all but this one."""
    with writing(desk.engine) as connection:
        count = end_other_sessions(connection, own_session(desk, session), at=desk.clock())
    return see_other("/profile", told=_("已结束其他 {count} 个登录。", count=count))


@router.get("/profile/password")
@router.get("/login/password")
def password(desk: DeskOf, request: Request, session: SessionOf) -> HTMLResponse:
    """The form for a new password."""
    return _password_form(desk, request, own_session(desk, session))


@router.post("/profile/password")
@router.post("/login/password")
def send_password(
    desk: DeskOf, request: Request, session: SessionOf, old: Password, new: Password, again: Password
) -> Response:
    """Change it; every other session ends, this browser goes on with a new token. Raises TooManyTries."""
    mine = own_session(desk, session)
    slow_down(desk, browser_of(request, desk), f"password {mine.account.id}")
    try:
        token = change_password(desk, mine, old, new, again)
    except PasswordRefused as fault:
        return _password_form(desk, request, mine, told(fault))
    answer = see_other(home_of(mine.account.actor, desk.built), told=_("密码已更改，其他登录都已结束。"))
    set_cookie(desk, answer, token)
    return answer


@router.get("/profile/codes")
@router.get("/login/enrol")
def codes(desk: DeskOf, request: Request, session: SessionOf) -> HTMLResponse:
    """The picture for the telephone, and the form for its first code."""
    own_session(desk, session)
    return _codes_form(desk, request, session, new_secret())


@router.post("/profile/codes")
@router.post("/login/enrol")
def send_codes(
    desk: DeskOf,
    request: Request,
    session: SessionOf,
    secret: Annotated[str, Form(pattern=r"^[A-Z2-7]{32}$")],
    code: Annotated[str, Form(max_length=40)],
    old: Password = "",
) -> Response:
    """Set one-time codes up, or move them to another telephone; shows the recovery codes once. Raises TooManyTries."""
    mine = own_session(desk, session)
    slow_down(desk, browser_of(request, desk), f"enrol {mine.account.id}")
    try:
        if not pending_step(desk, mine):  # at a log-in the password has just been given
            check_password(mine, old)
        done = enrol(desk, mine, secret, code)
    except PasswordRefused as refused:
        return _codes_form(desk, request, session, secret, told(refused))
    if done is None:
        fault = _("验证码不对。请确认手机时间准确，再输入新的 6 位数字。")
        return _codes_form(desk, request, session, secret, fault)
    token, recovery = done
    return _show_recovery(desk, request, recovery, token)


@router.post("/profile/recovery")
def recovery(desk: DeskOf, request: Request, actor: ActorOf, session: SessionOf, old: Password) -> Response:
    """New recovery codes, shown once. Raises TooManyTries."""
    mine = own_session(desk, session)
    slow_down(desk, browser_of(request, desk), f"password {mine.account.id}")
    try:
        return _show_recovery(desk, request, renew_recovery_codes(desk, mine, old))
    except PasswordRefused as fault:
        return see_other("/profile", told=told(fault), kind="bad")


def _show_recovery(desk: Desk, request: Request, recovery: tuple[str, ...], token: str = "") -> HTMLResponse:
    if token:
        request.state.csrf = csrf_of(token)
    page = desk.render("recovery.html", {"recovery": recovery})
    if token:
        set_cookie(desk, page, token)
    return page


def _password_form(desk: Desk, request: Request, mine: DeskSession, fault: str = "") -> HTMLResponse:
    context: dict[str, Any] = {"account": mine.account, "action": request.url.path, "fault": fault}
    return desk.render("password.html", context, status=400 if fault else 200)


def _codes_form(
    desk: Desk, request: Request, session: DeskSession | None, secret: str, fault: str = ""
) -> HTMLResponse:
    mine = own_session(desk, session)
    picture = qr_picture(secret, mine.account.name)
    context = {
        "secret": secret,
        "picture": picture,
        "action": request.url.path,
        "fault": fault,
        "account": mine.account,
    }
    return desk.render("codes.html", context, status=400 if fault else 200)
