"""From an ask to an answer: redirects, waiting, trying again. What goes wrong becomes an Answer too."""

import asyncio
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urljoin

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Request, TextResponse
from scrapy.http.request import NO_CALLBACK

from crawlers.egress import Egress
from crawlers.fetched import Ask, Purpose
from crawlers.guards import Guard, Seen
from crawlers.header_values import escape_bytes, parse_retry_after
from crawlers.proxy_head import REFUSED_MARK, STATUS_HEADER, UNREACHABLE_MARK
from crawlers.resolver import REFUSED
from crawlers.robots import NO_ANSWER, RobotsDisallowed
from crawlers.sending import request_of
from crawlers.source_file import Source
from leads_db.errors import RequestRefused
from leads_db.records import FetchReport, Outcome

SECRETS = re.compile(
    r"(?i)([?&](?:sign|signature|access_token|token|session|app_?secret|secret|api_?key|password)=)[^&#]{0,4000}"
)
TUNNEL_REFUSED = "ERR_TUNNEL_CONNECTION_FAILED"
"""Chromium's word when the proxy would not connect to an https address."""
PLAIN = (Purpose.SITEMAP, Purpose.FEED, Purpose.API)
"""Fetched without the browser even where the source needs one."""

Log = Callable[[FetchReport], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How an ask ended."""

    ask: Ask
    url: str
    """After redirects."""
    outcome: Outcome = Outcome.OK
    """OK: a page to be read."""
    reason: str = ""
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    text: str = ""
    picture: bytes = b""
    """What the browser showed, as JPEG; empty where none was asked for."""
    fetched_at: datetime
    elapsed_ms: int = 0
    retry_after_s: float | None = None
    is_final: bool = False
    """True where another try cannot help."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Headers by lower-case name."""
    refused: tuple[str, ...] = ()
    """What the page wanted to reach by itself and might not, each with the reason."""

    def seen(self) -> Seen:
        """As the guards look at it."""
        return Seen(asked_url=self.ask.url, url=self.url, status=self.status or 0, headers=self.facts, text=self.text)


class Fetcher:
    """Sends the requests of one source; all its waits hold for all of its requests."""

    def __init__(self, source: Source, egress: Egress, settings: Any, download: Callable[[Request], Any]) -> None:
        """`settings`: Scrapy's; `download`: the engine's, which applies delay, concurrency, egress and robots."""
        self._source = source
        self._egress = egress
        self._download = download
        self._guard = Guard(source.platform)
        self._redirects = settings.getint("GI_REDIRECTS")
        self._tries = settings.getint("GI_TRIES")
        self._base_s = settings.getfloat("GI_RETRY_BASE_S")
        self._waits = settings.getint("GI_RATE_WAITS")
        self._wait_s = settings.getfloat("GI_RATE_WAIT_S")
        self._wait_most_s = settings.getfloat("GI_RATE_WAIT_MOST_S")
        self._quiet_until = 0.0
        self._browser_meta: Callable[[int], dict[str, Any]] | None = None
        self._no_answer_faults: tuple[type[Exception], ...] = NO_ANSWER
        if source.browser:
            from playwright.async_api import Error as BrowserFault

            from crawlers.browser import browser_meta

            self._browser_meta = partial(browser_meta, source)
            self._no_answer_faults = (*NO_ANSWER, BrowserFault)
        self.sent = 0
        """Requests of this run so far, earlier children's included."""

    @property
    def guard(self) -> Guard:
        """The signs of this source's platform."""
        return self._guard

    @property
    def is_spent(self) -> bool:
        """True when the run may send no further request."""
        return self.sent >= self._source.max_requests

    async def fetch(self, ask: Ask, log: Log) -> Answer:
        """The answer to `ask`; tries and hops before the last one go to `log`."""
        url = ask.url.partition("#")[0]
        for hop in range(self._redirects + 1):
            answer = await self._fetch_patiently(ask, url, log)
            location = answer.facts.get("location")
            if answer.outcome is not Outcome.OK or not location or not 300 <= (answer.status or 0) < 400:
                return self._judge_status(answer)
            url = urljoin(answer.url, escape_bytes(location)).partition("#")[0]
            stopped = self._why_not_followed(answer, url)
            if stopped is not None:
                return stopped
            if hop < self._redirects:
                log(make_report(answer, self._source.name, reason=f"redirect: {hide_secrets(url)[:300]}"))
        return replace(answer, outcome=Outcome.TRANSPORT_ERROR, reason="too_many_redirects", is_final=True)

    def _why_not_followed(self, answer: Answer, url: str) -> Answer | None:
        """A redirect off the source's own addresses ends here; one to a log-in page there says so by its address."""
        refusal = self._egress.why_refused(url)
        if not refusal:
            return None
        sign = self._guard.find_in_address(answer.ask.url, url)
        if sign is not None:
            return replace(answer, outcome=sign.outcome, reason=sign.id, is_final=True)
        reason = f"request_refused: redirect to {hide_secrets(url)[:200]}: {refusal}"
        return replace(answer, outcome=Outcome.TRANSPORT_ERROR, reason=reason, is_final=True)

    def _judge_status(self, answer: Answer) -> Answer:
        if answer.outcome is not Outcome.OK or answer.status == 200:
            return answer
        return replace(answer, outcome=Outcome.TRANSPORT_ERROR, reason=f"http_{answer.status}", is_final=True)

    async def _fetch_patiently(self, ask: Ask, url: str, log: Log) -> Answer:
        tries = waits = 0
        while True:
            await self._rest()
            answer = await self._send(ask, url)
            if self._egress.refusals:
                answer = replace(answer, refused=self._take_refusals())
            if answer.outcome is Outcome.RATE_LIMITED:
                wait_s = self._wait_s if answer.retry_after_s is None else answer.retry_after_s
                waits += 1
                if waits > self._waits or wait_s > self._wait_most_s:
                    return answer
                self._quiet_until = max(self._quiet_until, time.monotonic() + wait_s)
            elif answer.outcome is Outcome.TRANSPORT_ERROR and not answer.is_final:
                tries += 1
                if tries >= self._tries or self.is_spent:
                    return answer
                await asyncio.sleep(self._base_s * 2 ** (tries - 1) * random.uniform(1.0, 1.25))
            else:
                return answer
            log(make_report(answer, self._source.name))

    async def _rest(self) -> None:
        """Wait out what the source asked for; another request may prolong it meanwhile."""
        while (left_s := self._quiet_until - time.monotonic()) > 0:
            await asyncio.sleep(left_s)

    async def _send(self, ask: Ask, url: str) -> Answer:
        self.sent += 1
        request = self._request(ask, url)
        fetched_at, started = datetime.now(UTC), time.monotonic()
        plain = Answer(ask=ask, url=url, fetched_at=fetched_at)
        try:
            response = await self._download(request)
        except RobotsDisallowed as fault:
            if _host_of(url) in REFUSED:
                return self._no_answer(plain, fault)
            return replace(plain, outcome=Outcome.ROBOTS_DISALLOWED, reason=str(fault), is_final=True)
        except RequestRefused as fault:
            return replace(plain, outcome=Outcome.TRANSPORT_ERROR, reason=f"request_refused: {fault}", is_final=True)
        except DownloadCancelledError:
            return replace(plain, outcome=Outcome.TRANSPORT_ERROR, reason="too_large", is_final=True)
        except IgnoreRequest as fault:
            return replace(plain, outcome=Outcome.TRANSPORT_ERROR, reason=str(fault)[:200], is_final=True)
        except self._no_answer_faults as fault:
            return self._no_answer(plain, fault)
        latency_s = request.meta.get("download_latency", time.monotonic() - started)
        self.sent += max(0, request.meta.get("gi_page_requests", [0])[0] - 1)
        plain = replace(plain, elapsed_ms=round(latency_s * 1000), picture=self._picture(request))
        return self._take(plain, response)

    def _take_refusals(self) -> tuple[str, ...]:
        """Of this request: a browser opens one page at a time."""
        refusals = self._egress.refusals
        return tuple(dict.fromkeys(refusals.popleft() for _ in range(len(refusals))))

    def _request(self, ask: Ask, url: str) -> Request:
        if ask.sending is not None:
            return request_of(ask.sending)
        meta = {} if self._browser_meta is None or ask.purpose in PLAIN else self._browser_meta(ask.presses)
        return Request(url, meta=meta, callback=NO_CALLBACK, dont_filter=True)

    def _picture(self, request: Request) -> bytes:
        if not self._source.screenshots or self._browser_meta is None:
            return b""
        from crawlers.browser_page import picture_of

        return picture_of(request.meta)

    def _no_answer(self, plain: Answer, fault: Exception) -> Answer:
        host = _host_of(plain.url)
        if host in REFUSED:
            reason = f"request_refused: {host} has no public address"
            return replace(plain, outcome=Outcome.TRANSPORT_ERROR, reason=reason, is_final=True)
        if TUNNEL_REFUSED in str(fault) and self._egress.refusals:
            return replace(plain, outcome=Outcome.TRANSPORT_ERROR, reason="request_refused", is_final=True)
        reason = f"{type(fault).__name__}: {' '.join(str(fault).split())[:200]}"
        return replace(plain, outcome=Outcome.TRANSPORT_ERROR, reason=reason)

    def _not_of_the_site(self, plain: Answer, answer: Answer) -> Answer | None:
        """What a browser shows in the place of a page: the proxy's own word, or a page that it was led to."""
        told = answer.facts.get(STATUS_HEADER, "")
        if told.startswith(UNREACHABLE_MARK):
            reason = f"no_connection: {told.removeprefix(UNREACHABLE_MARK)}"
            return replace(plain, outcome=Outcome.TRANSPORT_ERROR, reason=reason)
        if told.startswith(REFUSED_MARK) or self._egress.why_refused(answer.url):
            return replace(plain, outcome=Outcome.TRANSPORT_ERROR, reason="request_refused", is_final=True)
        return None

    def _take(self, plain: Answer, response: Any) -> Answer:
        """The answer with status, headers, text and what the guards say; a browser may have been led elsewhere."""
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        )
        facts = {name.lower(): value for name, value in headers}
        answer = replace(
            plain,
            url=plain.ask.url if plain.ask.sending else response.url,
            status=response.status,
            headers=headers,
            facts=facts,
            body=response.body,
            text=response.text if isinstance(response, TextResponse) else "",
            retry_after_s=parse_retry_after(facts.get("retry-after"), plain.fetched_at),
        )
        if self._browser_meta and (stopped := self._not_of_the_site(plain, answer)) is not None:
            return stopped
        if answer.status == 503 and answer.retry_after_s is not None:
            return replace(answer, outcome=Outcome.RATE_LIMITED, reason="http_503_retry_after")
        if 300 <= response.status < 400 and "location" in facts:
            return answer
        sign = self._guard.find(answer.seen())
        return answer if sign is None else replace(answer, outcome=sign.outcome, reason=sign.id)


def _host_of(url: str) -> str:
    return url.partition("//")[2].partition("/")[0].partition(":")[0].lower()


def make_report(answer: Answer, source: str, **changes: Any) -> FetchReport:
    """The report of one request."""
    facts: dict[str, Any] = {
        "source": source,
        "url": hide_secrets(answer.url)[:2000],
        "outcome": answer.outcome,
        "reason": "; ".join(filter(None, (answer.reason, *(f"refused {one}" for one in answer.refused))))[:400],
        "query": answer.ask.term,
        "page": answer.ask.page,
        "http_status": answer.status,
        "elapsed_ms": answer.elapsed_ms,
        "size": len(answer.body),
        "retry_after_s": answer.retry_after_s,
        "fetched_at": answer.fetched_at,
    }
    return FetchReport(**{**facts, **changes})


def hide_secrets(url: str) -> str:
    """The address with the values of signatures, tokens and keys replaced by ***."""
    return SECRETS.sub(r"\1***", url)
