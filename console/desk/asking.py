"""Who asks for the page that is being made: the request is at hand for templates and texts without being passed on.

A page's dependencies put what they know on `request.state`: `actor` (Actor), `csrf` (the hidden field's token),
`session_ends_at`, `preferences` (of the account; None for a visitor).
"""

import json
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from starlette.types import ASGIApp, Receive, Scope, Send

from leads_db.records.account import Actor

FLASH = "gi-flash"
"""Cookie of what is to be told once, on the next page."""
FLASH_LETTERS = 400
FLASHES_MOST = 5
KINDS = ("good", "bad", "note")
_REQUEST: ContextVar[Request | None] = ContextVar("request", default=None)


class AtHand:
    """ASGI middleware that keeps the request at hand while it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; endpoints in other threads see the request too."""
        token = _REQUEST.set(Request(scope) if scope["type"] == "http" else None)
        try:
            await self.app(scope, receive, send)
        finally:
            _REQUEST.reset(token)


def request_at_hand() -> Request | None:
    """The request that is being answered; None outside of one."""
    return _REQUEST.get()


def actor_at_hand() -> Actor | None:
    """Who is logged in; None for a visitor."""
    request = request_at_hand()
    return getattr(request.state, "actor", None) if request else None


def session_end_at_hand() -> datetime | None:
    """When the log-in ends unless it is used again; None for a visitor."""
    request = request_at_hand()
    return getattr(request.state, "session_ends_at", None) if request else None


def cookie_at_hand(name: str) -> str:
    """A cookie of the request; empty when there is none."""
    request = request_at_hand()
    return request.cookies.get(name, "") if request else ""


def preferences_at_hand() -> Mapping[str, object] | None:
    """What the account of who asks has chosen; None for a visitor."""
    request = request_at_hand()
    return getattr(request.state, "preferences", None) if request else None


def path_at_hand() -> str:
    """The path of the request; empty outside of one."""
    request = request_at_hand()
    return request.url.path if request else ""


def csrf_field() -> Markup:
    """The hidden field without which no form of the desk is accepted."""
    request = request_at_hand()
    token = getattr(request.state, "csrf", "") if request else ""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(token)


def may(*roles: str) -> bool:
    """True when who is logged in has one of these roles."""
    actor = actor_at_hand()
    return actor is not None and not actor.roles.isdisjoint(roles)


def see_other(path: str, *, told: str | Sequence[str] = (), kind: str = "good") -> RedirectResponse:
    """The answer to a form: go and see `path` (of this desk), where `told` is shown once. `kind`: good, bad, note."""
    answer = RedirectResponse(path if is_local(path) else "/", status_code=303)
    texts = [told] if isinstance(told, str) else list(told)
    if texts:
        lines = [[kind, text[:FLASH_LETTERS]] for text in texts[:FLASHES_MOST]]
        kept = quote(json.dumps(lines, ensure_ascii=False), safe="")
        answer.set_cookie(FLASH, kept, max_age=60, httponly=True, samesite="lax")
    return answer


def flashes_at_hand() -> tuple[tuple[str, str], ...]:
    """(kind, text) to show once; a cookie that we did not write tells nothing."""
    try:
        lines = json.loads(unquote(cookie_at_hand(FLASH)) or "[]")
        found = [(str(kind), str(text)[:FLASH_LETTERS]) for kind, text in lines]
    except (ValueError, TypeError):
        return ()
    return tuple((kind, text) for kind, text in found[:FLASHES_MOST] if kind in KINDS)


def is_local(path: str) -> bool:
    """True for a path of this desk: never another host, never a control character."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
