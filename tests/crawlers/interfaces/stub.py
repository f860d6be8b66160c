"""A gateway on loopback: checks every request, answers page by page, and remembers what it refused."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.crawlers.interfaces.cases import CASES, Case
from tests.crawlers.interfaces.checks import CONTRACTS, KNOWN, Asked, Secrets, problem_of
from tests.crawlers.interfaces.open_checks import (
    ISSUED,
    REFRESH,
    RENEWALS,
    is_token,
    problem_of_open,
    problem_of_renewal,
)
from tests.crawlers.interfaces.samples import OFFERS, alibaba_detail

DETAIL = "queryProductDetail"
BAD_STATUS = {
    "alibaba1688": (401, 400),
    "ebay_browse": (401, 400),
    "amazon_creators": (401, 400),
    "etsy_v3": (403, 400),
}
"""HTTP status of a refused signature and of a refused parameter; the others answer 200."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json;charset=UTF-8"})


def reply(value: Any, status: int = 200) -> Reply:
    """Bytes as they are, everything else as JSON."""
    body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    return Reply(body=body, status=status)


Script = Callable[[int, int], Reply | None]
"""Page and how often that page was asked before → what is answered instead of the good answer."""


@dataclass
class Stub:
    case: Case
    size: int = 3
    """Offers on a page: fewer than are asked for, as where a platform filters after paging."""
    script: Script = lambda page, times: None
    clock_ahead: timedelta = timedelta()
    known: Secrets = KNOWN
    token_script: Callable[[int], Reply | None] = lambda times: None
    port: int = 0
    good: list[Asked] = field(default_factory=list)
    refused: list[tuple[str, Asked]] = field(default_factory=list)
    refresh: str = REFRESH
    """The refresh token that is good now; a renewal changes it, but at 1688."""
    tokens: int = 0
    pages: list[int] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.clock_ahead

    def problem(self, asked: Asked) -> str:
        name = self.case.name
        if name in RENEWALS and is_token(asked):
            return problem_of_renewal(name, asked, self.known, self.refresh)
        if name not in CONTRACTS:
            return problem_of_open(name, asked, self.known)
        return problem_of(f"{name}_detail" if DETAIL in asked.path else name, asked, self.now(), self.known)

    def answer(self, asked: Asked) -> Reply:
        problem = self.problem(asked)
        if problem:
            self.refused.append((problem, asked))
            told = self.case.on_param if problem.startswith("param") else self.case.on_sign
            return reply(told, BAD_STATUS.get(self.case.name, (200, 200))[problem.startswith("param")])
        self.good.append(asked)
        if is_token(asked):
            self.tokens += 1
            if self.case.name in RENEWALS:
                return self.token_script(self.tokens - 1) or reply(self.renewed())
            token = {"access_token": ISSUED, "expires_in": 7200, "token_type": "Application Access Token"}
            return self.token_script(self.tokens - 1) or reply(token)
        if DETAIL in asked.path:
            number = json.loads(asked.form["offerDetailParam"])["offerId"] - 880_000_000_000
            return self.script(-number, 0) or reply(alibaba_detail(OFFERS[number - 1]))
        page = self.case.page_of(asked)
        times = self.pages.count(page)
        self.pages.append(page)
        return self.script(page, times) or self.good_page(page)

    def renewed(self) -> Any:
        """A new token, the only good one from now on."""
        self.known = Secrets(self.known.secret, f"renewed-{self.tokens}")
        token: dict[str, Any] = {"access_token": self.known.token, "expires_in": 36_000}
        if self.case.name != "alibaba1688":
            self.refresh = token["refresh_token"] = f"refresh-{self.tokens + 1}"
        if self.case.name == "douyin_buyin":
            return {"code": 10000, "msg": "success", "data": token}
        return {"result": 1, **token} if self.case.name == "kuaishou_cps" else token

    def good_page(self, page: int) -> Reply:
        if self.case.name == "pdd_ddk" and page > 1 and self.good[-1].form.get("list_id") != "list-7":
            return reply(self.case.empty)
        offers = OFFERS[(page - 1) * self.size : page * self.size]
        return reply(self.case.make(offers, len(OFFERS)) if offers else self.case.empty)


@contextmanager
def serve(name: str, **changes: Any) -> Iterator[Stub]:
    """The gateway of one interface while the block runs."""
    stub = Stub(CASES[name], **changes)

    class Answerer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            told = stub.answer(Asked(method=self.command, url=self.path, headers=headers, body=body))
            self.send_response_only(told.status)
            for key, value in {"Date": format_datetime(stub.now(), usegmt=True), **told.headers}.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        do_POST = do_GET

        def log_message(self, format: str, *arguments: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answerer)
    server.daemon_threads = True
    stub.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
