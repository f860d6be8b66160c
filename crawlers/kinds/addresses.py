"""Look at known item pages once more, through whatever kind their source is: are they still there?"""

from collections.abc import Mapping
from dataclasses import replace

from crawlers.fetched import Ask, FetchedPage, Purpose, Reading
from crawlers.kinds import make_kind
from crawlers.kinds.kind import Kind
from crawlers.source_file import Source
from leads_db.records import Unit

ADDRESSES = "urls"
"""Parameter of a run: key of a listing → its address."""
MARK = "recheck:"
"""Begins the `query` of the reports about these pages; the listing's key follows."""
READ_PAGE_BY_PAGE = ("schema_org", "html_search")
"""Kinds whose item pages are read one by one; the others' goods stand in lists or come by an interface."""
MOST = 50
"""Addresses of one run."""


class AddressKind(Kind):
    """The unit without a term asks for the addresses; units with one are the inner kind's own searches."""

    def __init__(self, inner: Kind, addresses: Mapping[str, str]) -> None:
        super().__init__(inner.source)
        self._inner = inner
        self._addresses = dict(list(addresses.items())[:MOST])

    def start(self, unit: Unit) -> tuple[Ask, ...]:
        """Every address; where each of them may lead is checked when it is sent, as for all requests."""
        if unit.term:
            return self._inner.start(unit)
        asks = (Ask(url=url, purpose=Purpose.ITEM, term=f"{MARK}{key}") for key, url in self._addresses.items())
        return tuple(asks)

    def read(self, page: FetchedPage) -> Reading:
        """As the inner kind reads it; our mark is no search term."""
        if not page.ask.term.startswith(MARK):
            return self._inner.read(page)
        return self._inner.read(replace(page, ask=replace(page.ask, term="")))

    def is_answered_by_absence(self, unit: Unit) -> bool:
        """True for the unit of the addresses."""
        return not unit.term


def address_kind(source: Source, params: Mapping[str, object]) -> AddressKind:
    """The kind for a run whose parameters name addresses."""
    told = params.get(ADDRESSES)
    addresses = {str(key): str(url) for key, url in told.items()} if isinstance(told, Mapping) else {}
    return AddressKind(make_kind(source), addresses)
