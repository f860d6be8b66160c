"""The requests of a look, a bounded number, each noted: page by page under the rules of every crawl."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from crawlers.check_report import CheckStep
from crawlers.fetched import Ask, FetchedPage, Purpose, Reading
from crawlers.fetching import Answer, hide_secrets
from crawlers.kinds.kind import Kind
from crawlers.unit_crawl import READER_FAULTS
from leads_db.errors import PageChanged, SourceBlocked
from leads_db.records import Outcome

REQUESTS_MOST = 20

Fetch = Callable[[Ask], Awaitable[Answer]]


class Walk:
    """Asks and remembers; a site that stops us is asked no more."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self.steps: list[CheckStep] = []
        self.stopped = ""
        """Why nothing more is asked; empty: go on."""
        self._pages: dict[str, FetchedPage | None] = {}

    async def page(
        self, url: str, purpose: Purpose = Purpose.LIST, *, term: str = "", number: int = 1
    ) -> FetchedPage | None:
        """The page, each address once; None where none came or the number of requests is spent."""
        if url in self._pages:
            return self._pages[url]
        if self.stopped or len(self.steps) >= REQUESTS_MOST:
            return None
        answer = await self._fetch(Ask(url=url, purpose=purpose, term=term, page=number))
        self._note(answer)
        if answer.outcome.stops_source:
            self.stopped = f"{answer.outcome} ({answer.reason})"
        self._pages[url] = _page(answer) if answer.outcome is Outcome.OK else None
        return self._pages[url]

    async def read(self, kind: Kind, ask: Ask) -> Reading | None:
        """What a kind reads of the answer; None where it reads nothing."""
        page = await self.page(ask.url, ask.purpose, term=ask.term, number=ask.page or 1)
        if page is None:
            return None
        try:
            return kind.read(replace(page, ask=ask))
        except (PageChanged, SourceBlocked, *READER_FAULTS):
            return None

    def _note(self, answer: Answer) -> None:
        self.steps.append(
            CheckStep(
                purpose=answer.ask.purpose,
                url=hide_secrets(answer.url),
                outcome=answer.outcome,
                reason=answer.reason,
                http_status=answer.status,
                elapsed_ms=answer.elapsed_ms,
                size=len(answer.body),
            )
        )


def _page(answer: Answer) -> FetchedPage:
    return FetchedPage(
        ask=answer.ask,
        url=answer.url,
        headers=answer.facts,
        body=answer.body,
        text=answer.text,
        fetched_at=answer.fetched_at,
    )
