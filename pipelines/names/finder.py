"""All names of all indications in one pass over a listing. Most listings name nothing and must cost microseconds."""

from collections.abc import Iterable, Sequence

from leads_db.records import Indication, Listing
from pipelines.names.clues import ClueTable
from pipelines.names.hit import NameHit
from pipelines.names.second_look import SecondLook
from pipelines.names.texts import ListingText


class NameFinder:
    """Built once per process; holds no state between listings."""

    def __init__(self, indications: Iterable[Indication]) -> None:
        self._table = ClueTable(indications)

    def find(self, listing: Listing) -> Sequence[NameHit]:
        """Every hit, fields in page order; empty for most listings. Never raises, whatever the text holds."""
        text = ListingText(listing)
        found = self._table.find(text.text)
        if not found:
            return ()
        return SecondLook(text, self._table).read(found)
