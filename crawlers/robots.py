"""robots.txt as RFC 9309 has it: 4xx means all is allowed, an unreachable one that nothing is."""

import asyncio
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from crawlers.host_pace import GAP
from leads_db.errors import RequestRefused

NO_ANSWER = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    OSError,
)
"""What Scrapy raises when no whole answer came."""
NOTHING_ALLOWED = Protego.parse("User-agent: *\nDisallow: /\n")
ALL_ALLOWED = Protego.parse("")
LONGEST_DELAY_S = 60.0
BY_CONTRACT = "by_contract"
"""Marks a call of an official interface with one's own account: its terms decide, not the site's robots.txt."""


class RobotsDisallowed(IgnoreRequest):
    """robots.txt closes this address to us, or could not be read."""


class RobotsMiddleware:
    """Reads each host's robots.txt once a crawl and holds every request to it, its Crawl-delay included."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._hops = crawler.settings.getint("GI_REDIRECTS")
        self._most_bytes = crawler.settings.getint("GI_ROBOTS_MOST_BYTES")
        self._rules: dict[str, asyncio.Task[tuple[Any, str]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Scrapy's entry."""
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        """Raises RobotsDisallowed."""
        if request.meta.get("is_robots_txt") or request.meta.get(BY_CONTRACT):
            return
        reason = await self.why_not(request.url)
        if reason:
            raise RobotsDisallowed(reason)
        rules, _ = await self._rules_of(request.url)
        self._slow_down(request, rules.crawl_delay(self._agent))

    async def why_not(self, url: str) -> str:
        """Empty when the address may be asked, else «robots.txt» or why that could not be read."""
        rules, fault = await self._rules_of(url)
        return "" if rules.can_fetch(url, self._agent) else fault or "robots.txt"

    async def _rules_of(self, url: str) -> tuple[Any, str]:
        """The rules of the address's host, read once, and why there are none."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._read(f"{origin}/robots.txt"))
        return await asyncio.shield(self._rules[origin])

    async def _read(self, url: str) -> tuple[Any, str]:
        """The rules, and why there are none when robots.txt is unreachable."""
        for _ in range(self._hops + 1):
            request = Request(url, meta={"is_robots_txt": True}, priority=1000, callback=NO_CALLBACK, dont_filter=True)
            try:
                answer = await self._crawler.engine.download_async(request)
            except (*NO_ANSWER, DownloadCancelledError, IgnoreRequest, RequestRefused) as fault:
                return NOTHING_ALLOWED, f"robots.txt unreachable: {type(fault).__name__}"
            location = answer.headers.get("Location")
            if 300 <= answer.status < 400 and location:
                url = urljoin(url, location.decode("latin-1"))
                continue
            return self._parse(answer)
        return NOTHING_ALLOWED, "robots.txt unreachable: too many redirects"

    def _parse(self, answer: Any) -> tuple[Any, str]:
        if 200 <= answer.status < 300:
            return Protego.parse(answer.body[: self._most_bytes].decode("utf-8-sig", "replace")), ""
        if 400 <= answer.status < 500 and answer.status != 429:
            return ALL_ALLOWED, ""
        return NOTHING_ALLOWED, f"robots.txt unreachable: HTTP {answer.status}"

    def _slow_down(self, request: Any, delay_s: float | None) -> None:
        if delay_s:
            wanted_s = min(delay_s, LONGEST_DELAY_S)
            _, slot = self._crawler.engine.downloader._get_slot(request)
            slot.delay = max(slot.delay, wanted_s)
            request.meta[GAP] = wanted_s
