"""One officer's session on one source: page by page, kept as evidence before it is read, ended by the first wall."""

import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawlers.capture import Capture
from crawlers.fetched import Ask, FetchedPage, Purpose
from crawlers.fetching import hide_secrets
from crawlers.officer_browser import OfficerBrowser, Screen
from crawlers.opened_page import Opened, market_page_of, read_opened
from crawlers.pages.addresses import escaped_term, host_of
from crawlers.pages.marketplaces.sightings import asked_for
from crawlers.source_file import Source
from leads_db.errors import SessionRefused
from leads_db.records import Evidence, FetchReport, Harvest, Outcome

PAGES_A_TERM = 5
"""At most so many result pages of one term, whatever the source file says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one reading brought, to be committed at once."""

    harvest: Harvest | None
    """None: the page was not even looked at."""
    message: str = ""
    """For the officer, where nothing was read."""


def consent_for(source: Source, url: str) -> str:
    """Who agreed that this address is read; empty: nobody."""
    host = host_of(url)
    found = next((given for given in source.consents if given.covers(host)), None)
    return f"{found.by}，{found.agreed_on.isoformat()}" if found else ""


def refusal(source: Source, url: str, now: datetime) -> FetchReport:
    """The report of a page whose host nobody has agreed to; of its address only the host is told."""
    parts = urlsplit(url)
    return FetchReport(
        source=source.name,
        url=f"{parts.scheme}://{parts.netloc}/",
        outcome=Outcome.ROBOTS_DISALLOWED,
        reason=f"no_consent: {host_of(url) or url[:80]}",
        fetched_at=now,
    )


def search_address(source: Source, term: str, page: int) -> str:
    """The address of a result page. Raises SessionRefused for a source without a search."""
    if not source.search:
        raise SessionRefused(f"{source.name} has no search; open the page yourself and read it")
    path = source.search.replace("{term}", escaped_term(term, source.term_encoding)).replace("{page}", str(page))
    return source.address(path)


class OfficerSession:
    """Reads what the officer shows; counts the pages of each term and waits between two."""

    def __init__(self, source: Source, browser: OfficerBrowser, capture: Capture, run_id: int) -> None:
        self.source = source
        self.is_over = False
        """True after the first wall."""
        self._browser = browser
        self._capture = capture
        self._run_id = run_id
        self._read: Counter[str] = Counter()
        self._last_s = float("-inf")

    def go(self, url: str) -> str:
        """Open an address with a consent; empty, or why it did not open. Raises SessionRefused without a consent."""
        if not consent_for(self.source, url):
            raise SessionRefused(f"{host_of(url) or url}: no consent for this host stands in {self.source.name}.yml")
        self._wait()
        return self._browser.go(url)

    def read(self, term: str = "") -> Step | None:
        """The page on the screen, kept and understood; None once the window is closed. Raises StoreFull."""
        self._wait()
        now, screen = datetime.now(UTC), self._browser.look()
        if screen is None:
            return None
        if not consent_for(self.source, screen.url):
            return self._refused(screen, now)
        asked, _ = asked_for(screen.url)
        named = term or asked
        if named and self._read[named] >= min(PAGES_A_TERM, self.source.max_pages):
            return Step(harvest=None, message=f"“{named}”已读满页数上限，不再读取。")
        self._read[named] += 1
        kept = self._keep(screen, now)
        opened = self._understand(screen, kept, now, named)
        self.is_over = opened.outcome.stops_source
        return Step(harvest=self._told(screen, kept, opened, now, named))

    def _understand(self, screen: Screen, kept: list[Evidence], now: datetime, term: str) -> Opened:
        """The page itself, else the answers that it asked for: some pages are drawn where no parser can see.

        An answer that is read is kept too.
        """
        page = _page(screen.url, screen.html, kept[0], now)
        opened = read_opened(page, self.source, status=screen.status, term=term)
        if opened.outcome is not Outcome.SCHEMA_CHANGED:
            return opened
        for url, text in screen.answers:
            if market_page_of(text, self.source) is None:
                continue
            answer = self._capture.keep(url, 200, [("content-type", "application/json")], text.encode(), now)
            kept.append(answer)
            found = read_opened(_page(url, text, answer, now), self.source, status=200, term=term)
            if found.outcome is not Outcome.SCHEMA_CHANGED:
                return found
        return opened

    def _keep(self, screen: Screen, now: datetime) -> list[Evidence]:
        """Markup and picture, on disk before anything is read off them."""
        head = [("content-type", "text/html; charset=utf-8"), ("x-rendered-by", "chromium, officer session")]
        kept = [self._capture.keep(screen.url, screen.status, head, screen.html.encode("utf-8", "replace"), now)]
        if screen.picture:
            picture = [("content-type", "image/png")]
            kept.append(self._capture.keep(screen.url, screen.status, picture, screen.picture, now))
        self._capture.sync()
        return kept

    def _told(self, screen: Screen, kept: list[Evidence], opened: Opened, now: datetime, term: str) -> Harvest:
        report = FetchReport(
            source=self.source.name,
            url=hide_secrets(screen.url)[:2000],
            outcome=opened.outcome,
            reason=opened.reason[:400],
            query=term,
            page=asked_for(screen.url)[1],
            http_status=screen.status or None,
            size=len(screen.html),
            items_found=len(opened.sightings) + len(opened.mentions),
            total_claimed=opened.total_claimed,
            evidence_digest=kept[0].digest,
            fetched_at=now,
        )
        told = self._harvest((report,), opened.outcome, opened.reason)
        return replace(told, sightings=opened.sightings, mentions=opened.mentions, evidence=tuple(kept))

    def _refused(self, screen: Screen, now: datetime) -> Step:
        """A page that is not looked at: not even its bytes are kept."""
        report = refusal(self.source, screen.url, now)
        message = "当前页面所在网站没有取得同意，未读取、未保存。"
        return Step(harvest=self._harvest((report,), report.outcome, report.reason), message=message)

    def _harvest(self, reports: tuple[FetchReport, ...], outcome: Outcome, cause: str = "") -> Harvest:
        return Harvest(run_id=self._run_id, unit=None, outcome=outcome, cause=cause, reports=reports)

    def _wait(self) -> None:
        """The source's delay between two looks."""
        left_s = self._last_s + self.source.delay_s - time.monotonic()
        if left_s > 0:
            time.sleep(left_s)
        self._last_s = time.monotonic()


def _page(url: str, text: str, kept: Evidence, now: datetime) -> FetchedPage:
    return FetchedPage(
        ask=Ask(url=url, purpose=Purpose.LIST),
        url=url,
        headers={},
        body=b"",
        text=text,
        fetched_at=now,
        evidence_digest=kept.digest,
    )
