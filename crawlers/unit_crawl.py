"""Work one unit: send what the kind asks for, read what comes, commit as it goes, say how it ended."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from w3lib.url import canonicalize_url

from crawlers.batch import Batch
from crawlers.capture import Capture
from crawlers.fetched import Ask, FetchedPage, Purpose, Reading
from crawlers.fetching import Answer, Fetcher, make_report
from crawlers.kinds.kind import Kind
from crawlers.paging import PagingGuard
from crawlers.seller_pages import SellerPages
from crawlers.source_file import Source
from crawlers.tally import STOPPING, Tally, UnitEnd
from leads_db.errors import PageChanged, SourceBlocked
from leads_db.records import Evidence, Harvest, Outcome, Unit

LOG = logging.getLogger("crawl")
READER_FAULTS = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, AssertionError)
"""What a reader may stumble over on a page that nobody foresaw: it costs that page, not the unit."""
PAGED = (Purpose.LIST, Purpose.API, Purpose.FEED)
DEEPEST = 5
"""Sitemap indexes below each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What all units of a crawl share."""

    source: Source
    kind: Kind
    fetcher: Fetcher
    capture: Capture
    commit: Callable[[Harvest], Awaitable[object]]
    """Send a harvest through the item pipelines; returns after the commit."""
    known: set[str]
    """Canonical addresses of item pages that this run has committed."""
    sellers: SellerPages | None = None
    """Reads who sells; None: nobody asks."""
    read_at: Mapping[str, datetime] = field(default_factory=dict)
    """Canonical address of an item page → when an earlier run read it last; for sitemaps that tell what changed."""


class UnitCrawl:
    """One unit in our hands."""

    def __init__(self, unit: Unit, tools: Tools) -> None:
        self.unit = unit
        self.tally = Tally()
        self._tools = tools
        self._paging = PagingGuard()
        self._batch = Batch()
        self._asked: set[str] = set()
        self._names: dict[str, str] = {}
        """Address as asked → its canonical form."""
        self._pending: deque[Ask] = deque()
        self._lists: list[Ask] = []
        """List pages that were read, to be read once more where the site says that it has more."""
        self._is_second_look = False
        self._end: UnitEnd | None = None
        self._committing = asyncio.Lock()

    async def work(self) -> UnitEnd:
        """How the unit ended, all that it brought being committed. Raises StoreBusy, StoreFull."""
        width = 1 if self._tools.source.browser else self._tools.source.concurrency
        self._queue(self._tools.kind.start(self.unit))
        running: set[asyncio.Task[None]] = set()
        ended: asyncio.Queue[asyncio.Task[None]] = asyncio.Queue()
        try:
            while (self._pending and self._end is None) or running or self._looks_again():
                while self._pending and self._end is None and len(running) < width:
                    step = asyncio.create_task(self._step(self._pending.popleft()))
                    step.add_done_callback(ended.put_nowait)
                    running.add(step)
                step = await ended.get()
                running.discard(step)
                step.result()
        finally:
            for task in running:
                task.cancel()
        self._batch.sightings += [ask.call.told for ask in self._pending if ask.call and ask.call.told]
        end = self._end or self.tally.end(self.unit, len(self._paging.ids), self._tools.source.max_pages)
        if end.outcome is Outcome.NOT_FOUND and self._tools.kind.is_answered_by_absence(self.unit):
            end = UnitEnd(outcome=Outcome.EMPTY, cause=end.cause)
        await self._commit(end.outcome, end.cause)
        return end

    async def _step(self, ask: Ask) -> None:
        """One ask from sending to committing."""
        if self._tools.fetcher.is_spent:
            cause = f"request budget of the run spent ({self._tools.source.max_requests})"
            self._end = UnitEnd(outcome=Outcome.PARTIAL, cause=cause, is_budget_spent=True)
            self._pending.append(ask)
            return
        if ask.purpose is Purpose.SELLER and self._tools.sellers and self._tools.sellers.is_closed:
            return
        answer = await self._tools.fetcher.fetch(ask, self._batch.reports.append)
        evidence = self._keep(answer) if _is_kept(answer) else None
        answer, reading = self._read(answer, evidence)
        reading, unchanged = self._without_unchanged(reading)
        if unchanged:
            answer = replace(answer, reason="; ".join(filter(None, (answer.reason, f"unchanged: {unchanged}"))))
        if not reading.sightings and ask.call is not None and ask.call.told is not None:
            reading = replace(reading, sightings=(ask.call.told,))
        if evidence is None and answer.outcome is Outcome.SCHEMA_CHANGED:
            evidence = self._keep(answer)
        self._take(answer, reading, evidence, unchanged)
        if answer.outcome is Outcome.OK or answer.outcome is Outcome.EMPTY:
            self._follow(ask, reading)
        elif self._end is None:
            if ask.purpose is Purpose.SELLER and self._tools.sellers:
                self._tools.sellers.take_failure(answer.outcome)
            self._end = self.tally.take_failure(answer)
        if self._batch.is_due:
            await self._commit(Outcome.OK)

    def _keep(self, answer: Answer) -> Evidence:
        status = answer.status or 0
        return self._tools.capture.keep(answer.url, status, answer.headers, answer.body, answer.fetched_at)

    def _keep_picture(self, answer: Answer) -> list[Evidence]:
        """What the browser showed, under the page's address with #picture."""
        if not answer.picture:
            return []
        headers = (("Content-Type", "image/jpeg"),)
        return [self._tools.capture.keep(f"{answer.url}#picture", 200, headers, answer.picture, answer.fetched_at)]

    def _read(self, answer: Answer, evidence: Evidence | None) -> tuple[Answer, Reading]:
        """What stands on the page. Nothing read and no word that there is nothing: the layout changed."""
        if answer.outcome is not Outcome.OK:
            return answer, Reading()
        page = FetchedPage(
            ask=answer.ask,
            url=answer.url,
            headers=answer.facts,
            body=answer.body,
            text=answer.text,
            fetched_at=answer.fetched_at,
            evidence_digest=evidence.digest if evidence else None,
        )
        try:
            sellers, read = self._tools.sellers, self._tools.kind.read
            reading = sellers.read(page, read) if sellers else read(page)
        except PageChanged as fault:
            return self._explain(answer, f"page_changed: {fault}"), Reading()
        except SourceBlocked as fault:
            return replace(answer, outcome=Outcome.BLOCKED_CAPTCHA, reason=str(fault)), Reading()
        except READER_FAULTS as fault:
            LOG.exception("reading %s", answer.url)
            return self._explain(answer, f"reader_failed: {type(fault).__name__}: {fault}"), Reading()
        if reading.sightings or reading.mentions or reading.asks or page.ask.purpose is Purpose.SELLER:
            return replace(answer, reason="; ".join(reading.notes)[:400]) if reading.notes else answer, reading
        if reading.says_empty:
            return replace(answer, outcome=Outcome.EMPTY), reading
        return self._explain(answer, "; ".join(("nothing_read", *reading.notes))), reading

    def _explain(self, answer: Answer, reason: str) -> Answer:
        sign = self._tools.fetcher.guard.find_when_empty(answer.seen())
        if sign is not None:
            return replace(answer, outcome=sign.outcome, reason=sign.id)
        return replace(answer, outcome=Outcome.SCHEMA_CHANGED, reason=reason[:400])

    def _take(self, answer: Answer, reading: Reading, evidence: Evidence | None, unchanged: int) -> None:
        """Count the page and put it into the batch; items that stayed as they were count as found."""
        keys = {seen.listing.key for seen in reading.sightings} | {post.key for post in reading.mentions}
        new = keys - self.tally.keys
        self.tally.keys |= keys
        self.tally.claimed = max(self.tally.claimed, reading.total_claimed or 0)
        self.tally.says_empty |= reading.says_empty
        report = make_report(
            answer,
            self._tools.source.name,
            items_found=len(reading.sightings) + len(reading.mentions) + unchanged,
            items_new=len(new) + unchanged,
            total_claimed=reading.total_claimed,
            evidence_digest=evidence.digest if evidence else None,
        )
        self._batch.reports.append(report)
        self._batch.sightings += reading.sightings
        self._batch.mentions += reading.mentions
        self._batch.seller_facts += reading.seller_facts
        if evidence is not None:
            self._batch.evidence.append(evidence)
            self._batch.evidence += self._keep_picture(answer)
        if keys and answer.ask.purpose is Purpose.ITEM:
            self._batch.item_urls.append(self._names[answer.ask.url])

    def _follow(self, ask: Ask, reading: Reading) -> None:
        """Queue where the page leads: items first, then the next page unless the paging guard says stop."""
        self.tally.silent = 0
        items = [onward for onward in reading.asks if onward.purpose is Purpose.ITEM]
        further = [onward for onward in reading.asks if onward.purpose is not Purpose.ITEM]
        if ask.purpose in PAGED:
            self._lists += [ask] if ask.call is None else []
            ids = {onward.url for onward in items} | {seen.listing.item_id for seen in reading.sightings}
            if not self._paging.take(ids | {post.post_id for post in reading.mentions}) and not reading.says_empty:
                further = [onward for onward in further if onward.purpose not in PAGED]
                self._forget_pages_after(ask)
            if reading.says_empty:
                further = []
                self._forget_pages_after(ask)
            further = [] if self._is_second_look else [self._numbered(onward, ask) for onward in further]
            reach = [onward for onward in further if (onward.page or 1) <= self.unit.page_to]
            self.tally.is_cut |= len(reach) < len(further)
            further = reach
        self._queue((*items, *(onward for onward in further if onward.depth <= DEEPEST)))

    def _without_unchanged(self, reading: Reading) -> tuple[Reading, int]:
        """Without the items that have not changed since an earlier run read them, as the sitemap has it; how many."""
        if not self._tools.read_at or not any(ask.changed_at for ask in reading.asks):
            return reading, 0
        onward = tuple(ask for ask in reading.asks if not self._is_unchanged(ask))
        unchanged = len(reading.asks) - len(onward)
        self.tally.known += unchanged
        return replace(reading, asks=onward, says_empty=reading.says_empty or not onward), unchanged

    def _is_unchanged(self, ask: Ask) -> bool:
        read_at = self._tools.read_at.get(canonicalize_url(ask.url)) if ask.changed_at else None
        return bool(read_at and ask.changed_at and ask.changed_at <= read_at)

    def _looks_again(self) -> bool:
        """Queue the list pages once more where they showed fewer goods than the site says it has.

        Where the order changes between two pages, goods slip from one to the other unseen; a second look finds most.
        """
        shown = max(len(self._paging.ids), len(self.tally.keys))
        is_whole = self.unit.page_from == 1 and not self.tally.is_cut and not self.tally.missed
        if self._end or self._is_second_look or not is_whole or shown >= self.tally.claimed or len(self._lists) < 2:
            return False
        self._is_second_look = True
        self._pending.extend(self._lists)
        return True

    def _numbered(self, onward: Ask, ask: Ask) -> Ask:
        return onward if onward.page is not None else replace(onward, page=(ask.page or 1) + 1)

    def _forget_pages_after(self, ask: Ask) -> None:
        """Pages of the same search that were queued beforehand are of no use after its end."""
        after = ask.page or 1
        kept = [
            waiting
            for waiting in self._pending
            if not (waiting.purpose in PAGED and waiting.term == ask.term and ask.term and (waiting.page or 1) > after)
        ]
        self._pending = deque(kept)

    def _queue(self, asks: tuple[Ask, ...]) -> None:
        """To the front in their order, each address once; items that are committed already only count."""
        fresh = []
        for ask in asks:
            url = self._names.get(ask.url) or canonicalize_url(ask.url)
            self._names[ask.url] = url
            url = f"{url}#{ask.presses}" if ask.presses else url
            if url in self._asked:
                continue
            self._asked.add(url)
            if ask.purpose is Purpose.ITEM and url in self._tools.known:
                self.tally.known += 1
            else:
                fresh.append(ask)
        self._pending.extendleft(reversed(fresh))

    async def _commit(self, outcome: Outcome, cause: str = "") -> None:
        """Evidence to disk, then the rows that point to it."""
        async with self._committing:
            batch, self._batch = self._batch, Batch()
            self._tools.capture.sync()
            for harvest in batch.harvests(self.unit, outcome, cause):
                await self._tools.commit(harvest)
            self._tools.known.update(batch.item_urls)


def _is_kept(answer: Answer) -> bool:
    """Pages that show something, and those that refuse; of interfaces every answer. Sitemaps lead only on."""
    if answer.status is None or answer.ask.call is not None:
        return answer.status is not None and bool(answer.body)
    return answer.outcome in STOPPING or (answer.outcome is Outcome.OK and answer.ask.purpose is not Purpose.SITEMAP)
