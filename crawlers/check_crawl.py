"""The crawl behind a source check: the fewest requests that lead to one item, under the rules of every crawl."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings as ScrapySettings

from crawlers.check_report import CheckReport, CheckStep
from crawlers.egress import Egress
from crawlers.fetched import Ask, FetchedPage, Purpose, Reading
from crawlers.fetching import Answer, Fetcher, hide_secrets
from crawlers.interfaces.access import Access, open_access
from crawlers.interfaces.fetching import make_fetcher
from crawlers.kinds import make_kind
from crawlers.kinds.kind import Kind
from crawlers.pages.addresses import join_url
from crawlers.pages.markup import parse_markup
from crawlers.pages.open_graph import currency_of, read_metas
from crawlers.settings import source_settings
from crawlers.source_file import Source
from crawlers.unit_crawl import READER_FAULTS
from leads_db.errors import CrawlError, PageChanged, SourceBlocked
from leads_db.records import FetchReport, Mention, Outcome, Sighting, Unit, UnitState
from leads_db.settings import Settings

REQUESTS_MOST = 8
ITEMS_TRIED = 3
"""Item pages that are tried before the check gives up."""
QUICK = {"ITEM_PIPELINES": {}, "GI_RATE_WAITS": 0, "GI_TRIES": 2, "LOG_LEVEL": "ERROR"}
"""A check waits for nobody: what a site says at once is what it reports."""


def crawl_check(source: Source, settings: Settings, term: str) -> CheckReport:
    """The report; once in a process. Raises BrowserMissing, CrawlError."""
    crawler_settings = ScrapySettings()
    crawler_settings.setmodule("crawlers.settings", priority="project")
    crawler_settings.setdict({**source_settings(source, settings), **QUICK}, priority="cmdline")
    process = AsyncCrawlerProcess(crawler_settings)
    crawler = process.create_crawler(CheckSpider)
    egress, access = Egress.of(source, settings), open_access(source, settings)
    started = process.crawl(crawler, source=source, egress=egress, access=access, term=term)
    process.start()
    started.result()
    if not isinstance(crawler.spider, CheckSpider) or crawler.spider.walk is None:
        raise CrawlError("The check was ended before it began.")
    return crawler.spider.walk.result()


class CheckSpider(Spider):
    """Walks from the source's beginning to its first item."""

    name = "check"

    def __init__(self, source: Source, egress: Egress, access: Access | None, term: str, **more: Any) -> None:
        super().__init__(**more)
        self._access = access
        self.egress = egress
        self.walk: asyncio.Task[CheckReport] | None = None
        self._source = source
        self._term = term

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy's entry. All requests are sent by the fetcher, so nothing is yielded."""
        assert self.crawler.engine is not None
        source, settings, download = self._source, self.crawler.settings, self.crawler.engine.download_async
        kind = make_kind(source)
        fetcher = make_fetcher(kind, self._access, source, self.egress, settings, download)
        self.walk = asyncio.ensure_future(Walk(source, kind, fetcher).run(self._term))
        await asyncio.wait({self.walk})
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item


