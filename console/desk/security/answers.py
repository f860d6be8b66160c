"""What a refused visitor gets: the log-in page, the next step of a log-in, or a page that says why."""

from contextlib import suppress
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from console.desk.context import Desk
from console.desk.language import translated as _
from console.desk.navigation import home_of
from console.desk.security.visitor import meet_visitor
from leads_db.errors import AccessError, FormRefused, LoginNeeded, StoreError, TooManyTries

FORM_REFUSED = "表单已过期，或不是从本系统的页面提交的。请返回上一页，刷新后再提交。"
ROLE_MISSING = "您的帐号没有这一页的权限。需要时请联系管理员。"
TOO_MANY = "尝试次数太多。请在 {seconds} 秒后再试；帐号不会被永久锁定。"


def answer_refusals(app: FastAPI) -> None:
    """Let the application answer every AccessError."""
    app.add_exception_handler(AccessError, _answer)


def know_visitor(request: Request) -> None:
    """Who asks for an address that is no page, so that its error page has the person's navigation."""
    if not hasattr(request.state, "actor"):
        with suppress(StoreError):
            meet_visitor(request, request.app.state.desk)


def _answer(request: Request, fault: Exception) -> Response:
    if isinstance(fault, LoginNeeded):
        return _to_login(request, str(fault.facts.get("step", "")))
    desk: Desk = request.app.state.desk
    if isinstance(fault, TooManyTries):
        seconds = int(fault.facts.get("seconds", 1))
        page = _page(desk, 429, _(TOO_MANY, seconds=seconds))
        page.headers["Retry-After"] = str(seconds)
        return page
    actor = getattr(request.state, "actor", None)
    if request.url.path == "/" and request.method == "GET" and actor is not None:
        return RedirectResponse(home_of(actor, desk.built), status_code=303)  # «home» is another page for each role
    return _page(desk, 403, _(FORM_REFUSED if isinstance(fault, FormRefused) else ROLE_MISSING))


def _page(desk: Desk, status: int, message: str) -> HTMLResponse:
    return desk.render("error.html", {"status": status, "message": message}, status=status)


def _to_login(request: Request, step: str) -> Response:
    """A page leads to the log-in and back; a form is lost, so the way back is the page before it."""
    wanted = request.url.path if request.method == "GET" else ""
    query = f"?{request.url.query}" if wanted and request.url.query else ""
    target = step or "/login"
    if wanted not in ("", "/"):
        target += "?" + urlencode({"next": f"{wanted}{query}"})
    if "hx-request" in request.headers:  # a part of a page: the script loads the log-in as a whole page
        return Response(status_code=401, headers={"HX-Redirect": "/login"})
    return RedirectResponse(target, status_code=303)
