"""A shop that tries every way inwards, on Scrapy and in Chromium; a canary on loopback counts who came."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from leads_db.records import Outcome
from tests.crawlers.conftest import Crawled, crawl_site
from tests.crawlers.invented_names import OPEN
from tests.crawlers.local_site import LocalSite, Page, Pages, serve

HTML = {"Content-Type": "text/html; charset=utf-8"}
HOSTS = (
    "inner.example",
    "turning.example",
    "number.example",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "nowhere.example",
)
NAMES = {
    "shop.example": [OPEN],
    "inner.example": ["127.0.0.1"],
    "turning.example": [OPEN, "127.0.0.1"],
    "number.example": ["::ffff:127.0.0.1"],
}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def led(target: str) -> Page:
    return Page(status=302, headers={"Location": target})


def ways_in(port: int) -> str:
    """Everything a page can do to reach 127.0.0.1:port."""
    canary = f"127.0.0.1:{port}"
    inner = [f"http://{host}:{port}/{host}" for host in (*HOSTS, "localhost", "[::ffff:127.0.0.1]", "[::1]")]
    fetches = "".join(f'fetch("{url}", {{mode: "no-cors"}}).catch(() => 0);' for url in inner)
    return f"""
<html><head><link rel=preconnect href="http://{canary}"><link rel=dns-prefetch href="http://{canary}">
<link rel=prefetch href="http://{canary}/prefetch"><link rel=prerender href="http://{canary}/prerender">
<link rel=preload as=script href="http://{canary}/preload"><link rel=stylesheet href="http://{canary}/sheet">
<link rel=icon href="http://{canary}/icon"><link rel=manifest href="http://{canary}/manifest">
<style>@import url("http://{canary}/import");</style>
<script type=speculationrules>{{"prerender": [{{"urls": ["http://{canary}/speculated"]}}]}}</script></head><body>
<img src="http://{canary}/img"><script src="http://{canary}/script"></script><video src="http://{canary}/video"></video>
<iframe src="http://{canary}/frame"></iframe><iframe src="/hop"></iframe><iframe src="file:///etc/hostname"></iframe>
<iframe src="http://169.254.169.254/latest/meta-data/"></iframe><object data="http://{canary}/object"></object>
<embed src="http://{canary}/embed"><a id=a href="http://{canary}/link" ping="http://{canary}/ping">x</a>
<script>
{fetches}
fetch("/hop"); new WebSocket("ws://{canary}/ws"); new WebSocket("ws://{canary.replace("127.0.0.1", "localhost")}/ws");
new EventSource("http://{canary}/events"); navigator.sendBeacon("http://{canary}/beacon", "x");
new Worker("/worker.js"); navigator.serviceWorker && navigator.serviceWorker.register("/worker.js").catch(() => 0);
try {{ new WebTransport("https://{canary}/wt"); }} catch (fault) {{}}
const servers = [
  {{urls: "stun:{canary}"}}, {{urls: "turn:{canary}?transport=tcp", username: "u", credential: "c"}}
];
const peer = new RTCPeerConnection({{iceServers: servers}});
peer.createDataChannel("x"); peer.createOffer().then(offer => peer.setLocalDescription(offer));
open("http://{canary}/window");
setTimeout(() => document.documentElement.innerHTML = "<body><p id=done>title made by script</p></body>", 1500);
</script></body></html>"""


def pages_of(port: int) -> Pages:
    close = {"Connection": "close", **HTML}
    targets = {
        "loopback": f"http://127.0.0.1:{port}/led",
        "metadata": "http://169.254.169.254/latest/meta-data/",
        "mapped": f"http://[::ffff:7f00:1]:{port}/led",
        "file": "file:///etc/hostname",
        "port": "http://shop.example:8443/",
        "inner": f"http://inner.example:{port}/led",
        "number": f"http://number.example:{port}/led",
        "decimal": f"http://2130706433:{port}/led",
        "octal": f"http://0177.0.0.1:{port}/led",
        "hex": f"http://0x7f.1:{port}/led",
        "turning-1": f"http://turning.example:{port}/i/first",
        "turning-2": f"http://turning.example:{port}/i/second",
        "nowhere": f"http://nowhere.example:{port}/led",
    }
    items = ("good", *targets, "ways", "meta")
    return {
        "/list": Page(body="\n".join(f"item /i/{name}" for name in items), headers=HTML),
        "/hop": led(f"http://127.0.0.1:{port}/hop"),
        "/worker.js": Page(
            body=f'fetch("http://127.0.0.1:{port}/worker")', headers={"Content-Type": "text/javascript"}
        ),
        "/i/good": Page(body="title good", headers=HTML),
        "/i/first": Page(body="title first", headers=close),
        "/i/second": Page(body="title second", headers=close),
        "/i/ways": Page(body=ways_in(port), headers=HTML),
        "/i/meta": Page(body=f'<meta http-equiv=refresh content="0;url=http://127.0.0.1:{port}/meta">', headers=HTML),
        **{f"/i/{name}": led(target) for name, target in targets.items()},
    }


class Canary:
    """TCP and UDP on 127.0.0.1, at the number of the shop's own port."""

    def __init__(self, site: LocalSite, datagrams: socket.socket) -> None:
        self.site, self.datagrams = site, datagrams

    def hits(self) -> list[str]:
        try:
            return [*self.site.asked, f"datagram {self.datagrams.recv(100)!r}"]
        except BlockingIOError:
            return self.site.asked


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with serve({}) as site, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(("127.0.0.1", site.port))
        datagrams.setblocking(False)
        yield Canary(site, datagrams)


