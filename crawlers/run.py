"""Crawl one run in this process, once, as Twisted has it: `run_spider` returns when no unit is open any more."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings as ScrapySettings

from crawlers.capture import Capture
from crawlers.earlier import read_earlier
from crawlers.egress import Egress
from crawlers.interfaces.access import open_access
from crawlers.kinds.board_kind import BoardKind
from crawlers.kinds.kind import Kind
from crawlers.pages.authors import load_salt
from crawlers.settings import source_settings
from crawlers.source_file import Source
from crawlers.spider import Job, SourceSpider
from leads_db.errors import QueueError
from leads_db.queue import UnitQueue
from leads_db.settings import Settings


def run_spider(
    source: Source,
    run_id: int,
    owner: str,
    queue: UnitQueue,
    settings: Settings,
    flow: Any,
    *,
    kind: Kind | None = None,
    overrides: Mapping[str, object] | None = None,
) -> None:
    """Work the run's units to their end. `kind` and `overrides` (of Scrapy settings) are for tests and benchmarks.

    Raises StoreBusy, StoreFull, BrowserMissing, and QueueError when the crawl was ended from outside.
    """
    crawler_settings = ScrapySettings()
    crawler_settings.setmodule("crawlers.settings", priority="project")
    crawler_settings.setdict({**source_settings(source, settings), **(overrides or {})}, priority="cmdline")
    earlier = read_earlier(flow.engine, run_id, source.name, datetime.now(UTC))
    job = Job(
        source=source,
        kind=kind or _kind_of(source, settings),
        egress=Egress.of(source, settings),
        capture=Capture(
            settings.evidence_folder,
            f"{source.name}-run{run_id}",
            is_practice=source.practice,
            find_kept=earlier.find_kept,
        ),
        run_id=run_id,
        owner=owner,
        queue=queue,
        flow=flow,
        sent=earlier.sent,
        known=earlier.item_pages,
        fresh_sellers=earlier.sellers,
        read_at=earlier.read_at,
        access=open_access(source, settings),
    )
    process = AsyncCrawlerProcess(crawler_settings)
    crawler = process.create_crawler(SourceSpider)
    started = process.crawl(crawler, job=job)
    process.start()
    started.result()  # a component that could not start
    work = crawler.spider.work if isinstance(crawler.spider, SourceSpider) else None
    if work is None or not work.done() or work.cancelled():
        raise QueueError("The crawl was ended before its units were done; the next child goes on with them.")
    work.result()


def _kind_of(source: Source, settings: Settings) -> Kind:
    from crawlers.kinds import make_kind

    kind = make_kind(source)
    if isinstance(kind, BoardKind):
        kind.author_salt = load_salt(settings.home)
    return kind
