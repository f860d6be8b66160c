"""Where a crawl may connect to: the source's own hosts, on public addresses. Checked for every request and every hop.

The name is checked here; the address it resolves to is checked at the moment of connecting (crawlers/resolver.py for
Scrapy, crawlers/proxy.py for Chromium), so nothing can change in between.
"""

from collections import deque
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Self
from urllib.parse import urlsplit

from crawlers.source_file import Source
from leads_db.errors import RequestRefused
from leads_db.settings import Settings

WEB_PORTS = {"http": 80, "https": 443}
LOOPBACK = "127.0.0.1"
OPEN_IPV6 = ip_network("2000::/3")
"""All that is handed out for the open internet; what is not yet is refused too."""
CLOUD_INSIDES = (ip_address("168.63.129.16"),)
"""Public by number, but answered by the cloud that a machine runs in (Azure); the others' are not public anyway."""
TUNNELS = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
"""NAT64: the last 32 bits are an IPv4 address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Egress:
    """The rule of one source."""

    hosts: frozenset[str]
    ports: frozenset[int]
    practice_port: int | None
    """The one loopback port of a practice source; None for all others."""
    refusals: deque[str] = field(default_factory=lambda: deque(maxlen=200), compare=False)
    """What the proxy refused since the last report, each with its reason."""

    @classmethod
    def of(cls, source: Source, settings: Settings) -> Self:
        """The rule that follows from a source file."""
        base = urlsplit(source.base_url)
        own_port = base.port or WEB_PORTS[base.scheme]
        return cls(
            hosts=source.own_hosts,
            ports=frozenset({*WEB_PORTS.values(), own_port}),
            practice_port=source.loopback_port(settings.practice_port),
        )

    def check(self, url: str) -> None:
        """Nothing, when the address may be asked. Raises RequestRefused naming the reason."""
        reason = self.why_refused(url)
        if reason:
            raise RequestRefused(f"{url[:300]}: {reason}")

    def why_refused(self, url: str) -> str:
        """Empty when the address may be asked, else the reason."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port or WEB_PORTS.get(parts.scheme, 0)
        except ValueError:
            return "not an address"
        if parts.scheme not in WEB_PORTS:
            return f"scheme {parts.scheme or '(none)'} is not http or https"
        if parts.username is not None or parts.password is not None:
            return "it carries a user name"
        if host not in self.hosts:
            return f"{host or '(no host)'} is not a host of this source"
        if self.practice_port is not None:
            allowed = host == LOOPBACK and port == self.practice_port
            return "" if allowed else "a practice source may only ask the practice market"
        if port not in self.ports:
            return f"port {port} is not the source's"
        literal = _as_address(host)
        return "" if literal is None or is_public(literal) else f"{host} is not a public address"


def is_public(address: IPv4Address | IPv6Address | str) -> bool:
    """True for addresses of the open internet; embedded IPv4 addresses count as what they embed."""
    found = ip_address(address) if isinstance(address, str) else address
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return is_public(inner)
        if any(found in tunnel for tunnel in TUNNELS):
            return is_public(IPv4Address(int(found) & 0xFFFFFFFF))
        if found not in OPEN_IPV6:
            return False
    is_open = found.is_global and not found.is_multicast and not found.is_reserved
    return is_open and found not in CLOUD_INSIDES


def _as_address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that the host spells out; other spellings (2130706433, 0x7f.1) are left to the resolver."""
    try:
        return ip_address(host)
    except ValueError:
        return None


class EgressMiddleware:
    """Scrapy's entry: no request passes without the check, whoever made it."""

    def __init__(self, egress: Egress) -> None:
        self.egress = egress

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """The spider carries its source's rule."""
        return cls(crawler.spider.egress)

    def process_request(self, request: Any) -> None:
        """Raises RequestRefused."""
        self.egress.check(request.url)
