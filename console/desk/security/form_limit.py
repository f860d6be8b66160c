"""Forms that say that they are too large are refused before a byte of them is read."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

FORM_MOST = 32 * 1024 * 1024
"""Bytes of a form with its files."""
VISITOR_MOST = 64 * 1024
"""Bytes of a form of somebody who is not logged in."""
VISITORS = ("/login", "/setup")
"""Pages that ask for no log-in: nobody sends a large form there."""
OTHERS = "/api/"
"""Has a limit of its own, in its own shape."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def told_length(headers: Headers) -> str:
    """What the request says of its body: "0" for one without a body, "" for one sent in pieces of untold length."""
    return headers.get("content-length", "" if "transfer-encoding" in headers else "0")


class FormLimit:
    """ASGI middleware: 413 by the length that the form tells; the server holds the form to it."""

    def __init__(self, app: ASGIApp, *, refuse: Callable[[Request, int], Response]) -> None:
        self.app, self.refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it."""
        if scope["type"] == "http" and scope["method"] not in SAFE and not scope["path"].startswith(OTHERS):
            length = told_length(Headers(scope=scope))
            most = VISITOR_MOST if scope["path"].startswith(VISITORS) else FORM_MOST
            if not (length.isascii() and length.isdigit()) or int(length) > most:
                answer = await run_in_threadpool(self.refuse, Request(scope), 413)
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)
