"""The browser's own fence: what Chromium itself may reach, whatever a page tells it to."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.browser import browser_settings, find_chromium
from crawlers.source_file import Source
from leads_db.errors import BrowserMissing
from leads_db.records import Outcome
from leads_db.settings import Settings
from tests.crawlers.conftest import Crawled
from tests.crawlers.local_site import Page, Pages, serve

Crawl = Callable[..., Crawled]
HTML = {"Content-Type": "text/html; charset=utf-8"}


def make_source(settings: Settings, **changes: Any) -> Source:
    facts = {"name": "practice-site", "kind": "schema_org", "platform": "practice", "practice": True, "browser": True}
    return Source(**{**facts, "base_url": f"http://127.0.0.1:{settings.practice_port}/", **changes})


@pytest.fixture
def chromium(tmp_path: Path) -> str:
    path = tmp_path / "chromium"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_a_missing_browser_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BrowserMissing, match="apt-get install chromium"):
        find_chromium(settings)
    with pytest.raises(BrowserMissing, match="GI_CHROMIUM"):
        find_chromium(settings.model_copy(update={"chromium": str(tmp_path / "none")}))


def test_the_setting_comes_before_the_path(settings: Settings, chromium: str) -> None:
    assert find_chromium(settings.model_copy(update={"chromium": chromium})) == chromium


def test_one_page_at_a_time_and_one_browser(settings: Settings, chromium: str) -> None:
    chosen = settings.model_copy(update={"chromium": chromium})
    told = browser_settings(make_source(settings, concurrency=4), chosen)
    assert (told["PLAYWRIGHT_MAX_PAGES_PER_CONTEXT"], told["CONCURRENT_REQUESTS"]) == (1, 1)
    assert [scheme for scheme, handler in told["DOWNLOAD_HANDLERS"].items() if handler] == ["http"]
    assert told["PLAYWRIGHT_LAUNCH_OPTIONS"]["headless"] is True


def test_pictures_are_not_loaded(settings: Settings, chromium: str) -> None:
    told = browser_settings(make_source(settings), settings.model_copy(update={"chromium": chromium}))
    own = f"http://127.0.0.1:{settings.practice_port}/x"
    asked = [("image", own), ("font", own), ("media", own)]
    unwanted = told["PLAYWRIGHT_ABORT_REQUEST"]
    frame = SimpleNamespace(page=Source)
    assert all(asyncio.run(unwanted(SimpleNamespace(resource_type=kind, url=url))) for kind, url in asked)
    assert not asyncio.run(unwanted(SimpleNamespace(resource_type="script", url=own, frame=frame)))


def test_chromium_looks_up_nothing_and_goes_through_the_proxy(settings: Settings, chromium: str) -> None:
    told = browser_settings(make_source(settings), settings.model_copy(update={"chromium": chromium}))
    assert "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1" in told["PLAYWRIGHT_LAUNCH_OPTIONS"]["args"]
    assert list(told["EXTENSIONS"]) == ["crawlers.proxy.BrowserProxy"]


def test_a_page_that_never_gets_ready_is_read_as_it_stands() -> None:
    from playwright.async_api import TimeoutError as TooLate

    from crawlers.browser_page import wait_for_sign

    async def wait_for_selector(*arguments: Any, **named: Any) -> None:
        raise TooLate("too late")

    asyncio.run(wait_for_sign(SimpleNamespace(wait_for_selector=wait_for_selector), "html", 1.0))


def hostile_pages(port: int, canary: int) -> Pages:
    """Item 1 tries every way out; items 2 and 3 are led out by redirects; 4 is a slider; 5 waits for ever."""
    ways = (
        f'<img src="http://127.0.0.2:{canary}/img"><script src="http://127.0.0.2:{canary}/script"></script>'
        f'<iframe src="http://127.0.0.2:{canary}/frame"></iframe><img src="/own.png">'
        f'<script>fetch("http://127.0.0.2:{canary}/fetch"); fetch("/hop"); new WebSocket("ws://127.0.0.2:{canary}/ws");'
        f'navigator.sendBeacon("http://127.0.0.2:{canary}/beacon");'
        f'document.body.insertAdjacentText("afterbegin", "title made by script");</script>'
    )
    away = {"Location": f"http://127.0.0.2:{canary}/redirect"}
    slider = "<title>安全验证</title><p>请按住滑块</p>"
    return {
        "/list": Page(body="item /i/1\nitem /i/2\nitem /i/4", headers=HTML),
        "/hop": Page(status=302, headers=away),
        "/own.png": Page(body=b"x", headers={"Content-Type": "image/png"}),
        "/i/1": Page(body=f"<html><body>{ways}</body></html>", headers=HTML),
        "/i/2": Page(status=302, headers=away),
        "/i/4": Page(body=f"<html><head>{slider}</head></html>", headers=HTML),
    }


@pytest.mark.browser
@pytest.mark.slow
def test_a_hostile_page_reaches_nothing_but_its_own_site(crawl: Crawl) -> None:
    with serve({}, host="127.0.0.2") as canary, serve({}) as site:
        site.pages = hostile_pages(site.port, canary.port)
        source = {"browser": True, "timeout_s": 10}
        crawled = crawl(site, source=source, overrides={"GI_TRIES": 1})
    assert canary.asked == []
    assert "/own.png" not in site.asked
    assert "/hop" in site.asked
    assert [told.outcome for told in crawled.reports if told.url.endswith("/i/2")] == [Outcome.TRANSPORT_ERROR]
    assert crawled.end[0] is Outcome.BLOCKED_CAPTCHA
