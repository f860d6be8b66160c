"""All names of all indications in one pass over a listing. Most listings name nothing and must cost microseconds."""

import re
from collections.abc import Iterable, Sequence

from leads_db.records import Indication, Listing
from pipelines.names.clues import ClueTable
from pipelines.names.hit import NameHit, NameKind
from pipelines.names.second_look import SecondLook
from pipelines.names.texts import ListingText

_ALTERNATING = re.compile(r"(.).\1")
"""Cheaper than the next, which needs it."""
_WOVEN = re.compile(r"[一-龥]([^一-龥\n])[一-龥]\1[一-龥]|([一-龥])(?!\2)[一-龥]\2(?!\2)[一-龥]\2")
"""One letter between all others: 桓x仁x大x米."""


class NameFinder:
    """Built once per process; holds no state between listings."""

    def __init__(self, indications: Iterable[Indication]) -> None:
        self._table = ClueTable(indications)

    def find(self, listing: Listing) -> Sequence[NameHit]:
        """Every hit, fields in page order; empty for most listings. Never raises, whatever the text holds."""
        text = ListingText(listing)
        found = self._table.find(text.text)
        hits = SecondLook(text, self._table).read(found) if found else ()
        woven = _ALTERNATING.search(text.text) and _WOVEN.search(text.text)
        return hits if not woven else (*hits, *self._unwoven(listing, woven[1] or woven[2]))

    def _unwoven(self, listing: Listing, letter: str) -> Iterable[NameHit]:
        text = ListingText(listing, letter)
        hits = SecondLook(text, self._table).read(self._table.find(text.text))
        return (hit for hit in hits if hit.kind is NameKind.SPLIT and letter in hit.quote.lower())
