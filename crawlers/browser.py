"""Pages that need JavaScript: Debian's Chromium through Playwright, one page at a time, nothing but the source's hosts.

Scrapy's checks do not see what a page fetches by itself. So all that Chromium sends goes through the proxy of this
crawl (crawlers/proxy.py), loopback included; Chromium itself looks up no name and opens no other connection: no
service workers, no QUIC, no WebRTC past the proxy, nothing fetched ahead.
"""

import os
import shutil
from typing import Any
from urllib.parse import urlsplit

from crawlers.browser_lanes import LANES, open_lanes, wait_for_lane
from crawlers.browser_page import count_requests, is_exhausted, page_steps
from crawlers.egress import LOOPBACK
from crawlers.source_file import Source
from leads_db.errors import BrowserMissing
from leads_db.settings import Settings

NAMES = ("chromium", "chromium-browser", "google-chrome")
NOT_LOADED = {"image", "font", "media", "manifest", "texttrack", "eventsource", "websocket"}
HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
PACED_HANDLER = "crawlers.browser_handler.PacedBrowser"
FLAGS = (
    "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-domain-reliability", "--no-first-run", "--no-pings", "--disable-gpu", "--dns-prefetch-disable",
    "--js-flags=--max-old-space-size=512",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {LOOPBACK}",  # the proxy's own address
)  # fmt: skip


def find_chromium(settings: Settings) -> str:
    """Path of Chromium. Raises BrowserMissing."""
    if settings.chromium:
        if os.access(settings.chromium, os.X_OK):
            return settings.chromium
        raise BrowserMissing(setting="GI_CHROMIUM", path=settings.chromium)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise BrowserMissing()
    return found


def browser_settings(source: Source, settings: Settings) -> dict[str, Any]:
    """Scrapy's settings for a source that needs the browser. Raises BrowserMissing."""
    timeout_ms = source.timeout_s * 1000
    handler = PACED_HANDLER if source.delay_s > 0 else HANDLER
    return {
        # Only the scheme that is used: each mapped scheme would start a browser of its own.
        "DOWNLOAD_HANDLERS": {
            "data": None, "file": None, "ftp": None, "s3": None, urlsplit(source.base_url).scheme: handler,
        },
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": find_chromium(settings),
            "headless": True,
            "chromium_sandbox": os.geteuid() != 0,  # Chromium cannot start its sandbox as root
            "args": list(FLAGS),
            "timeout": 30_000,
        },
        "PLAYWRIGHT_CONTEXTS": {},
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_MAX_CONTEXTS": 1,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": timeout_ms,
        "PLAYWRIGHT_DOWNLOAD_TIMEOUT": 1_000,
        "PLAYWRIGHT_ABORT_REQUEST": is_unwanted,
        "EXTENSIONS": {"crawlers.proxy.BrowserProxy": 0},
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
    }  # fmt: skip


async def is_unwanted(request: Any) -> bool:
    """True for what a reader does not need; the rest waits for its turn, and the proxy says where it may go."""
    if request.resource_type in NOT_LOADED or is_exhausted(request):
        return True
    await wait_for_lane(request)
    return False


async def open_page(page: Any, request: Any) -> None:
    """Scrapy-playwright's page callback; `request` is Scrapy's."""
    open_lanes(page, request)
    await count_requests(page, request)


def browser_meta(source: Source, presses: int = 0) -> dict[str, Any]:
    """What one request of a browser source carries; made anew for each, as its steps keep what they brought."""
    return {
        "playwright": True,
        "playwright_context_kwargs": {"service_workers": "block", "accept_downloads": False, "locale": "zh-CN"},
        "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded"},
        "playwright_page_init_callback": open_page,
        LANES: source.concurrency,
        "playwright_page_methods": page_steps(source, presses),
    }
