"""The desk's application: pages, one style sheet, safety headers, error pages in Chinese."""

import logging
from pathlib import Path
from types import ModuleType

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from console.api import mount_api
from console.desk.asking import AtHand
from console.desk.context import Desk, SourceLine
from console.desk.pages import (
    account_roles,
    accounts,
    approval,
    assistance,
    audit,
    by_post,
    calendar,
    candidates,
    county,
    county_export,
    county_files,
    county_help,
    county_sheet,
    county_work,
    dispatching,
    health,
    intake,
    lead_acts,
    leads,
    ledger,
    lists,
    login,
    notices,
    objections,
    opinion_alerts,
    opinion_events,
    opinions,
    ops_collect,
    ops_overview,
    ops_quality,
    ops_runs,
    ops_schedule,
    papers,
    preferences,
    profile,
    registers,
    runs,
    setup,
    statistics,
    today,
    triage,
)
from console.desk.safety import HEADERS, SafetyHeaders
from console.desk.security.answers import answer_refusals, know_visitor
from console.desk.security.csrf import refuse_forged
from console.desk.security.form_limit import FormLimit
from console.naming import Names
from leads_db.errors import GILeadsError, NotFound, StoreError
from leads_db.settings import Settings

PAGES: tuple[ModuleType, ...] = (
    today,
    triage,
    approval,
    dispatching,
    leads,
    lead_acts,
    by_post,
    ledger,
    registers,
    lists,
    objections,
    calendar,
    statistics,
    audit,
    runs,
    health,
    intake,
    opinions,
    opinion_alerts,
    opinion_events,
    candidates,
    papers,
    notices,
    preferences,
    ops_overview,
    ops_schedule,
    ops_collect,
    ops_runs,
    ops_quality,
    login,
    setup,
    profile,
    accounts,
    account_roles,
    county,
    county_export,
    county_work,
    county_files,
    county_sheet,
    assistance,
    county_help,
)
"""Each has a `router`, and may have COUNTERS: path → how many wait there, for the header."""
MESSAGES = {
    400: "地址里的参数不认识。请从页面上的链接进入。",
    403: "您的帐号没有这一页的权限。需要时请联系管理员。",
    404: "没有这一页或这一编号。请核对编号，或从列表进入。",
    405: "这里只能查看，不能提交。",
    409: "别人刚刚改动过。请核对现状后再提交。",
    413: "提交的内容太大。请分批提交。",
    429: "操作太频繁。请稍候再试。",
    500: "内部错误，已写入日志。数据没有改动，请告知运维。",
    503: "数据库暂时不可用（被占用、磁盘满或版式过旧）。请稍候再试，仍不行请告知运维。",
}
log = logging.getLogger("gi_leads.desk")


def make_desk(
    engine: Engine, settings: Settings, *, names: Names | None = None, sources: tuple[SourceLine, ...] | None = None
) -> FastAPI:
    """The application over an open store; names and sources come from the register and the files where not given."""
    from console.desk.loading import SourceShelf, load_names  # crawlers and register: only where needed

    names = load_names(settings) if names is None else names
    read_sources = SourceShelf(settings) if sources is None else lambda: sources
    app = FastAPI(
        title="gi-leads", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(refuse_forged)]
    )
    for page in PAGES:
        app.include_router(page.router)
    app.state.desk = Desk(
        engine=engine,
        settings=settings,
        names=names,
        read_sources=read_sources,
        built=frozenset(route.path for page in PAGES for route in page.router.routes if isinstance(route, APIRoute)),
        counters={path: counter for page in PAGES for path, counter in getattr(page, "COUNTERS", {}).items()},
    )
    mount_api(app, per_minute=settings.api_per_minute)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    app.add_exception_handler(HTTPException, _show_http_error)
    app.add_exception_handler(RequestValidationError, _show_bad_request)
    app.add_exception_handler(GILeadsError, _show_named_error)
    answer_refusals(app)
    app.add_exception_handler(Exception, _show_unnamed_error)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.desk_hosts))
    app.add_middleware(FormLimit, refuse=_error_page)
    app.add_middleware(SafetyHeaders, is_https=settings.is_https)
    app.add_middleware(AtHand)
    return app


def _error_page(request: Request, status: int) -> HTMLResponse:
    desk: Desk = request.app.state.desk
    message = MESSAGES.get(status, MESSAGES[500 if status >= 500 else 400])
    if status < 500:
        know_visitor(request)
    return desk.render("error.html", {"status": status, "message": message}, status=status)


def _show_http_error(request: Request, fault: Exception) -> HTMLResponse:
    return _error_page(request, fault.status_code if isinstance(fault, HTTPException) else 500)


def _show_bad_request(request: Request, fault: Exception) -> HTMLResponse:
    return _error_page(request, 400)


def _show_named_error(request: Request, fault: Exception) -> HTMLResponse:
    if isinstance(fault, NotFound):
        return _error_page(request, 404)
    log.error("%s: %s", type(fault).__name__, fault)
    return _error_page(request, 503 if isinstance(fault, StoreError) else 500)


def _show_unnamed_error(request: Request, fault: Exception) -> HTMLResponse:
    log.error("page failed", exc_info=fault)
    page = _error_page(request, 500)
    page.headers.update(HEADERS)  # this answer is made outside of the middleware
    return page
