"""The order of things between the queue, the work and the commit; the queue and the engine are stand-ins."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.settings import Settings as ScrapySettings

import crawlers.spider
from crawlers.capture import Capture
from crawlers.egress import Egress
from crawlers.source_file import Source
from crawlers.spider import Job, SourceSpider
from leads_db.errors import LeaseLost, StoreBusy, StoreFull
from leads_db.records import Harvest, Outcome, Unit
from leads_db.settings import Settings
from tests.crawlers.line_kind import LineKind
from tests.crawlers.local_site import Page, Pages
from tests.crawlers.unit_harness import HOST, PaperSite, make_unit


@dataclass
class PaperQueue:
    """Hands out its units once and notes all that is told."""

    waiting: list[Unit]
    beats: list[Exception | None] = field(default_factory=list)
    """What each heartbeat raises; the last one counts on."""
    told: list[tuple[Any, ...]] = field(default_factory=list)

    def open_count(self, run_id: int) -> int:
        return len(self.waiting)

    def claim(self, run_id: int, owner: str) -> Unit | None:
        return self.waiting.pop(0)

    def heartbeat(self, unit: Unit, owner: str) -> None:
        self.told.append(("beat", unit.id))
        fault = self.beats.pop(0) if self.beats else None
        if fault:
            raise fault

    def done(self, unit: Unit, owner: str, outcome: Outcome, cause: str = "") -> None:
        self.told.append(("done", unit.id, outcome))

    def fail(self, unit: Unit, owner: str, outcome: Outcome, cause: str, *, retry: bool) -> None:
        self.told.append(("fail", unit.id, outcome, retry))

    def stop_source(self, run_id: int, outcome: Outcome, cause: str) -> int:
        self.told.append(("stop", run_id, outcome))
        self.waiting.clear()
        return 0


def run(folder: Path, pages: Pages, queue: PaperQueue, *, fault: Exception | None = None, wait_s: float = 0.0) -> None:
    """Work the queue; a commit raises `fault`, and each answer takes `wait_s`."""
    source = make_source()
    site = PaperSite(pages)

    async def download(request: Any) -> Any:
        await asyncio.sleep(wait_s)
        return await site.download(request)

    async def process_item_async(harvest: Harvest) -> None:
        if fault is not None:
            raise fault
        queue.told.append(("commit", harvest.unit.id if harvest.unit else 0))

    settings = ScrapySettings()
    settings.setmodule("crawlers.settings")
    job = Job(
        source=source,
        kind=LineKind(source),
        egress=Egress.of(source, Settings()),
        capture=Capture(folder, "shop", is_practice=False),
        run_id=1,
        owner="me",
        queue=queue,
        flow=None,
        sent=0,
    )
    spider = SourceSpider(job)
    scraper = SimpleNamespace(itemproc=SimpleNamespace(process_item_async=process_item_async))
    spider.crawler = SimpleNamespace(  # type: ignore[assignment]
        settings=settings, engine=SimpleNamespace(download_async=download, scraper=scraper)
    )

    async def start() -> None:
        async for _ in spider.start():
            raise AssertionError("nothing is yielded")
        assert spider.work is not None
        spider.work.result()

    asyncio.run(start())


def make_source() -> Source:
    facts = {"name": "shop", "kind": "schema_org", "platform": "shop", "base_url": f"{HOST}/", "lists": ("list",)}
    return Source(**facts)


def units(count: int) -> list[Unit]:
    return [make_unit(make_source(), id=number) for number in range(1, count + 1)]


SHOP: Pages = {"/list": "item /i/1", "/i/1": "title a"}


def test_a_unit_is_done_only_after_its_commit(tmp_path: Path) -> None:
    queue = PaperQueue(units(2))
    run(tmp_path, SHOP, queue)
    assert queue.told == [("commit", 1), ("done", 1, Outcome.OK), ("commit", 2), ("done", 2, Outcome.OK)]


def test_a_commit_that_fails_ends_the_crawl_and_the_unit_is_not_done(tmp_path: Path) -> None:
    queue = PaperQueue(units(2))
    with pytest.raises(StoreFull):
        run(tmp_path, SHOP, queue, fault=StoreFull("no space left on device"))
    assert queue.told == []


def test_a_refusal_is_committed_then_told_then_the_source_is_stopped(tmp_path: Path) -> None:
    queue = PaperQueue(units(3))
    run(tmp_path, {"/list": Page(status=403)}, queue)
    refused = Outcome.PERMISSION_DENIED
    assert queue.told == [("commit", 1), ("fail", 1, refused, False), ("stop", 1, refused)]


def test_a_unit_whose_lease_is_lost_is_given_up_and_the_next_is_worked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawlers.spider, "BEAT_S", 0.05)
    queue = PaperQueue(units(2), beats=[LeaseLost()])
    run(tmp_path, SHOP, queue, wait_s=0.2)
    assert ("done", 1, Outcome.OK) not in queue.told
    assert ("done", 2, Outcome.OK) in queue.told


def test_a_locked_store_does_not_cost_the_lease(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawlers.spider, "BEAT_S", 0.05)
    queue = PaperQueue(units(1), beats=[StoreBusy(), StoreBusy()])
    run(tmp_path, SHOP, queue, wait_s=0.2)
    assert queue.told.count(("beat", 1)) > 2
    assert ("done", 1, Outcome.OK) in queue.told
