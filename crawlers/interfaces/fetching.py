"""Calls of official interfaces: signed at the moment of sending, judged by the platform's own codes.

On top of what every fetch does: the account's pace, a token where one is issued, the clock set right once by the
platform's Date, no redirects, and no secret in any report.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from crawlers.egress import Egress
from crawlers.fetched import Ask
from crawlers.fetching import Answer, Fetcher, Log, make_report
from crawlers.interfaces.access import Access
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.answers import parse_answer
from crawlers.interfaces.pace import seconds_of_day_left
from crawlers.interfaces.token_file import Token
from crawlers.interfaces.tokens import read_token, token_ask
from crawlers.kinds.interface_kind import InterfaceKind
from crawlers.kinds.kind import Kind
from crawlers.robots import BY_CONTRACT
from crawlers.source_file import Source
from leads_db.errors import PageChanged
from leads_db.records import Outcome

LOG = logging.getLogger("crawl")
CLOCK_OFF_S = 120
"""A clock that is further off than this may be why a signature or a time was refused (gateways allow ten minutes)."""
GOOD = (200, 206)


class InterfaceFetcher(Fetcher):
    """Sends the calls of one source with one account."""

    def __init__(
        self,
        kind: InterfaceKind,
        access: Access,
        source: Source,
        egress: Egress,
        settings: Any,
        download: Callable[[Request], Any],
    ) -> None:
        super().__init__(source, egress, settings, download)
        self._kind = kind
        self._access = access
        self._account = access.account
        self._offset: timedelta | None = None
        """What the platform's clock is ahead of ours; None: ours has not been doubted."""
        self._token: Token | None = access.tokens.load() if kind.renews_token else None
        self._refresh = self._token.refresh if self._token else ""
        self._is_refused = False
        """The token at hand was refused; it is renewed once a crawl."""

    async def fetch(self, ask: Ask, log: Log) -> Answer:
        """The answer to a call. Without a usable account it says so and sends nothing; no page is opened with one."""
        if ask.call is None:
            return self._unsent(ask, Outcome.TRANSPORT_ERROR, "request_refused: not a call of this interface")
        problem = self._account_problem()
        if problem:
            return self._unsent(ask, Outcome.AUTH_FAILED, problem)
        has_renewed = False
        while True:
            answer = await self._fetch_with_token(ask, log)
            again = self._mend_clock(answer)
            if not again and answer.outcome is Outcome.AUTH_FAILED and not has_renewed and self._give_up_token():
                has_renewed, again = True, "asked for a new token"
            if not again:
                return answer
            LOG.warning("%s: %s; %s", self._source.name, answer.reason, again)
            log(make_report(answer, self._source.name, reason=f"{again}; {answer.reason}"))

    async def _fetch_with_token(self, ask: Ask, log: Log) -> Answer:
        if self._wants_token():
            wanted = token_ask(self._kind)
            self._token, fetched = read_token(await self._fetch_patiently(wanted, wanted.url, log))
            if self._token is None:
                return replace(fetched, ask=ask)
            self._refresh = self._token.refresh or self._refresh
            if self._kind.renews_token:
                self._access.tokens.save(replace(self._token, refresh=self._refresh))
            log(make_report(fetched, self._source.name))
        return await self._fetch_patiently(ask, ask.url, log)

    def _wants_token(self) -> bool:
        now = datetime.now(UTC)
        if self._kind.issues_token:
            return self._token is None or self._token.is_over(now)
        if not self._can_renew():
            return False
        is_over = self._token is not None and self._token.is_over(now)
        return is_over or (self._token is None and (self._is_refused or not self._account.get("token")))

    def _can_renew(self) -> bool:
        has_means = bool(self._account.get("app_secret") and (self._refresh or self._account.get("refresh_token")))
        return self._kind.renews_token and has_means

    def _give_up_token(self) -> bool:
        """True when the refused token can be replaced."""
        if self._kind.issues_token:
            had_one, self._token = self._token is not None, None
            return had_one
        if self._is_refused or not self._can_renew():
            return False
        self._is_refused, self._token = True, None
        return True

    def _current(self) -> Account:
        """The account with what was issued since."""
        value = self._token.value if self._token else ""
        return self._account.with_values(token=value, refresh_token=self._refresh)

    def _account_problem(self) -> str:
        """Why nothing can be sent; empty when all is there."""
        if self._account.problem:
            return f"not configured: {self._account.problem}"
        missing = self._account.missing(self._kind.needed)
        if missing == ("token",) and self._can_renew():
            return ""
        return f"not configured: account {self._account.name} lacks {', '.join(missing)}" if missing else ""

    def _mend_clock(self, answer: Answer) -> str:
        """Set the clock by the answer's Date, once a crawl; what was done, or nothing."""
        if self._offset is not None or answer.outcome not in (Outcome.AUTH_FAILED, Outcome.SCHEMA_CHANGED):
            return ""
        try:
            theirs = parsedate_to_datetime(answer.facts.get("date", ""))
        except (ValueError, TypeError, IndexError):
            return ""
        theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
        offset = theirs - (answer.fetched_at + timedelta(milliseconds=answer.elapsed_ms))
        if abs(offset.total_seconds()) < CLOCK_OFF_S:
            return ""
        self._offset = offset
        return f"clock set right by {offset.total_seconds():+.0f} s"

    async def _send(self, ask: Ask, url: str) -> Answer:
        now = datetime.now(UTC)
        wait_s = self._access.pace.reserve(now)
        if wait_s is None:
            spent = self._unsent(ask, Outcome.RATE_LIMITED, "daily_calls of the account spent (own limit)")
            return replace(spent, retry_after_s=seconds_of_day_left(now))
        await asyncio.sleep(wait_s)
        answer = await super()._send(ask, url)
        return replace(answer, url=ask.url, reason=self._current().hide(answer.reason))

    def _request(self, ask: Ask, url: str) -> Request:
        sending = self._kind.prepare(ask, self._current(), datetime.now(UTC) + (self._offset or timedelta()))
        return Request(
            sending.url,
            method=sending.method,
            headers={"Accept": "application/json", **sending.headers},
            body=sending.body,
            meta={BY_CONTRACT: True},
            callback=NO_CALLBACK,
            dont_filter=True,
        )

    def _take(self, plain: Answer, response: Any) -> Answer:
        """What the platform's code says; where it speaks no JSON, what the guards say of the page."""
        answer = super()._take(plain, response)
        status = response.status
        if 300 <= status < 400:
            reason = f"http_{status}: led elsewhere"
            return replace(answer, outcome=Outcome.TRANSPORT_ERROR, reason=reason, is_final=True)
        try:
            refusal = self._kind.refusal(parse_answer(response.body), status)
        except PageChanged:
            refusal = None
        else:
            if refusal is None and status in GOOD:
                return replace(answer, outcome=Outcome.OK, reason="")
        if refusal is not None:
            wait_s = answer.retry_after_s if refusal.wait_s is None else refusal.wait_s
            return replace(answer, outcome=refusal.outcome, reason=refusal.reason, retry_after_s=wait_s)
        if answer.outcome is Outcome.OK and status not in GOOD:
            return replace(answer, outcome=Outcome.SCHEMA_CHANGED, reason=f"http_{status}")
        return answer

    def _unsent(self, ask: Ask, outcome: Outcome, reason: str) -> Answer:
        return Answer(ask=ask, url=ask.url, outcome=outcome, reason=reason, fetched_at=datetime.now(UTC), is_final=True)


def make_fetcher(
    kind: Kind,
    access: Access | None,
    source: Source,
    egress: Egress,
    settings: Any,
    download: Callable[[Request], Any],
) -> Fetcher:
    """The fetcher that the kind needs; `access` is that of the source."""
    if not isinstance(kind, InterfaceKind):
        return Fetcher(source, egress, settings, download)
    assert access is not None
    return InterfaceFetcher(kind, access, source, egress, settings, download)
