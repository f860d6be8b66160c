"""What all boards and opinion sources with pages share: a next page until the answer or the cap says stop."""

from abc import abstractmethod
from dataclasses import replace
from typing import ClassVar

from crawlers.fetched import Ask, FetchedPage, Purpose, Reading
from crawlers.kinds.kind import Kind
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.source_file import Source
from leads_db.records import Unit


class BoardKind(Kind):
    """A source of posts that answers in JSON."""

    has_pages: ClassVar[bool] = True

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.author_salt = b""
        """Set by the crawl; without it no author is told apart from another."""

    @abstractmethod
    def asks(self, term: str, number: int) -> tuple[Ask, ...]:
        """The requests for result page `number`, one for each board that is read."""

    @abstractmethod
    def shelf(self, page: FetchedPage) -> Shelf:
        """What stands on a page. Raises PageChanged."""

    def start(self, unit: Unit) -> tuple[Ask, ...]:
        """The first page of the unit."""
        return self.asks(unit.term, unit.page_from)

    def read(self, page: FetchedPage) -> Reading:
        """Raises PageChanged where the answer is not what is documented."""
        shelf = self.shelf(page)
        number = page.ask.page or 1
        goes_on = self.has_pages and shelf.posts and number < self.source.max_pages
        return Reading(
            mentions=shelf.posts,
            asks=(self.turned(page.ask, number + 1),) if goes_on else (),
            total_claimed=shelf.total_claimed,
            says_empty=shelf.says_empty,
            notes=shelf.notes,
        )

    def turned(self, ask: Ask, number: int) -> Ask:
        """The same request for another page."""
        same = (one for one in self.asks(ask.term, number) if self.board_of(one) == self.board_of(ask))
        return next(same, replace(ask, page=number))

    def board_of(self, ask: Ask) -> str:
        """What tells the boards of one source apart."""
        return ""

    def ask(self, url: str, term: str, number: int | None) -> Ask:
        """One request of this source."""
        return Ask(url=url, purpose=Purpose.API, term=term, page=number)
