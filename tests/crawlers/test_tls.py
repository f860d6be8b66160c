"""Certificates: a shop with one that nobody vouches for is not read, by neither way out."""

import asyncio
import os
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawlers.browser import FLAGS
from crawlers.egress import Egress
from crawlers.proxy import USER, EgressProxy
from leads_db.records import Outcome
from tests.conftest import CHROMIUM
from tests.crawlers.conftest import Crawled
from tests.crawlers.local_site import LocalSite

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LocalSite]:
    """127.0.0.1 over TLS, vouched for by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    pem += made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (tmp_path / "shop.pem").write_bytes(pem)
    asked: list[str] = []

    class Answerer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None: ...

    server = Server(("127.0.0.1", 0), Answerer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "shop.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield LocalSite(server.server_port, {}, asked=asked)
    server.shutdown()
    server.server_close()


def test_scrapy_does_not_read_it(shop: LocalSite, crawl: Callable[..., Crawled]) -> None:
    source = {"base_url": f"https://127.0.0.1:{shop.port}/", "timeout_s": 8}
    crawled = crawl(shop, source=source, overrides={"GI_TRIES": 1})
    assert {told.outcome for told in crawled.reports} == {Outcome.ROBOTS_DISALLOWED}
    assert "robots.txt unreachable" in crawled.reports[0].reason
    assert (shop.asked, crawled.items) == ([], [])


async def open_in_chromium(url: str, egress: Egress) -> str:
    """What Chromium says to the address, started as a crawl starts it."""
    from playwright.async_api import Error as BrowserFault
    from playwright.async_api import async_playwright

    proxy = await EgressProxy(egress).start()
    way_out = {"server": proxy.address, "username": USER, "password": proxy.secret}
    async with async_playwright() as player:
        browser = await player.chromium.launch(
            executable_path=CHROMIUM,
            args=list(FLAGS),
            chromium_sandbox=os.geteuid() != 0,
            proxy=way_out,  # type: ignore[arg-type]
        )
        try:
            await (await browser.new_page()).goto(url)
        except BrowserFault as fault:
            return str(fault)
        finally:
            await browser.close()
            await proxy.close()
    return ""


@pytest.mark.browser
def test_chromium_does_not_read_it(shop: LocalSite) -> None:
    egress = Egress(hosts=frozenset({"127.0.0.1"}), ports=frozenset({shop.port}), practice_port=shop.port)
    told = asyncio.run(open_in_chromium(f"https://127.0.0.1:{shop.port}/", egress))
    assert "ERR_CERT_AUTHORITY_INVALID" in told
    assert shop.asked == []
