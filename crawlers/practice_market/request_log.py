"""What was asked of the market, for tests that count requests, hosts, concurrency and gaps."""

from collections import Counter, deque
from dataclasses import dataclass
from itertools import pairwise

KEPT = 20_000
"""Requests that are remembered; older ones are forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRequest:
    """One request as it arrived."""

    at_s: float
    """Monotonic clock, seconds."""
    host: str
    """The Host header."""
    path: str
    query: str
    shop: str
    """First part of the path."""
    user_agent: str
    status: int
    in_flight: int
    """Requests to the same shop that were being answered then, this one included."""


class RequestLog:
    """The newest requests, oldest first. Written by the server's thread, read from any."""

    def __init__(self) -> None:
        self._seen: deque[SeenRequest] = deque(maxlen=KEPT)

    def add(self, request: SeenRequest) -> None:
        """Remember one."""
        self._seen.append(request)

    def clear(self) -> None:
        """Forget all."""
        self._seen.clear()

    def requests(self, under: str = "/") -> list[SeenRequest]:
        """Requests whose path begins with `under`."""
        return [request for request in self._seen.copy() if request.path.startswith(under)]

    def by_path(self, under: str = "/") -> Counter[str]:
        """Path without query → requests."""
        return Counter(request.path for request in self.requests(under))

    def by_host(self, under: str = "/") -> Counter[str]:
        """Host header → requests."""
        return Counter(request.host for request in self.requests(under))

    def highest_concurrency(self, under: str = "/") -> int:
        """Most requests that one shop was answering at the same time; above 1 only where the market has a delay."""
        return max((request.in_flight for request in self.requests(under)), default=0)

    def gaps_s(self, under: str = "/") -> list[float]:
        """Seconds between one request's arrival and the next one's."""
        return [later.at_s - earlier.at_s for earlier, later in pairwise(self.requests(under))]