class Walk:
    """One check in progress."""

    def __init__(self, source: Source, kind: Kind, fetcher: Fetcher) -> None:
        self._source = source
        self._fetcher = fetcher
        self._kind = kind
        self._steps: list[CheckStep] = []
        self._item: Sighting | None = None
        self._mention: Mention | None = None
        self._hints: list[str] = []

    async def run(self, term: str) -> CheckReport:
        """Ask until an item is read, the ways end or the source stops us."""
        if not self._source.is_interface:
            robots = join_url(self._source.base_url, "/robots.txt")
            await self._look(Ask(url=robots, purpose=Purpose.SITEMAP), reads=False)
        if (
            self._steps
            and self._steps[0].http_status == 404
            and self._source.kind == "schema_org"
            and not _has_beginning(self._source)
        ):
            self._hints.append("sitemap: there is no robots.txt that names one; set it, or lists, or a search.")
        waiting = list(self._kind.start(_unit(self._source, term)))
        while waiting and len(self._steps) < REQUESTS_MOST and not (self._item or self._mention):
            reading = await self._look(waiting.pop(0))
            if self._steps[-1].outcome.stops_source:
                break
            waiting = [*_closest(reading.asks), *waiting]
        if self._item is not None and "currency_missing" in self._item.notes:
            await self._look_for_currency(self._item.listing.url or "")
        if self._source.is_searched and not self._source.nothing_found and self._source.kind == "schema_org":
            self._hints.append("nothing_found: set the words of an empty search, or it counts as a changed page.")
        return CheckReport(
            source=self._source.name,
            term=term,
            steps=tuple(self._steps),
            item=self._item,
            mention=self._mention,
            hints=tuple(self._hints),
        )

    async def _look_at_robots(self) -> None:
        await self._look(Ask(url=join_url(self._source.base_url, "/robots.txt"), purpose=Purpose.SITEMAP), reads=False)
        if self._steps[0].http_status == 404 and self._source.kind == "schema_org" and not _has_beginning(self._source):
            self._hints.append("sitemap: there is no robots.txt that names one; set it, or lists, or a search.")

    async def _look(self, ask: Ask, *, reads: bool = True) -> Reading:
        answer = await self._fetcher.fetch(ask, _forget)
        outcome, reason, reading = self._read(answer) if reads else (answer.outcome, answer.reason, Reading())
        self._item = self._item or next(iter(reading.sightings), None)
        self._mention = self._mention or next(iter(reading.mentions), None)
        self._steps.append(
            CheckStep(
                purpose=ask.purpose,
                url=hide_secrets(answer.url),
                outcome=outcome,
                reason=reason,
                http_status=answer.status,
                elapsed_ms=answer.elapsed_ms,
                size=len(answer.body),
                items=len(reading.sightings) + len(reading.mentions),
                links=len(reading.asks),
                total_claimed=reading.total_claimed,
                notes=(*reading.notes, *(note for seen in reading.sightings[:1] for note in seen.notes)),
            )
        )
        return reading

    def _read(self, answer: Answer) -> tuple[Outcome, str, Reading]:
        if answer.outcome is not Outcome.OK:
            return answer.outcome, answer.reason, Reading()
        try:
            reading = self._kind.read(_page(answer))
        except SourceBlocked as fault:
            return Outcome.BLOCKED_CAPTCHA, str(fault), Reading()
        except (PageChanged, *READER_FAULTS) as fault:
            sign = self._fetcher.guard.find_when_empty(answer.seen())
            told = (sign.outcome, sign.id) if sign is not None else (Outcome.SCHEMA_CHANGED, str(fault))
            return (*told, Reading())
        if reading.sightings or reading.mentions or reading.asks:
            return Outcome.OK, "", reading
        return (Outcome.EMPTY, "", reading) if reading.says_empty else (Outcome.SCHEMA_CHANGED, "nothing_read", reading)

    async def _look_for_currency(self, url: str) -> None:
        """A page for people may name the currency that an interface leaves out."""
        if not url or self._source.currency or len(self._steps) >= REQUESTS_MOST:
            return
        answer = await self._fetcher.fetch(Ask(url=url, purpose=Purpose.ITEM), _forget)
        named = currency_of(read_metas(parse_markup(answer.text)))
        if named:
            self._hints.append(f"currency: the page of an item names {named}; set it, or prices stay unread.")


def _has_beginning(source: Source) -> bool:
    return bool(source.search or source.lists or source.sitemap)


def _closest(asks: tuple[Ask, ...]) -> list[Ask]:
    """The asks that lead to an item soonest."""
    items = [ask for ask in asks if ask.purpose is Purpose.ITEM]
    return items[:ITEMS_TRIED] or [ask for ask in asks if ask.purpose is Purpose.SITEMAP][:ITEMS_TRIED]


def _page(answer: Answer) -> FetchedPage:
    return FetchedPage(
        ask=answer.ask,
        url=answer.url,
        headers=answer.facts,
        body=answer.body,
        text=answer.text,
        fetched_at=answer.fetched_at,
    )


def _unit(source: Source, term: str) -> Unit:
    return Unit(
        id=0,
        run_id=0,
        source=source.name,
        term=term,
        indication="",
        page_from=1,
        page_to=1,
        state=UnitState.LEASED,
        attempts=1,
    )


def _forget(report: FetchReport) -> None:
    """Tries and hops before the last one are not shown."""
