"""`try_site`: a look at an address in a process of its own, because Twisted starts only once in a process."""

import asyncio
import re
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from typing import Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings as ScrapySettings

from crawlers.discovery.look import Look
from crawlers.discovery.proposal import Proposal
from crawlers.egress import LOOPBACK, Egress
from crawlers.fetching import Fetcher
from crawlers.settings import source_settings
from crawlers.source_file import Source
from leads_db.errors import CrawlError, SourceFileBroken
from leads_db.records import FetchReport
from leads_db.settings import Settings

QUICK = {"ITEM_PIPELINES": {}, "GI_RATE_WAITS": 0, "GI_TRIES": 2, "LOG_LEVEL": "ERROR"}
"""A look waits for nobody: what a site says at once is what it reports."""
NAME_MOST = 40


def try_site(url: str, settings: Settings) -> Proposal:
    """What the site at `url` is, looked at under the rules of every crawl; once more in Chromium where it needs that.

    Raises SourceFileBroken for what is no address, CrawlError where the look's process dies, BrowserMissing.
    """
    source = provisional_source(url, settings)
    found = _in_a_process(source, settings, url.strip())
    if not found.needs_browser:
        return found
    second = _in_a_process(source.model_copy(update={"browser": True, "timeout_s": 20.0}), settings, url.strip())
    return replace(second, steps=(*found.steps, *second.steps), needs_browser=True)


def provisional_source(url: str, settings: Settings) -> Source:
    """A source that knows nothing but its address; www and bare host count as one site."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("http", "https") or not host:
        raise SourceFileBroken(f"{url[:100]}: an address with http:// or https:// is wanted")
    folder = parts.path if parts.path.endswith("/") else f"{parts.path.rpartition('/')[0]}/"
    is_practice = host == LOOPBACK and parts.port == settings.practice_port
    return Source(
        name=source_name(url),
        kind="schema_org",
        platform=source_name(url),
        base_url=f"{parts.scheme}://{parts.netloc}{folder}",
        hosts=() if is_practice else ((host.removeprefix("www."), f"www.{host.removeprefix('www.')}")),
        practice=is_practice,
        delay_s=0.0 if is_practice else 2.0,
    )


def source_name(url: str) -> str:
    """A name for the file, made of the host and, on the practice market, of the shop."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "site").lower().removeprefix("www.")
    told = f"tried-{parts.path.strip('/')}" if host == LOOPBACK else host
    return re.sub(r"[^a-z0-9]+", "-", told.lower()).strip("-")[:NAME_MOST].strip("-") or "site"


def _in_a_process(source: Source, settings: Settings, url: str) -> Proposal:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(crawl_look, source, settings, url).result()
        except BrokenProcessPool as fault:
            raise CrawlError("The look's process ended before its report was there; run it again.") from fault


def crawl_look(source: Source, settings: Settings, url: str) -> Proposal:
    """The look; once in a process. Raises BrowserMissing, CrawlError."""
    crawler_settings = ScrapySettings()
    crawler_settings.setmodule("crawlers.settings", priority="project")
    crawler_settings.setdict({**source_settings(source, settings), **QUICK}, priority="cmdline")
    process = AsyncCrawlerProcess(crawler_settings)
    crawler = process.create_crawler(LookSpider)
    started = process.crawl(crawler, source=source, egress=Egress.of(source, settings), url=url)
    process.start()
    started.result()
    if not isinstance(crawler.spider, LookSpider) or crawler.spider.look is None:
        raise CrawlError("The look was ended before it began.")
    return crawler.spider.look.result()


class LookSpider(Spider):
    """Lets a look send its requests through Scrapy's checks."""

    name = "look"

    def __init__(self, source: Source, egress: Egress, url: str, **more: Any) -> None:
        super().__init__(**more)
        self.egress = egress
        self.look: asyncio.Task[Proposal] | None = None
        self._source = source
        self._url = url

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy's entry. All requests are sent by the fetcher, so nothing is yielded."""
        assert self.crawler.engine is not None
        fetcher = Fetcher(self._source, self.egress, self.crawler.settings, self.crawler.engine.download_async)
        look = Look(self._source, lambda ask: fetcher.fetch(ask, _forget), self._url)
        self.look = asyncio.ensure_future(look.run())
        await asyncio.wait({self.look})
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item


def _forget(report: FetchReport) -> None:
    """Tries and hops before the last one are not shown."""
