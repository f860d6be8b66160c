"""The one spider: claims units, works each to its end, tells the queue only after all of it is committed."""

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scrapy import Spider

from crawlers.capture import Capture
from crawlers.egress import Egress
from crawlers.interfaces.access import Access
from crawlers.interfaces.fetching import make_fetcher
from crawlers.kinds.kind import Kind
from crawlers.seller_pages import SellerPages
from crawlers.source_file import Source
from crawlers.tally import UnitEnd
from crawlers.unit_crawl import Tools, UnitCrawl
from leads_db.errors import LeaseLost, StoreBusy
from leads_db.queue import LEASE, UnitQueue
from leads_db.records import Harvest, Unit

LOG = logging.getLogger("crawl")
BEAT_S = LEASE.total_seconds() / 4
LOOK_S = 0.5
"""Between two looks for a unit whose waiting time is not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one crawl child has to do."""

    source: Source
    kind: Kind
    egress: Egress
    capture: Capture
    run_id: int
    owner: str
    queue: UnitQueue
    flow: Any
    """Handed to the item pipelines as it is."""
    sent: int
    """Requests of this run so far."""
    known: frozenset[str] = frozenset()
    """Canonical addresses of item pages that earlier children of this run have committed."""
    read_at: Mapping[str, datetime] = field(default_factory=dict)
    """Canonical address of an item page → when an earlier run read it last."""
    fresh_sellers: frozenset[str] = frozenset()
    """Sellers of whom something was learnt lately; their pages are not asked for again."""
    access: Access | None = None
    """The account, for official interfaces."""


class SourceSpider(Spider):
    """Works a run's units until none is open."""

    name = "source"

    def __init__(self, job: Job, **more: Any) -> None:
        super().__init__(**more)
        self.job = job
        self.flow = job.flow
        self.egress = job.egress
        self.work: asyncio.Task[None] | None = None

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy's entry. All requests are sent by the fetcher, so nothing is yielded."""
        self.work = asyncio.ensure_future(self._work())
        try:
            await asyncio.wait({self.work})
        finally:
            self.work.cancel()
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item

    async def _work(self) -> None:
        job = self.job
        assert self.crawler.engine is not None
        fetcher = make_fetcher(
            job.kind, job.access, job.source, job.egress, self.crawler.settings, self.crawler.engine.download_async
        )
        fetcher.sent = job.sent
        tools = Tools(
            source=job.source,
            kind=job.kind,
            fetcher=fetcher,
            capture=job.capture,
            commit=self._commit,
            known=set(job.known),
            sellers=SellerPages(job.source, job.fresh_sellers),
            read_at=job.read_at,
        )
        try:
            while job.queue.open_count(job.run_id):
                unit = job.queue.claim(job.run_id, job.owner)
                if unit is None:
                    await asyncio.sleep(LOOK_S)
                    continue
                await self._work_unit(unit, tools)
        finally:
            job.capture.close()

    async def _work_unit(self, unit: Unit, tools: Tools) -> None:
        """One unit; if its lease is lost, it is given up: whoever holds it now repeats it."""
        crawl = UnitCrawl(unit, tools)
        work, beat = asyncio.ensure_future(crawl.work()), asyncio.ensure_future(self._beat(unit))
        try:
            await asyncio.wait({work, beat}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                self._conclude(unit, work.result(), crawl.tally.seen)
            else:
                beat.result()
        except LeaseLost as fault:
            LOG.warning("%s", fault)
        finally:
            work.cancel()
            beat.cancel()

    async def _beat(self, unit: Unit) -> None:
        """Prolong the lease until it is lost; a store that is locked for a moment is asked again."""
        while True:
            await asyncio.sleep(BEAT_S)
            try:
                self.job.queue.heartbeat(unit, self.job.owner)
            except StoreBusy:
                LOG.warning("heartbeat of unit %s: the store is locked", unit.id)

    def _conclude(self, unit: Unit, end: UnitEnd, seen: int) -> None:
        """Raises LeaseLost."""
        job = self.job
        if end.is_done:
            job.queue.done(unit, job.owner, end.outcome, end.cause)
        else:
            job.queue.fail(unit, job.owner, end.outcome, end.cause, retry=end.retry)
        if end.stops_source:
            job.queue.stop_source(unit.run_id, end.outcome, end.cause)
        say("unit", unit=unit.id, term=unit.term, outcome=end.outcome, cause=end.cause, listings=seen)

    async def _commit(self, harvest: Harvest) -> None:
        """Through the item pipelines. Raises StoreBusy, StoreFull."""
        assert self.crawler.engine is not None
        await self.crawler.engine.scraper.itemproc.process_item_async(harvest)
        say("batch", listings=len(harvest.sightings), mentions=len(harvest.mentions), requests=len(harvest.reports))


def say(event: str, **facts: object) -> None:
    """One JSON line on stdout for the runner."""
    sys.stdout.write(json.dumps({"event": event, **facts}, ensure_ascii=False) + "\n")
    sys.stdout.flush()
