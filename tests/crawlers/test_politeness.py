"""What a site and the machine see of a crawl: one child on a slow site, its settings told by itself."""

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.crawlers.conftest import Crawled, crawl_site
from tests.crawlers.local_site import LocalSite, Page, Pages, serve

DELAY_S = 0.3
ITEMS = 6
CLOSED = "User-agent: *\nDisallow: /i/closed\n"


def pages_of() -> Pages:
    items = {f"/i/{number}": Page(body=f"title {number}", wait_s=0.05) for number in range(ITEMS)}
    links = [f"item {path}" for path in items]
    return {"/robots.txt": CLOSED, "/list": "\n".join([*links, "item /i/closed"]), "/i/closed": "title c", **items}


@pytest.fixture(scope="module")
def site() -> Iterator[LocalSite]:
    with serve(pages_of()) as started:
        yield started


@pytest.fixture(scope="module")
def crawled(site: LocalSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    home = tmp_path_factory.mktemp("polite") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GI_HOME", str(home))
        patch.setenv("GI_PRACTICE_PORT", str(site.port))
        patch.setenv("GI_CONTACT", "https://centre.example/robot")
        source = {"delay_s": DELAY_S, "timeout_s": 5, "concurrency": 2}
        yield crawl_site(home, site.port, source=source, overrides={"settings_file": "settings.json"})


@pytest.fixture(scope="module")
def told(crawled: Crawled) -> list[dict[str, str]]:
    read: list[dict[str, str]] = json.loads((crawled.settings.home / "settings.json").read_text())
    return read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ROBOTSTXT_OBEY", True),
        ("DOWNLOAD_VERIFY_CERTIFICATES", True),
        ("DOWNLOAD_MAXSIZE", 16 * 1024 * 1024),
        ("AUTOTHROTTLE_ENABLED", True),
        ("TELNETCONSOLE_ENABLED", False),
        ("REMOTE_CONTROL_ENABLED", False),
        ("COOKIES_ENABLED", False),
        ("REFERER_ENABLED", False),
        ("RETRY_ENABLED", False),
        ("REDIRECT_ENABLED", False),
        ("METAREFRESH_ENABLED", False),
        ("HTTPCACHE_ENABLED", False),
        ("HTTPPROXY_ENABLED", False),
        ("MEMUSAGE_ENABLED", True),
        ("MEMUSAGE_LIMIT_MB", 1_500),
        ("TWISTED_DNS_RESOLVER", "crawlers.resolver.PublicResolver"),
        ("DOWNLOAD_DELAY", DELAY_S),
        ("AUTOTHROTTLE_START_DELAY", DELAY_S),
        ("CONCURRENT_REQUESTS", 2),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", 2),
        ("DOWNLOAD_TIMEOUT", 5.0),
        ("GI_REDIRECTS", 5),
        ("GI_TRIES", 3),
        ("GI_RATE_WAITS", 2),
    ],
)
def test_the_running_crawler_is_set_so(told: list[dict[str, str]], name: str, value: object) -> None:
    assert told[0][name] == repr(value)


def test_only_web_addresses_can_be_fetched(told: list[dict[str, str]]) -> None:
    assert list(told[3]) == ["http", "https"]


def test_nothing_that_listens_or_remembers_is_running(told: list[dict[str, str]]) -> None:
    middlewares, extensions = told[1], told[2]
    assert {"EgressMiddleware", "RobotsMiddleware", "UnpackingMiddleware"} <= set(middlewares)
    unwanted = {
        "RetryMiddleware",
        "RedirectMiddleware",
        "CookiesMiddleware",
        "HttpProxyMiddleware",
        "OffsiteMiddleware",
    }
    assert not unwanted & set(middlewares)
    assert {"MemoryUsage", "AutoThrottle"} <= set(extensions)
    assert not {"TelnetConsole", "RemoteControl", "FeedExporter"} & set(extensions)


def test_requests_keep_their_distance(crawled: Crawled, site: LocalSite) -> None:
    """Jitter shortens a delay by a quarter at most."""
    assert len(crawled.items) == ITEMS
    assert all(later - earlier >= DELAY_S * 0.7 for earlier, later in pairwise(site.started_s))


def test_closed_parts_are_not_asked_for(crawled: Crawled, site: LocalSite) -> None:
    assert crawled.items == [str(number) for number in range(ITEMS)]
    assert "/i/closed" not in site.asked
    assert site.asked[0] == "/robots.txt"


def test_a_site_can_reach_the_operator(crawled: Crawled, site: LocalSite) -> None:
    assert crawled.reports
    assert {headers["User-Agent"] for headers in site.headers} == {"gi-leads/0.1.0 (+https://centre.example/robot)"}
