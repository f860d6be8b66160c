import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from crawlers.resolver import REFUSED, PublicResolver, open_checked
from leads_db.errors import RequestRefused


class FakeNames:
    """Resolves a name to the addresses it was given, as a hostile name server may."""

    def __init__(self, *hosts: str) -> None:
        self.hosts = hosts

    def resolveHostName(self, receiver: Any, name: str, port: int, *rest: Any) -> Any:
        receiver.resolutionBegan(None)
        for host in self.hosts:
            kind = IPv6Address if ":" in host else IPv4Address
            receiver.addressResolved(kind("TCP", host, port))
        receiver.resolutionComplete()
        return receiver


class Receiver:
    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.complete = 0

    def resolutionBegan(self, resolution: Any) -> None: ...

    def addressResolved(self, address: Any) -> None:
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:
        self.complete += 1


def resolve(name: str, *hosts: str, port: int = 443, loopback_port: int = 0) -> list[str]:
    reactor = SimpleNamespace(nameResolver=FakeNames(*hosts))
    receiver = Receiver()
    PublicResolver(reactor, loopback_port).resolveHostName(receiver, name, port)
    assert receiver.complete == 1
    return receiver.hosts


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:10.0.0.1"])
def test_a_name_that_leads_inwards_has_no_address(host: str) -> None:
    name = f"inward-{host.replace(':', '-')}.example"
    assert resolve(name, host) == []
    assert name in REFUSED


def test_of_mixed_answers_only_the_public_ones_are_connected_to() -> None:
    assert resolve("mixed.example", "10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111") == ["8.8.8.8", "2606:4700::1111"]
    assert "mixed.example" not in REFUSED


def test_the_markets_port_is_the_one_way_to_loopback() -> None:
    assert resolve("127.0.0.1", "127.0.0.1", port=8601, loopback_port=8601) == ["127.0.0.1"]
    assert resolve("127.0.0.1", "127.0.0.1", port=8600, loopback_port=8601) == []
    assert resolve("localhost", "127.0.0.1", port=8601, loopback_port=8601) == []
    assert resolve("127.0.0.1", "127.0.0.1", port=80) == []


@pytest.mark.parametrize("name", ["localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "::1", "127.0.0.1"])
def test_no_spelling_of_loopback_is_connected_to(name: str) -> None:
    with pytest.raises(RequestRefused, match="has no public address"):
        asyncio.run(open_checked(name, 8601, None, 1000))
