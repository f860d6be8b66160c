"""The way out for Chromium and for whoever else connects by itself: a proxy on loopback that looks where it goes.

Each connection is checked by the source's rule (crawlers/egress.py), its name is looked up once (crawlers/resolver.py)
and exactly that address is connected to: redirects, frames, scripts, sockets and names that answer otherwise a moment
later all pass here or nowhere. https stays closed from end to end (CONNECT); the client checks the certificate.
Only who knows the secret may use it; it lives as long as its crawl. Each refusal is noted in `egress.refusals`.
"""

import asyncio
import logging
import secrets
import socket
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from crawlers.egress import LOOPBACK, WEB_PORTS, Egress
from crawlers.proxy_head import (
    LARGEST_HEAD,
    REFUSED_MARK,
    STATUS_HEADER,
    UNREACHABLE_MARK,
    USER,
    ProxyHead,
    answer_head,
)
from crawlers.resolver import open_checked
from leads_db.errors import RequestRefused

LOG = logging.getLogger("crawl")
PIECE = 64 * 1024
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one connection and all together may use."""

    connections: int = 64
    connect_s: float = 15.0
    head_s: float = 30.0
    """Until a head is whole, the client's and the site's."""
    idle_s: float = 60.0
    life_s: float = 600.0
    most_bytes: int = 64 * 1024 * 1024
    """Of one connection, both ways."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of the proxy itself."""

    status: str
    mark: str = ""
    headers: tuple[str, ...] = ()

    def answer(self) -> bytes:
        """With a body: Chromium makes an error of its own of an empty one."""
        body = self.mark or self.status
        told = (f"{STATUS_HEADER}: {self.mark}",) if self.mark else ()
        facts = ("Content-Type: text/plain", f"Content-Length: {len(body)}", "Connection: close")
        lines = (f"HTTP/1.1 {self.status}", *self.headers, *told, *facts, "", body)
        return "\r\n".join(lines).encode("ascii", "replace")


class EgressProxy:
    """Listens from the beginning; answers once `start` has run in the loop."""

    def __init__(self, egress: Egress, limits: Limits | None = None) -> None:
        self.egress = egress
        self.secret = secrets.token_urlsafe(24)
        self._limits = limits or Limits()
        self._socket = socket.create_server((LOOPBACK, 0))
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """For the client's settings."""
        return f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"

    async def start(self) -> Self:
        """Begin to answer."""
        self._server = await asyncio.start_server(self._serve, sock=self._socket, limit=LARGEST_HEAD)
        return self

    async def close(self) -> None:
        """End all connections."""
        if self._server is not None:
            self._server.close()
        self._socket.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            async with asyncio.timeout(self._limits.life_s):
                await self._answer(reader, writer)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as fault:
            LOG.debug("proxy: %s: %s", type(fault).__name__, fault)
        except asyncio.CancelledError:
            if self._server is not None and self._server.is_serving():
                raise
        finally:
            self._open.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await self._read_head(reader)
        if isinstance(head, Refusal):
            writer.write(head.answer())
            return await writer.drain()
        site = await self._connect(head)
        if isinstance(site, Refusal):
            writer.write(site.answer())
            return await writer.drain()
        passage = Passage(reader, writer, *site, self._limits)
        try:
            await (passage.tunnel() if head.is_tunnel else passage.one_request(head))
        finally:
            passage.site_writer.close()
        if passage.is_over:
            self._note(head.address, f"more than {self._limits.most_bytes} bytes on one connection")

    async def _read_head(self, reader: asyncio.StreamReader) -> ProxyHead | Refusal:
        async with asyncio.timeout(self._limits.head_s):
            raw = await reader.readuntil(b"\r\n\r\n")
        try:
            head = ProxyHead.parse(raw)
            head.body_length  # noqa: B018 (refused before anything is connected)
        except ValueError:
            return Refusal("400 Bad Request")
        if not head.knows(USER, self.secret):
            return Refusal("407 Proxy Authentication Required", "", (f'Proxy-Authenticate: Basic realm="{USER}"',))
        return head

    async def _connect(self, head: ProxyHead) -> Streams | Refusal:
        reason = self.egress.why_refused(head.address)
        if not reason and len(self._open) > self._limits.connections:
            reason = f"more than {self._limits.connections} connections"
        if reason:
            return self._refuse(head, reason)
        host, port = _place(head)
        try:
            async with asyncio.timeout(self._limits.connect_s):
                return await open_checked(host, port, self.egress.practice_port, LARGEST_HEAD)
        except RequestRefused as fault:
            return self._refuse(head, str(fault))
        except (OSError, TimeoutError) as fault:
            return Refusal("502 Bad Gateway", f"{UNREACHABLE_MARK}{type(fault).__name__}")

    def _refuse(self, head: ProxyHead, reason: str) -> Refusal:
        self._note(head.address, reason)
        return Refusal("403 Forbidden", f"{REFUSED_MARK}{reason}")

    def _note(self, address: str, reason: str) -> None:
        self.egress.refusals.append(f"{address[:200]}: {reason}")
        LOG.warning("refused: %s: %s", address[:200], reason)


