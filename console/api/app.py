"""The interface as an application of its own, mounted into the desk: no session, no form token, no page."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from console.api import dispatches, intakes, leads, moves, runs, watching
from console.api.access import CALLER
from console.api.answers import (
    REFUSALS,
    answer_http_error,
    answer_invalid,
    answer_named_error,
    answer_unnamed_error,
)
from console.api.body_limit import BodyLimit
from console.api.pace import Pace
from leads_db.errors import GILeadsError

DESCRIPTION = """\
地理标志线索系统的接口。令牌由管理员在“帐号”页发给，放在请求头 `Authorization: Bearer gi_…`。
每个改变数据的请求都带 `Idempotency-Key`：同一键、同一内容再次提交，得到同一答复；同一键、不同内容，得到 409。
所有错误同一形状：`{"error": {"code": …, "message": …, "facts": {…}}}`。他人的编号一律是 404。
时间为 UTC（ISO 8601）；金额为元，以文本给出。"""
ROUTERS = (watching.router, leads.router, moves.router, dispatches.router, intakes.router, runs.router)


def mount_api(desk: FastAPI, *, per_minute: int) -> FastAPI:
    """Serve the interface below /api of a desk, whose state it shares; `per_minute`: calls of one account."""
    desk.state.pace = Pace(per_minute)
    desk.state.strangers = Pace(per_minute)
    api = FastAPI(
        title="gi-leads",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    api.state = desk.state
    api.include_router(watching.open_router, prefix="/v1")
    guarded = APIRouter(prefix="/v1", dependencies=[CALLER], responses=_documented())
    for router in ROUTERS:
        guarded.include_router(router)
    api.include_router(guarded)
    api.add_exception_handler(HTTPException, answer_http_error)
    api.add_exception_handler(RequestValidationError, answer_invalid)
    api.add_exception_handler(GILeadsError, answer_named_error)
    api.add_exception_handler(Exception, answer_unnamed_error)
    api.add_middleware(BodyLimit)
    desk.mount("/api", api)
    return api


def _documented() -> dict[int | str, dict[str, Any]]:
    return {status: dict(told) for status, told in REFUSALS.items()}
