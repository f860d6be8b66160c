"""Feeds: RSS 2.0, RDF, Atom and JSON Feed → mentions."""

from crawlers.fetched import Ask, FetchedPage, Purpose, Reading
from crawlers.kinds.kind import Kind
from crawlers.pages.addresses import escaped_term
from crawlers.pages.feeds import read_feed
from leads_db.records import Unit


class FeedKind(Kind):
    """One address, one answer; a search feed where the source file has a search address."""

    def start(self, unit: Unit) -> tuple[Ask, ...]:
        """The feed."""
        escaped = escaped_term(unit.term, self.source.term_encoding)
        path = (self.source.search or self.source.feed).replace("{term}", escaped)
        url = self.source.address(path.replace("{page}", str(unit.page_from)))
        return (
            Ask(url=url, purpose=Purpose.FEED, term=unit.term, page=unit.page_from if self.source.search else None),
        )

    def read(self, page: FetchedPage) -> Reading:
        """Raises PageChanged where the answer is no feed. A feed without entries says so itself: it is empty."""
        mentions, notes = read_feed(page, self.source.platform)
        return Reading(mentions=mentions, says_empty=not mentions and not notes, notes=notes)
