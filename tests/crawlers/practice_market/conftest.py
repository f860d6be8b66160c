"""A market for the whole session, a fresh one for tests that count, and a plain reader."""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest

from crawlers.practice_market import Market, start_market


@dataclass(frozen=True)
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Reader:
    """Reads one market over one kept connection, without following redirects."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.connection = http.client.HTTPConnection("127.0.0.1", market.port, timeout=10)

    def get(self, path: str, method: str = "GET") -> Reply:
        self.connection.request(method, path, headers={"User-Agent": "test reader"})
        answer = self.connection.getresponse()
        return Reply(answer.status, answer.headers, answer.read())

    def search(self, shop: str, words: str, page: int = 1) -> Reply:
        return self.get(f"/{shop}/search?q={quote(words)}&page={page}")


@pytest.fixture(scope="session")
def market() -> Iterator[Market]:
    with start_market(challenge_after=1_000_000, busy_first=0) as started:
        yield started


@pytest.fixture
def reader(market: Market) -> Iterator[Reader]:
    opened = Reader(market)
    yield opened
    opened.connection.close()


@pytest.fixture
def strict_reader() -> Iterator[Reader]:
    """On a market of its own, with the gates as shipped."""
    with start_market(canary_url="http://127.0.0.2:9/") as started:
        opened = Reader(started)
        yield opened
        opened.connection.close()
