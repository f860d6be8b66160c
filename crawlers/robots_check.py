"""What robots.txt says to some addresses of a source: one small request a host, nothing else is fetched or kept."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings as ScrapySettings

from crawlers.egress import Egress
from crawlers.robots import RobotsMiddleware
from crawlers.settings import source_settings
from crawlers.source_file import Source
from leads_db.errors import CrawlError
from leads_db.settings import Settings

QUICK = {"ITEM_PIPELINES": {}, "LOG_LEVEL": "ERROR", "DOWNLOAD_TIMEOUT": 8.0}


def check_robots(source: Source, settings: Settings, urls: Sequence[str]) -> Mapping[str, str]:
    """Address → why it may not be asked, empty when it may; under the egress rule of every crawl.

    It runs in a process of its own, because Twisted starts only once in a process. Raises CrawlError where that dies.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(_crawl_robots, source, settings, tuple(urls)).result()
        except BrokenProcessPool as fault:
            raise CrawlError("The process that reads robots.txt ended before its answer; try again.") from fault


def _crawl_robots(source: Source, settings: Settings, urls: Sequence[str]) -> Mapping[str, str]:
    """In the child, once."""
    crawler_settings = ScrapySettings()
    crawler_settings.setmodule("crawlers.settings", priority="project")
    crawler_settings.setdict({**source_settings(source, settings), **QUICK}, priority="cmdline")
    process = AsyncCrawlerProcess(crawler_settings)
    crawler = process.create_crawler(RobotsSpider)
    started = process.crawl(crawler, egress=Egress.of(source, settings), urls=urls)
    process.start()
    started.result()
    if not isinstance(crawler.spider, RobotsSpider) or crawler.spider.look is None:
        raise CrawlError("The check of robots.txt was ended before it began; try again.")
    return crawler.spider.look.result()


class RobotsSpider(Spider):
    """Asks the middleware that holds every crawl to robots.txt."""

    name = "robots"

    def __init__(self, egress: Egress, urls: Sequence[str], **more: Any) -> None:
        super().__init__(**more)
        self.egress = egress
        self.look: asyncio.Task[dict[str, str]] | None = None
        self._urls = urls

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy's entry. All requests are sent by the middleware, so nothing is yielded."""
        self.look = asyncio.ensure_future(self._ask())
        await asyncio.wait({self.look})
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item

    async def _ask(self) -> dict[str, str]:
        rules = RobotsMiddleware(self.crawler)
        return {url: self.egress.why_refused(url) or await rules.why_not(url) for url in self._urls}
