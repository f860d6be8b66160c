"""The first lines that a client sends to the proxy → where it wants to go, and what is sent on in its name."""

import base64
import hmac
import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

LARGEST_HEAD = 64 * 1024
USER = "gi-leads"
STATUS_HEADER = "proxy-status"
"""RFC 9209: says that the proxy answers and not the site; no site's header of this name is passed on."""
REFUSED_MARK = f"{USER}; error=http_request_denied; details="
UNREACHABLE_MARK = f"{USER}; error=destination_unavailable; details="
_REQUEST_LINE = re.compile(rb"([A-Z]{1,20}) (\S{1,16000}) HTTP/1\.[01]")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})(?: |$)")
_LENGTH = re.compile(rb"\d{1,12}")
_OF_THE_HOP = {b"connection", b"keep-alive", b"te", b"trailer", b"upgrade", b"host", b"expect"}
Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyHead:
    """What a client asks of the proxy."""

    method: bytes
    target: str
    """As written: host:port for a tunnel, else a whole address."""
    headers: Headers

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """The head up to its empty line. Raises ValueError."""
        first, _, rest = raw.partition(b"\r\n")
        found = _REQUEST_LINE.fullmatch(first)
        if found is None:
            raise ValueError("not a request to a proxy")
        return cls(method=found[1], target=found[2].decode("ascii"), headers=parse_headers(rest))

    @property
    def is_tunnel(self) -> bool:
        """True for CONNECT: https and WebSocket, whose bytes are passed on unread."""
        return self.method == b"CONNECT"

    @property
    def address(self) -> str:
        """The target as an address that the rule of a source can be asked about."""
        return f"https://{self.target}/" if self.is_tunnel else self.target

    @property
    def body_length(self) -> int:
        """Bytes that follow the head. Raises ValueError for a length that is not told in advance."""
        if any(name == b"transfer-encoding" for name, _ in self.headers):
            raise ValueError("a body of unknown length")
        lengths = {value for name, value in self.headers if name == b"content-length"}
        if len(lengths) > 1 or not all(_LENGTH.fullmatch(value) for value in lengths):
            raise ValueError("two lengths, or one that is no number")
        return int(lengths.pop()) if lengths else 0

    def knows(self, user: str, secret: str) -> bool:
        """True when the client showed the secret of this proxy."""
        wanted = b"Basic " + base64.b64encode(f"{user}:{secret}".encode())
        shown = [value for name, value in self.headers if name == b"proxy-authorization"]
        return len(shown) == 1 and hmac.compare_digest(shown[0], wanted)

    def sent_on(self) -> bytes:
        """The head as the site gets it: its own Host, nothing meant for the proxy, one request a connection."""
        parts = urlsplit(self.target)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        named = _named_by_connection(self.headers)
        kept = [pair for pair in self.headers if not _is_for_the_hop(pair[0]) and pair[0] not in named]
        lines = [b"%b %b HTTP/1.1" % (self.method, path.encode()), b"Host: " + parts.netloc.encode()]
        return _joined([*lines, *(b"%b: %b" % pair for pair in kept), b"Connection: close"])


def parse_headers(raw: bytes) -> Headers:
    """Names in lower case. Raises ValueError for a line that is no header, folded ones included."""
    pairs = []
    for line in raw.split(b"\r\n"):
        name, colon, value = line.partition(b":")
        if not line:
            continue
        if not colon or not _NAME.fullmatch(name) or b"\n" in value or b"\r" in value:
            raise ValueError("a line that is no header")
        pairs.append((name.lower(), value.strip()))
    return tuple(pairs)


def answer_head(raw: bytes) -> tuple[int, bytes]:
    """Status and head of a site's answer as the client gets it: this connection ends with it. Raises ValueError."""
    first, _, rest = raw.partition(b"\r\n")
    found = _STATUS_LINE.match(first)
    if found is None:
        raise ValueError("not an answer")
    kept = [(name, value) for name, value in parse_headers(rest) if not _is_for_the_hop(name)]
    return int(found[1]), _joined([first, *(b"%b: %b" % pair for pair in kept), b"Connection: close"])


def _named_by_connection(headers: Headers) -> set[bytes]:
    values = (value for name, value in headers if name == b"connection")
    return {part.strip().lower() for value in values for part in value.split(b",")}


def _is_for_the_hop(name: bytes) -> bool:
    return name in _OF_THE_HOP or name.startswith(b"proxy-")


def _joined(lines: list[bytes]) -> bytes:
    return b"\r\n".join([*lines, b"", b""])
