"""The contract of a kind of source: which pages to ask for, and what stands on them. A kind never fetches."""

from abc import ABC, abstractmethod

from crawlers.fetched import Ask, FetchedPage, Reading
from crawlers.source_file import Source
from leads_db.records import Listing, Sighting, Unit


class Kind(ABC):
    """One way of reading sites; built once a crawl, holds no state but its source."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @abstractmethod
    def start(self, unit: Unit) -> tuple[Ask, ...]:
        """The first requests of a unit: its term and its pages page_from..page_to."""

    @abstractmethod
    def read(self, page: FetchedPage) -> Reading:
        """What the page shows and where to go on. Raises PageChanged when nothing expected stands on it."""

    def is_answered_by_absence(self, unit: Unit) -> bool:
        """True when the unit asks whether pages are still there, so that «gone» is an answer and no failure."""
        return False

    def sighting(
        self, listing: Listing, page: FetchedPage, rank: int | None = None, notes: tuple[str, ...] = ()
    ) -> Sighting:
        """A listing that stands on `page`; `rank`: its place there, from 1."""
        return Sighting(
            listing=listing,
            source=self.source.name,
            evidence_digest=page.evidence_digest,
            search_term=page.ask.term or None,
            page=page.ask.page,
            rank=rank,
            notes=notes,
        )
