"""The market as an ASGI application: looks the answer up, notes the request, sends."""

import asyncio
import time
from collections import Counter
from typing import Any

from starlette.types import Receive, Scope, Send

from crawlers.practice_market.answers import Answer
from crawlers.practice_market.request_log import RequestLog, SeenRequest
from crawlers.practice_market.site import WRONG_METHOD, Site, shop_of


class MarketApp:
    """Plain ASGI: one table look-up a request, as it is also the target of the crawl benchmark."""

    def __init__(self, site: Site, log: RequestLog, *, delay_s: float = 0.0) -> None:
        """`delay_s`: how long each answer takes, so that concurrency can be seen."""
        self._site = site
        self._log = log
        self._delay_s = delay_s
        self._in_flight: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; GET and HEAD only."""
        assert scope["type"] == "http"
        path, query = scope["path"], scope["query_string"]
        shop = shop_of(path)
        self._in_flight[shop] += 1
        try:
            is_read = scope["method"] in ("GET", "HEAD")
            answer = self._site.answer(path, query) if is_read else WRONG_METHOD
            self._log.add(self._note(scope, shop, answer.status))
            if self._delay_s:
                await asyncio.sleep(self._delay_s)
            await _send(answer, send, with_body=scope["method"] != "HEAD")
        finally:
            self._in_flight[shop] -= 1

    def _note(self, scope: Scope, shop: str, status: int) -> SeenRequest:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        return SeenRequest(
            at_s=time.monotonic(),
            host=headers.get(b"host", b"").decode("latin-1"),
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            shop=shop,
            user_agent=headers.get(b"user-agent", b"").decode("latin-1"),
            status=status,
            in_flight=self._in_flight[shop],
        )


async def _send(answer: Answer, send: Send, *, with_body: bool) -> None:
    start: dict[str, Any] = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
    await send(start)
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})
