"""What all official interfaces share: pages of a search, rows to sightings, when to go on. A kind adds what differs."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from crawlers.fetched import Api, Ask, Call, FetchedPage, Purpose, Reading, Sending
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.answers import Page, Refusal, parse_answer
from crawlers.interfaces.requests import with_query
from crawlers.interfaces.rows import Fields, row_facts
from crawlers.kinds.kind import Kind
from crawlers.pages.facts import make_listing, merge_facts, price_notes
from leads_db.errors import PageChanged
from leads_db.records import PRACTICE, Sighting, Unit


class InterfaceKind(Kind):
    """One documented interface, called with the installation's own account."""

    path: ClassVar[str] = ""
    """Of the search, below the source's base address."""
    asked: ClassVar[Mapping[str, str]] = {}
    """What a search is named by in reports and evidence: the platform's own names, {term} and {page}; no secrets."""
    needed: ClassVar[tuple[str, ...]] = ("app_key", "app_secret")
    """Fields of the account without which nothing is sent."""
    fields: ClassVar[Fields]
    page_size: ClassVar[int]
    most_results: ClassVar[int] = 1_000_000
    """Where the platform ends every search."""
    needs_cursor: ClassVar[bool] = False
    """There is no next page where this one gave nothing to ask for it with."""
    states_total: ClassVar[bool] = True
    """False: an empty list of rows is the documented empty answer, since no total is ever told."""
    id_note: ClassVar[str] = ""
    """Said of every sighting whose item id is valid for one application only."""
    issues_token: ClassVar[bool] = False
    """The token is asked for with key and secret (OAuth client credentials)."""
    renews_token: ClassVar[bool] = False
    """A token that is over can be renewed where the account has a refresh_token."""

    def address(self, ask: Ask) -> str:
        """Where the call goes, without query and without secrets."""
        return self.source.address(self.path)

    def shown_query(self, ask: Ask) -> Mapping[str, str]:
        """What is asked, without key, token and signature."""
        return {name: value.format(term=ask.term, page=ask.page) for name, value in self.asked.items()}

    @abstractmethod
    def prepare(self, ask: Ask, account: Account, now: datetime) -> Sending:
        """The signed request. `now`: aware, on the platform's clock."""

    @abstractmethod
    def refusal(self, answer: Any, status: int) -> Refusal | None:
        """The platform's no, or None. Answers of any shape come here; `status`: HTTP."""

    @abstractmethod
    def rows(self, answer: Any) -> Page:
        """The rows of a search. Raises PageChanged where they do not stand where they should."""

    def item_url(self, row: Any, item_id: str) -> str | None:
        """The item's own address, never a promotion link; None where the interface tells none."""
        return None

    def more_facts(self, row: Any) -> Mapping[str, Any]:
        """Facts that no path tells."""
        return {}

    def detail_of(self, row: Any, facts: Mapping[str, Any], ask: Ask) -> Call | None:
        """The call for the item's detail, where that tells more than the search."""
        return None

    def detail_facts(self, answer: Any) -> Mapping[str, Any]:
        """Facts of a detail answer; they win over those of the search."""
        return {}

    def start(self, unit: Unit) -> tuple[Ask, ...]:
        """The first page of the unit; from page 1 where later ones need what earlier ones gave."""
        number = 1 if self.source.is_read_from_page_1 else unit.page_from
        return (self._ask(Ask(url="", purpose=Purpose.API, term=unit.term, page=number, call=Call(api=Api.SEARCH))),)

    def read(self, page: FetchedPage) -> Reading:
        """Raises PageChanged where rows are missing, or none of them has an id and a title."""
        answer, call = parse_answer(page.body), page.ask.call
        if call is not None and call.api is Api.DETAIL:
            facts = merge_facts(dict(self.detail_facts(answer)), self._facts(call.row))
            return Reading(sightings=(self._sighting(facts, call.row, page, page.ask.rank),))
        found = self.rows(answer)
        if not found.rows:
            return self._read_nothing(found, page)
        sightings, asks, unread = [], [], 0
        for at, row in enumerate(found.rows, 1):
            facts = self._facts(row)
            if "item_id" not in facts or "title" not in facts:
                unread += 1
                continue
            told = self._sighting(facts, row, page, at)
            detail = self.detail_of(row, facts, page.ask)
            if detail is None:
                sightings.append(told)
            else:
                call = replace(detail, told=told)
                asks.append(self._ask(replace(page.ask, purpose=Purpose.ITEM, rank=at, call=call)))
        if unread == len(found.rows):
            raise PageChanged("None of the rows has an id and a title.", url=page.ask.url)
        return Reading(
            sightings=tuple(sightings),
            asks=(*asks, *self._next(found, page.ask)),
            total_claimed=found.total,
            notes=(*found.notes, *((f"rows_unreadable: {unread} of {len(found.rows)}",) if unread else ())),
        )

    def _read_nothing(self, found: Page, page: FetchedPage) -> Reading:
        is_later = (page.ask.page or 1) > 1
        if found.says_empty or is_later or found.total == 0 or not self.states_total:
            return Reading(says_empty=True, total_claimed=found.total)
        raise PageChanged(f"No rows, though {found.total} were claimed.", url=page.ask.url)

    def _next(self, found: Page, ask: Ask) -> tuple[Ask, ...]:
        """The next page. A short one is not the last: several platforms filter after paging."""
        number, call = ask.page or 1, ask.call or Call(api=Api.SEARCH)
        shown = call.shown + len(found.rows)
        is_whole = found.is_last or (found.total is not None and shown >= found.total)
        if is_whole or number >= self.source.max_pages or number * self.page_size >= self.most_results:
            return ()
        if self.needs_cursor and not found.cursor:
            return ()
        onward = Call(api=Api.SEARCH, cursor=found.cursor, shown=shown)
        return (self._ask(replace(ask, page=number + 1, call=onward)),)

    def _ask(self, ask: Ask) -> Ask:
        return replace(ask, url=with_query(self.address(ask), self.shown_query(ask)))

    def _facts(self, row: Any) -> dict[str, Any]:
        """`more_facts` win, attributes are put together."""
        return merge_facts(dict(self.more_facts(row)), row_facts(row, self.fields))

    def _sighting(self, facts: dict[str, Any], row: Any, page: FetchedPage, rank: int | None) -> Sighting:
        told = {name: value for name, value in facts.items() if name != "platform"}
        told["url"] = self.item_url(row, told["item_id"])
        platform = self.source.platform
        if platform != PRACTICE:
            platform = facts.get("platform", platform)
        per_app = (self.id_note,) if self.id_note else ()
        return self.sighting(make_listing(told, page, platform), page, rank, (*per_app, *price_notes(facts)))
