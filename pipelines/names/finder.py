"""All names of all indications in one pass over a listing. Most listings name nothing and must cost microseconds."""

from collections.abc import Iterable, Sequence

import daachorse

from leads_db.records import Indication, Listing
from pipelines.names.forms import Form, read_forms
from pipelines.names.hit import NameHit
from pipelines.names.texts import ListingText
from pipelines.names.writing import plain_hit

HITS_MOST = 400
"""Looked at in one listing; a page that repeats a name more often says nothing new."""


class NameFinder:
    """Built once per process; holds no state between listings."""

    def __init__(self, indications: Iterable[Indication]) -> None:
        forms: dict[str, list[Form]] = {}
        for indication in indications:
            for form in read_forms(indication):
                forms.setdefault(form.plain, []).append(form)
        words = sorted(forms)
        self._forms = [forms[word] for word in words]
        self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick(words, daachorse.MATCH_KIND_LEFTMOST_LONGEST)

    def find(self, listing: Listing) -> Sequence[NameHit]:
        """Every hit, fields in page order; empty for most listings. Never raises, whatever the text holds."""
        text = ListingText(listing)
        found = self._automaton.find(text.text)
        if not found:
            return ()
        hits = []
        for start, end, word in found[:HITS_MOST]:
            for form in self._forms[word]:
                hit = plain_hit(text, form, start, end)
                if hit is not None:
                    hits.append(hit)
        return tuple(hits)