@pytest.fixture(scope="module")
def farm(canary: Canary) -> Iterator[LocalSite]:
    with serve({}, host=OPEN, port=canary.site.port) as site:
        site.pages = pages_of(site.port)
        yield site


Crawl = Callable[..., Crawled]


@pytest.fixture(scope="module")
def crawl_farm(farm: LocalSite, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    def start(**source: Any) -> Crawled:
        home = Path(tmp_path_factory.mktemp("farm") / "home")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GI_HOME", str(home))
            patch.setenv("GI_PRACTICE_PORT", str(farm.port))
            facts = {"practice": False, "platform": "shop", "base_url": f"http://shop.example:{farm.port}/"}
            facts |= {"hosts": list(HOSTS), "delay_s": 0.5, "timeout_s": 8, **source}
            overrides = {"names": NAMES, "GI_TRIES": 1, "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}
            return crawl_site(home, farm.port, source=facts, overrides=overrides)

    return start


@pytest.fixture(scope="module")
def by_scrapy(crawl_farm: Crawl) -> Crawled:
    return crawl_farm()


@pytest.fixture(scope="module")
def by_chromium(crawl_farm: Crawl) -> Crawled:
    return crawl_farm(browser=True, wait_for="#done, body:not(:has(script))")


REASONS = [
    ("loopback", "is not a host of this source"),
    ("metadata", "169.254.169.254 is not a host of this source"),
    ("mapped", "is not a host of this source"),
    ("file", "scheme file is not http or https"),
    ("port", "port 8443 is not the source's"),
    ("inner", "inner.example has no public address"),
    ("number", "number.example has no public address"),
    ("decimal", "2130706433 has no public address"),
    ("octal", "0177.0.0.1 has no public address"),
    ("hex", "0x7f.1 has no public address"),
]


@pytest.mark.parametrize(("name", "reason"), REASONS)
def test_scrapy_refuses_by_name(by_scrapy: Crawled, name: str, reason: str) -> None:
    reports = [one for one in by_scrapy.reports if reason in one.reason]
    assert any(one.outcome is Outcome.TRANSPORT_ERROR and "request_refused" in one.reason for one in reports)


def test_scrapy_never_came_to_the_canary(by_scrapy: Crawled, canary: Canary) -> None:
    assert {"good", "ways", "meta", "first"} & set(by_scrapy.items)
    assert canary.hits() == []


def test_a_name_that_turns_inwards_is_followed_once_and_no_more(by_scrapy: Crawled, farm: LocalSite) -> None:
    assert "turning-1" in by_scrapy.items
    assert "turning-2" not in by_scrapy.items
    assert "turning.example has no public address" in " ".join(one.reason for one in by_scrapy.reports)


def test_a_name_that_does_not_exist_is_not_called_refused(by_scrapy: Crawled) -> None:
    (report,) = [one for one in by_scrapy.reports if one.url.startswith("http://nowhere.example")]
    assert "request_refused" not in report.reason


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        *REASONS[:3],
        ("file", "ERR_UNSAFE_REDIRECT"),
        *REASONS[4:7],
        *((name, "127.0.0.1 is not a host of this source") for name in ("decimal", "octal", "hex", "meta")),
    ],
)
def test_chromium_refuses_by_name(by_chromium: Crawled, name: str, reason: str) -> None:
    reports = [one for one in by_chromium.reports if one.url.endswith(f"/i/{name}")]
    assert [one.outcome for one in reports] == [Outcome.TRANSPORT_ERROR]
    assert name == "file" or reports[0].reason.startswith("request_refused; refused http://")
    assert reason in reports[0].reason


@pytest.mark.browser
def test_chromium_never_came_to_the_canary(by_chromium: Crawled, canary: Canary, farm: LocalSite) -> None:
    assert {"good", "ways"} <= set(by_chromium.items)
    assert "/hop" in farm.asked
    assert canary.hits() == []


@pytest.mark.browser
def test_what_a_page_tried_by_itself_stands_in_its_report(by_chromium: Crawled) -> None:
    (report,) = [one for one in by_chromium.reports if one.url.endswith("/i/ways")]
    assert report.outcome is Outcome.OK
    assert "refused http://127.0.0.1:" in report.reason


@pytest.mark.browser
def test_a_turning_name_leads_chromium_no_further(by_chromium: Crawled) -> None:
    assert "turning-1" in by_chromium.items
    assert "turning-2" not in by_chromium.items
