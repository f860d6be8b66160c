"""Every refusal of the interface in one shape: a code for machines, a sentence for people, small facts."""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from leads_db.errors import (
    CrawlError,
    EvidenceError,
    FactsMissing,
    FactsRefused,
    GILeadsError,
    ImportFileError,
    KeyReused,
    MoveNotAllowed,
    NotFound,
    NotReady,
    RegisterError,
    RoleMissing,
    SamePerson,
    StaleLead,
    StateError,
    StoreError,
    TooManyTries,
)

log = logging.getLogger("gi_leads.api")


class Refusal(BaseModel):
    """Why nothing was done."""

    code: str = Field(description="机器可读：unauthorized、not_found、stale_lead …")
    message: str = Field(description="中文说明")
    facts: dict[str, Any] = Field(description="缺哪一项、现在的状态等")


class RefusalAnswer(BaseModel):
    """The one shape of errors."""

    error: Refusal


MESSAGES: Mapping[int, tuple[str, str]] = {
    400: ("invalid_request", "请求无法解析。"),
    401: ("unauthorized", "没有令牌，或令牌已撤销、过期。"),
    403: ("forbidden", "该帐号没有这一接口的权限。"),
    404: ("not_found", "没有这一地址或这一编号。"),
    405: ("method_not_allowed", "这一地址不接受这种方法。"),
    409: ("conflict", "与现在的状态冲突，没有改动。"),
    413: ("too_large", "请求太大，请分批提交。"),
    422: ("invalid_request", "请求中有不认识或填写有误的项。"),
    429: ("too_many_requests", "请求太频繁，请按 Retry-After 稍候。"),
    500: ("internal", "内部错误，已写入日志，没有改动。"),
    503: ("unavailable", "数据库暂时不可用，请稍候再试。"),
}
NAMED: tuple[tuple[type[GILeadsError], int, str, str], ...] = (
    (RoleMissing, 403, *MESSAGES[403]),
    (TooManyTries, 429, *MESSAGES[429]),
    (NotFound, 404, *MESSAGES[404]),
    (KeyReused, 409, "key_reused", "这个 Idempotency-Key 已用于内容不同的请求。"),
    (StaleLead, 409, "stale_lead", "别人先改动了这条线索，请按差异核对后再提交。"),
    (SamePerson, 409, "same_person", "须由另一人办理。"),
    (NotReady, 409, "not_ready", "材料不齐，没有办理。"),
    (MoveNotAllowed, 409, "move_not_allowed", "现在的状态或角色不能这样办理。"),
    (FactsMissing, 409, "facts_missing", "缺少必填的项。"),
    (FactsRefused, 409, "facts_refused", "有一项填写有误，或这一步不收这一项。"),
    (StateError, 409, *MESSAGES[409]),
    (EvidenceError, 409, "seal_broken", "证据与封存时不一致，没有办理，已告知保护中心。"),
    (ImportFileError, 409, "invalid_request", "来件无法登记：缺少或无法识别必要的项。"),
    (CrawlError, 409, "not_on_offer", "来源不在可选范围内。"),
    (RegisterError, 409, "not_on_offer", "地理标志不在可选范围内。"),
    (StoreError, 503, *MESSAGES[503]),
)
"""422 is what does not fit the description; what fits it and is refused by how things stand is 409."""
TOLD_FACTS = frozenset(
    {"move", "state", "missing", "fact", "unknown", "cause", "expected", "version", "since", "pages"}
)
"""Facts of an error that may be told; names of people and paths stay inside."""
REFUSALS: Mapping[int | str, Mapping[str, Any]] = {
    status: {"model": RefusalAnswer, "description": HTTPStatus(status).phrase}
    for status in (400, 401, 403, 404, 413, 422, 429, 503)
}
CONFLICT: dict[int | str, dict[str, Any]] = {409: {"model": RefusalAnswer, "description": "Conflict"}}


def refusal(
    status: int, code: str = "", message: str = "", facts: Mapping[str, object] | None = None, **headers: str
) -> JSONResponse:
    """The answer; code and message by the status where none is given."""
    plain = MESSAGES.get(status) or MESSAGES[500 if status >= 500 else 400]
    told = {"code": code or plain[0], "message": message or plain[1], "facts": dict(facts or {})}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JSONResponse({"error": told}, status_code=status, headers=named)


async def answer_http_error(request: Request, fault: Exception) -> JSONResponse:
    """401, 404, 405, 413 …"""
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    answer = refusal(status)
    answer.headers.update(getattr(fault, "headers", None) or {})
    if status == 405:
        answer.headers["allow"] = ", ".join(_methods_of(request))
    return answer


def _methods_of(request: Request) -> list[str]:
    """All methods of this address; the router names those of its first route alone."""
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    described = request.app.openapi()["paths"]
    for template, methods in described.items():
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)), path):
            return [method.upper() for method in methods]
    return ["GET"]


async def answer_invalid(_request: Request, fault: Exception) -> JSONResponse:
    """What does not fit the description: the places, never the values."""
    found = fault.errors() if isinstance(fault, RequestValidationError) else []
    places = [".".join(str(part)[:40] for part in error["loc"][:6]) for error in found[:20]]
    return refusal(422, facts={"fields": places})


async def answer_named_error(_request: Request, fault: Exception) -> JSONResponse:
    """An error of the project's tree."""
    facts = fault.facts if isinstance(fault, GILeadsError) else {}
    for kind, status, code, message in NAMED:
        if isinstance(fault, kind):
            if status == 503:
                log.error("%s: %s", type(fault).__name__, fault)
            wait = {"Retry_After": str(facts.get("seconds", 1))} if status == 429 else {}
            return refusal(status, code, message, {k: v for k, v in facts.items() if k in TOLD_FACTS}, **wait)
    log.error("%s: %s", type(fault).__name__, fault)
    return refusal(500)


async def answer_unnamed_error(_request: Request, fault: Exception) -> JSONResponse:
    """Anything else: generic, the cause in the log alone."""
    log.error("call failed", exc_info=fault)
    return refusal(500)
