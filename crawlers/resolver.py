"""Names to public addresses, at the moment of connecting: what is checked is what is connected to.

Twisted asks this resolver for every connection, literal addresses included, and connects to exactly the addresses that
it hands on, so a name that answers first with a public and then with a private address (DNS rebinding) gains nothing.
"""

import asyncio
import contextlib
import socket
from collections.abc import Sequence
from typing import Any, Self

from twisted.internet.interfaces import IAddress, IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawlers.egress import LOOPBACK, is_public
from leads_db.errors import RequestRefused

REFUSED: set[str] = set()
"""Names of this process that resolved to nothing but addresses that are not public, for the report."""


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Hands on the public addresses of one name."""

    def __init__(self, receiver: Any, name: str, *, may_be_loopback: bool) -> None:
        self._receiver = receiver
        self._name = name
        self._may_be_loopback = may_be_loopback
        self._passed = self._dropped = 0

    def resolutionBegan(self, resolution: Any) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        host = address.host.partition("%")[0]
        if is_public(host) or (self._may_be_loopback and host == LOOPBACK):
            self._passed += 1
            self._receiver.addressResolved(address)
        else:
            self._dropped += 1

    def resolutionComplete(self) -> None:
        if self._dropped and not self._passed:
            REFUSED.add(self._name)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class PublicResolver:
    """Scrapy's TWISTED_DNS_RESOLVER."""

    def __init__(self, reactor: Any, loopback_port: int) -> None:
        """`loopback_port`: the practice market's, for a practice source; 0 for all others."""
        self._reactor = reactor
        self._loopback_port = loopback_port
        self._original = reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Scrapy builds it before the reactor runs."""
        return cls(reactor, crawler.settings.getint("GI_LOOPBACK_PORT"))

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's own."""
        self._reactor.installNameResolver(self)

    def resolveHostName(
        self,
        receiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """As the interface says."""
        is_market = hostName == LOOPBACK and portNumber == self._loopback_port
        filtered = _PublicOnly(receiver, hostName.lower(), may_be_loopback=is_market)
        return self._original.resolveHostName(filtered, hostName, portNumber, addressTypes, transportSemantics)


async def open_checked(
    name: str, port: int, loopback_port: int | None, head_bytes: int
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to a public address of the name, looked up once; for the proxy.

    `loopback_port`: the one port of 127.0.0.1 that may be connected to; None for all but a practice source.
    Raises RequestRefused where the name leads to no public address, OSError where it leads nowhere.
    """
    found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
    addresses = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    is_market = name == LOOPBACK and port == loopback_port
    allowed = [one for one in addresses if is_public(one) or (is_market and one == LOOPBACK)]
    if not allowed:
        raise RequestRefused(f"{name} has no public address")
    for address in allowed[:-1]:
        with contextlib.suppress(OSError):
            return await asyncio.open_connection(address, port, limit=head_bytes)
    return await asyncio.open_connection(allowed[-1], port, limit=head_bytes)
