"""A name server of the tests' own, for this process: it may change its mind. 127.0.0.2 stands for the open internet."""

import socket
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import crawlers.resolver as real
from crawlers.egress import is_public

OPEN = "127.0.0.2"


def invent_names(names: Mapping[str, Sequence[str]]) -> None:
    """From now on `names` is all that can be looked up, literal addresses aside; the last answer stays."""
    asked: Counter[str] = Counter()
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:
        if host in names:
            asked[host] += 1
            host = names[host][min(asked[host], len(names[host])) - 1]
        return look_up(host, port, family, type, proto, socket.AI_NUMERICHOST)

    socket.getaddrinfo = getaddrinfo
    real.is_public = lambda address: address == OPEN or is_public(address)  # type: ignore[assignment]
    real.PublicResolver.install_on_reactor = _install  # type: ignore[method-assign]


def _install(resolver: Any) -> None:
    """Twisted took hold of the true look-up when it was imported."""
    from twisted.internet._resolver import GAIResolver

    reactor = resolver._reactor
    resolver._original = GAIResolver(
        reactor, reactor.getThreadPool, lambda *places, **named: socket.getaddrinfo(*places, **named)
    )
    reactor.installNameResolver(resolver)
