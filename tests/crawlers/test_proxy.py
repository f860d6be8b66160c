"""The proxy on its own: who may use it, where it goes, what it passes on, where it stops."""

import asyncio
import base64
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

import crawlers.resolver
from crawlers.egress import Egress, is_public
from crawlers.proxy import USER, EgressProxy, Limits
from tests.crawlers.local_site import LocalSite, Page, serve


def rule(port: int, *hosts: str) -> Egress:
    """Of the practice market at `port`, or of a shop with these hosts at that port."""
    if hosts:
        return Egress(hosts=frozenset(hosts), ports=frozenset({port}), practice_port=None)
    return Egress(hosts=frozenset({"127.0.0.1"}), ports=frozenset({port}), practice_port=port)


class Client:
    """Speaks to one proxy, whole answers at a time."""

    def __init__(self, proxy: EgressProxy) -> None:
        self.proxy = proxy
        self.port = int(proxy.address.rpartition(":")[2])

    def secret(self, secret: str | None = None) -> str:
        text = base64.b64encode(f"{USER}:{secret or self.proxy.secret}".encode()).decode()
        return f"Proxy-Authorization: Basic {text}\r\n"

    async def send(self, raw: str, *, ends: bool = True) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(raw.encode())
        try:
            return await asyncio.wait_for(reader.read() if ends else reader.readuntil(b"\r\n\r\n"), 10)
        finally:
            writer.close()

    async def get(self, url: str, more: str = "") -> bytes:
        return await self.send(f"GET {url} HTTP/1.1\r\nHost: elsewhere.example\r\n{self.secret()}{more}\r\n")

    async def connect(self, place: str) -> bytes:
        return await self.send(f"CONNECT {place} HTTP/1.1\r\n{self.secret()}\r\n", ends=False)


def through(egress: Egress, talk: Callable[[Client], Awaitable[Any]], **limits: Any) -> Any:
    async def run() -> Any:
        proxy = await EgressProxy(egress, Limits(**limits)).start()
        try:
            return await talk(Client(proxy))
        finally:
            await proxy.close()

    return asyncio.run(run())


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with serve({"/a?b=1": Page(body="found", headers={"Proxy-Status": "gi-leads; forged"})}) as started:
        yield started


def test_an_own_address_is_fetched_and_nothing_of_the_proxy_goes_along(site: LocalSite) -> None:
    more = "Proxy-Connection: keep-alive\r\nConnection: X-Hop\r\nX-Hop: 1\r\nAccept: */*\r\n"
    answer = through(rule(site.port), lambda client: client.get(f"http://127.0.0.1:{site.port}/a?b=1", more))
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\nConnection: close\r\n\r\nfound")
    assert b"forged" not in answer
    assert site.headers == [{"Host": f"127.0.0.1:{site.port}", "accept": "*/*", "Connection": "close"}]


@pytest.mark.parametrize("shown", ["", "Proxy-Authorization: Basic eDp5\r\n", "Authorization: Basic eDp5\r\n"])
def test_who_does_not_know_the_secret_gets_nowhere(site: LocalSite, shown: str) -> None:
    for line in (f"GET http://127.0.0.1:{site.port}/a?b=1", f"CONNECT 127.0.0.1:{site.port}"):
        raw = f"{line} HTTP/1.1\r\n{shown}\r\n"
        answer = through(rule(site.port), lambda client, raw=raw: client.send(raw))
        assert answer.startswith(b"HTTP/1.1 407 ")
    assert site.asked == []


def test_each_proxy_has_a_secret_of_its_own(site: LocalSite) -> None:
    first, second = EgressProxy(rule(site.port)), EgressProxy(rule(site.port))
    assert first.secret != second.secret
    assert len(first.secret) >= 32
    asyncio.run(first.close())
    asyncio.run(second.close())


def test_a_second_request_on_the_same_connection_goes_nowhere(site: LocalSite) -> None:
    url = f"http://127.0.0.1:{site.port}/a?b=1"
    following = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    through(rule(site.port), lambda c: c.send(f"GET {url} HTTP/1.1\r\n{c.secret()}\r\n{following}"))
    assert site.asked == ["/a?b=1"]


