"""人民网领导留言板: the newest threads of the forums that the source names. Unsigned; the signed search is not used."""

from crawlers.fetched import Ask, FetchedPage
from crawlers.kinds.board_kind import BoardKind
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.opinions.people import read_people

PATH = "new_threads_{fid}.jsonp"


class PeopleBoardKind(BoardKind):
    """`topics` of the source are numbers of forums; one answer a forum."""

    has_pages = False

    def asks(self, term: str, number: int) -> tuple[Ask, ...]:
        """One request for each forum."""
        paths = (PATH.replace("{fid}", fid) for fid in self.source.topics)
        return tuple(self.ask(self.source.address(path), "", None) for path in paths)

    def shelf(self, page: FetchedPage) -> Shelf:
        """See `read_people`."""
        return read_people(page, self.source.platform, self.author_salt)
