"""Bodies that say that they are too large are refused before a byte is read; others are counted as they come."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.api.answers import refusal

BODY_MOST = 64 * 1024
"""Bytes of a call."""


class BodyLimit:
    """ASGI middleware: 413 in the interface's own shape."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it."""
        length = Headers(scope=scope).get("content-length", "0") if scope["type"] == "http" else "0"
        if not (length.isascii() and length.isdigit()) or int(length) > BODY_MOST:
            await refusal(413)(scope, receive, send)
            return
        read = 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > BODY_MOST:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_counted, send)
