"""Serve the market on loopback, in a thread of the caller's process."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import uvicorn

from crawlers.practice_market.app import MarketApp
from crawlers.practice_market.misbehaviour import BUSY_FIRST, CHALLENGE_AFTER, Gates
from crawlers.practice_market.request_log import RequestLog
from crawlers.practice_market.shops import SHOPS, Goods, divide_goods, divide_posts
from crawlers.practice_market.site import Site
from crawlers.practice_market.talk import add_talk
from leads_db.errors import CrawlError, PortTaken

HOST = "127.0.0.1"
"""The market is never served to a network."""
START_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """A market that is being served."""

    base_url: str
    port: int
    log: RequestLog
    site: Site


@contextmanager
def start_market(
    port: int = 0,
    *,
    goods: Goods | None = None,
    delay_s: float = 0.0,
    challenge_after: int = CHALLENGE_AFTER,
    busy_first: int = BUSY_FIRST,
    canary_url: str = "",
    now: datetime | None = None,
) -> Iterator[Market]:
    """Serve while the block runs. Raises PortTaken.

    `port` 0: any free one; `goods`: other goods by shop than the stock; `delay_s`: how long each answer takes;
    `canary_url`: where the redirecting shop's second item leads (default: the next port on 127.0.0.2); `now`: the feeds
    also tell what is said in the weeks before this moment.
    """
    listening = _listen(port)
    port = listening.getsockname()[1]
    base_url = f"http://{HOST}:{port}"
    stock = divide_goods() if goods is None else {name: goods.get(name, ()) for name in SHOPS}
    site = Site(
        stock,
        divide_posts() if now is None else add_talk(divide_posts(), now),
        base_url,
        canary_url=canary_url or f"http://127.0.0.2:{port % 65_535 + 1}/",
        gates=Gates(challenge_after=challenge_after, busy_first=busy_first),
    )
    log = RequestLog()
    with _serving(MarketApp(site, log, delay_s=delay_s), listening):
        yield Market(base_url=base_url, port=port, log=log, site=site)


def _listen(port: int) -> socket.socket:
    # The protocol must be named: asyncio sets TCP_NODELAY only then, and without it each answer waits 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(2_048)
    except OSError as fault:
        listening.close()
        raise PortTaken(setting="GI_PRACTICE_PORT", address=f"{HOST}:{port}", cause=fault.strerror) from fault
    return listening


@contextmanager
def _serving(app: MarketApp, listening: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), name="practice-market", daemon=True)
    thread.start()
    try:
        until = time.monotonic() + START_S
        while not server.started and thread.is_alive() and time.monotonic() < until:
            time.sleep(0.01)
        if not server.started:
            raise CrawlError("The practice market did not start. Its log names the cause.")
        yield
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