@dataclass(slots=True)
class Passage:
    """Bytes between a client and a site, until one side ends, is silent for too long or sends too much."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    site_reader: asyncio.StreamReader
    site_writer: asyncio.StreamWriter
    limits: Limits
    passed: int = 0

    @property
    def is_over(self) -> bool:
        """True when the connection was cut for its size."""
        return self.passed > self.limits.most_bytes

    async def tunnel(self) -> None:
        """Everything, both ways, unread."""
        self.writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        upwards = asyncio.ensure_future(self._pass(self.reader, self.site_writer))
        try:
            await self._pass(self.site_reader, self.writer)
        finally:
            upwards.cancel()
            await asyncio.gather(upwards, return_exceptions=True)

    async def one_request(self, head: ProxyHead) -> None:
        """The head, its body and the answer; what the client sends after that goes nowhere."""
        self.site_writer.write(head.sent_on())
        await self._pass(self.reader, self.site_writer, head.body_length)
        status = 100
        while 100 <= status < 200:
            async with asyncio.timeout(self.limits.head_s):
                raw = await self.site_reader.readuntil(b"\r\n\r\n")
            try:
                status, answer = answer_head(raw)
            except ValueError as fault:
                raise EOFError(str(fault)) from fault
            if status == 101:
                raise EOFError("another protocol")
        self.writer.write(answer)
        await self._pass(self.site_reader, self.writer)

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, left: int | None = None) -> None:
        while left is None or left > 0:
            async with asyncio.timeout(self.limits.idle_s):
                piece = await source.read(PIECE if left is None else min(left, PIECE))
            self.passed += len(piece)
            if not piece or self.is_over:
                return
            sink.write(piece)
            await sink.drain()
            left = None if left is None else left - len(piece)


def _place(head: ProxyHead) -> tuple[str, int]:
    parts = urlsplit(head.address)
    return parts.hostname or "", parts.port or WEB_PORTS[parts.scheme]


class BrowserProxy:
    """Scrapy's entry: a proxy for the browser of this crawl, from before its launch to the crawl's end."""

    def __init__(self, crawler: Any) -> None:
        from scrapy import signals

        self._proxy = EgressProxy(crawler.spider.egress)
        options = crawler.settings.getdict("PLAYWRIGHT_LAUNCH_OPTIONS")
        way_out = {"server": self._proxy.address, "username": USER, "password": self._proxy.secret}
        crawler.settings.set("PLAYWRIGHT_LAUNCH_OPTIONS", {**options, "proxy": way_out}, priority="cmdline")
        crawler.signals.connect(self._proxy.start, signals.engine_started)
        crawler.signals.connect(self._proxy.close, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Before the download handlers read the settings."""
        return cls(crawler)
