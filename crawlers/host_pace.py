"""How often and how many at a time a host may be asked, over all crawls of this installation: small locked files.

Scrapy keeps a source's delay within one process. Two sources on one host, or a crawl that was killed and started anew,
are other processes: what they must share stands under GI_HOME/pace. A killed process lets go of its locks by itself.
"""

import asyncio
import fcntl
import json
import os
import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Request, Response

LOOK_S = 0.02
"""Between two looks for a free lane or turn."""
GAP = "gi_gap_s"
"""In a request's meta: the Crawl-delay of its host, where that is longer than the source's own delay."""
_UNSAFE = re.compile(r"[^a-z0-9.-]")


class HostPace:
    """The gaps and lanes of one source; other sources' are in the same files."""

    def __init__(self, folder: Path, *, gap_s: float, lanes: int) -> None:
        """`gap_s`: least time between two requests to a host; `lanes`: requests at the same time."""
        self._folder = folder
        self._gap_s = gap_s
        self._lanes = lanes
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        folder.mkdir(parents=True, exist_ok=True)

    @asynccontextmanager
    async def turn(self, url: str, gap_s: float = 0.0) -> AsyncIterator[None]:
        """Wait until the host may be asked; hold the lane until the answer is whole."""
        name = _UNSAFE.sub("_", (urlsplit(url).hostname or "").lower())[:200]
        lane = await self._first_free([f"{name}.{number}" for number in range(self._lanes)])
        try:
            await self._keep_gap(name, max(gap_s, self._gap_s))
            yield
        finally:
            os.close(lane)

    async def _first_free(self, names: Sequence[str]) -> int:
        """One of these files, locked; closing it frees it."""
        while True:
            for name in names:
                handle = os.open(self._folder / name, os.O_RDWR | os.O_CREAT, 0o600)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    os.close(handle)
                else:
                    return handle
            await asyncio.sleep(LOOK_S)

    async def _keep_gap(self, name: str, gap_s: float) -> None:
        """Return when the next request may go out; nobody else's turn comes meanwhile. Both sides' gaps are kept."""
        async with self._turns[name]:
            handle = await self._first_free([f"{name}.last"])
            try:
                last_s, last_gap_s = _read(handle)
                kept_s = max(gap_s, last_gap_s)
                # Never longer than the gap: a clock that was wrong once holds nobody up.
                await asyncio.sleep(min(kept_s, max(0.0, last_s + kept_s - time.time())))
                os.ftruncate(handle, 0)
                os.pwrite(handle, json.dumps([time.time(), gap_s]).encode("ascii"), 0)
            finally:
                os.close(handle)


def _read(handle: int) -> tuple[float, float]:
    """When the last request went out and the gap it wanted; long ago where that is torn."""
    try:
        last_s, gap_s = json.loads(os.pread(handle, 200, 0) or b"null")
        return float(last_s), float(gap_s)
    except (ValueError, TypeError):
        return 0.0, 0.0


class Paced:
    """Before a download handler of Scrapy's: the last step before a request goes out, robots.txt and tries included."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)  # type: ignore[call-arg]
        settings = crawler.settings
        self._pace = HostPace(
            Path(settings["GI_PACE_FOLDER"]),
            gap_s=settings.getfloat("GI_GAP_S"),
            lanes=settings.getint("CONCURRENT_REQUESTS"),
        )

    async def download_request(self, request: Request) -> Response:
        """Scrapy's entry."""
        async with self._pace.turn(request.url, request.meta.get(GAP, 0.0)):
            response: Response = await super().download_request(request)  # type: ignore[misc]
            return response


class PacedHTTP(Paced, HTTP11DownloadHandler):
    """Scrapy's own."""