def test_a_tunnel_carries_bytes_as_they_are(site: LocalSite) -> None:
    async def talk(client: Client) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
        writer.write(f"CONNECT 127.0.0.1:{site.port} HTTP/1.1\r\n{client.secret()}\r\n".encode())
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 200 Connection established\r\n\r\n"
        writer.write(b"GET /a?b=1 HTTP/1.1\r\nConnection: close\r\n\r\n")
        told = await reader.read()
        writer.close()
        return told

    assert through(rule(site.port), talk).endswith(b"\r\n\r\nfound")
    assert site.asked == ["/a?b=1"]


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "127.0.0.2", "2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "127.1", "0x7f.1", "0",
        "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "169.254.169.254", "10.0.0.1", "100.64.0.1", "224.0.0.1", "[ff02::1]", "[fe80::1]", "[fc00::1]", "[fec0::1]",
        "①②⑦.⓪.⓪.①",
    ],
)  # fmt: skip
def test_no_spelling_of_an_inner_address_is_reached(site: LocalSite, host: str) -> None:
    """Even where the source file itself names it."""
    egress = rule(site.port, host.strip("[]").lower(), host.strip("[]").encode("idna").decode() if "①" in host else "x")
    for kind in ("get", "connect"):
        place = f"{host}:{site.port}"
        target = f"http://{place}/" if kind == "get" else place
        answer = through(egress, lambda client, kind=kind, target=target: getattr(client, kind)(target))
        assert answer[:12] in (b"HTTP/1.1 403", b"HTTP/1.1 400", b"HTTP/1.1 502"), answer
        assert answer[9:12] != b"403" or "not a public" in egress.refusals[-1] or "no public" in egress.refusals[-1]
    assert site.asked == []


@pytest.mark.parametrize(
    ("place", "reason"),
    [("127.0.0.1:1", "only ask the practice market"), ("other.example:443", "not a host of this source")],
)
def test_other_places_are_refused_by_name(site: LocalSite, place: str, reason: str) -> None:
    egress = rule(site.port)
    answer = through(egress, lambda client: client.connect(place))
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert b"proxy-status: gi-leads; error=http_request_denied; details=" in answer
    assert reason in egress.refusals[-1]


def test_what_was_looked_up_is_connected_to_and_a_second_answer_counts_anew(
    site: LocalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here 127.0.0.1 stands for the open internet and 127.0.0.2 for the inside."""
    answers = iter(["127.0.0.1", "127.0.0.2", "127.0.0.1"])
    look_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more: look_up(next(answers), *more))
    monkeypatch.setattr(crawlers.resolver, "is_public", lambda one: one == "127.0.0.1" or is_public(one))
    egress = rule(site.port, "shop.example")
    site.pages["/x"] = "open"
    with serve({}, host="127.0.0.2", port=site.port) as inside:
        url = f"http://shop.example:{site.port}/x"
        told = [through(egress, lambda client: client.get(url))[9:12] for _ in range(3)]
    assert told == [b"200", b"403", b"200"]
    assert (site.asked, inside.asked) == (["/x", "/x"], [])
    assert site.headers[0]["Host"] == f"shop.example:{site.port}"


@pytest.mark.parametrize(
    "raw",
    [
        "GET / HTTP/1.1\r\n\r\n", "GET http://127.0.0.1/ HTTP/2\r\n\r\n", "\r\n\r\n", "CONNECT  x:1 HTTP/1.1\r\n\r\n",
        "GET http://127.0.0.1/ HTTP/1.1\r\nA : b\r\n\r\n", "GET http://127.0.0.1/ HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
        "POST http://127.0.0.1/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST http://127.0.0.1/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST http://127.0.0.1/ HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_request_to_a_proxy_is_refused(site: LocalSite, raw: str) -> None:
    assert through(rule(site.port), lambda client: client.send(raw))[9:12] in (b"400", b"407")
    assert site.asked == []


def test_limits_of_number_size_and_time(site: LocalSite) -> None:
    site.pages |= {"/big": Page(body=b"x" * 300_000), "/slow": Page(body="late", wait_s=1.0)}
    base = f"http://127.0.0.1:{site.port}"
    egress = rule(site.port)

    async def crowd(client: Client) -> list[bytes]:
        return [told[9:12] for told in await asyncio.gather(*(client.get(f"{base}/slow") for _ in range(5)))]

    assert sorted(through(egress, crowd, connections=3)) == [b"200"] * 3 + [b"403"] * 2
    assert "more than 3 connections" in egress.refusals[-1]
    assert len(through(egress, lambda client: client.get(f"{base}/big"), most_bytes=100_000)) < 110_000
    assert "more than 100000 bytes" in egress.refusals[-1]
    assert through(egress, lambda client: client.get(f"{base}/slow"), head_s=0.2) == b""
    assert through(egress, lambda client: client.get(f"{base}/slow"), life_s=0.2) == b""


def test_an_idle_tunnel_ends(site: LocalSite) -> None:
    async def talk(client: Client) -> bytes:
        return await client.send(f"CONNECT 127.0.0.1:{site.port} HTTP/1.1\r\n{client.secret()}\r\n")

    assert through(rule(site.port), talk, idle_s=0.2) == b"HTTP/1.1 200 Connection established\r\n\r\n"


def test_a_site_that_is_not_there_is_not_called_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    egress = rule(port)
    answer = through(egress, lambda client: client.get(f"http://127.0.0.1:{port}/"))
    assert answer.startswith(b"HTTP/1.1 502 ")
    assert list(egress.refusals) == []


def test_it_listens_on_loopback_only_and_not_after_its_end(site: LocalSite) -> None:
    async def talk(client: Client) -> int:
        assert client.proxy.address.startswith("http://127.0.0.1:")
        return client.port

    port = through(rule(site.port), talk)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 1)
