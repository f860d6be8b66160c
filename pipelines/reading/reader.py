"""Facts of a page → how alike pages were labelled: shares of verdicts and acts, and the clause that says most."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from leads_db.records import Act, Verdict
from pipelines.facts.area import AreaMap, Relation
from pipelines.facts.page import Page, Place, Quote
from pipelines.names.hit import NameHit
from pipelines.opinions.scoring import LinearModel, chances, read_model
from pipelines.places.resolver import PlaceHit
from pipelines.reading.blanked import FIELD_CAP, GOODS, NAME, OTHER_NAME, PLACES, Blanked, blank, joined, marks

if TYPE_CHECKING:
    from pipelines.facts.bundle import Facts

ACT_LEAST = 0.3
"""Share from which an act beside the likeliest one is told."""
_CLAUSE = re.compile(r"[,，、。！？!?；;\n｜|~～…]|\s+")
_SHORTEST = 2


@dataclass(frozen=True)
class Reading:
    """What the model makes of a page."""

    verdicts: Mapping[str, float]
    """Verdict → share; they add up to 1."""
    shares_of_acts: Mapping[str, float]
    texts: tuple[Blanked, ...]
    model: LinearModel

    @property
    def infringing(self) -> float:
        """Share of pages like this one that were labelled infringing."""
        return self.verdicts.get(Verdict.INFRINGING, 0.0)

    @property
    def acts(self) -> tuple[Act, ...]:
        """The likeliest act, and others that stand beside it."""
        best = max(self.shares_of_acts.values(), default=0.0)
        return tuple(act for act in Act if self.shares_of_acts.get(act, 0.0) >= min(best, ACT_LEAST))

    @property
    def is_thin(self) -> bool:
        """True for a title alone, which is no page to be read as a whole."""
        return len(self.texts) == 1

    @property
    def is_called_otherwise(self) -> bool:
        """True where the title calls the goods by another indication's name, and not by this one's."""
        letters = {letter for one in self.texts if one.text.place is Place.TITLE for _, letter in one.pieces}
        return OTHER_NAME in letters and NAME not in letters

    def loudest(self) -> Quote | None:
        """The clause that speaks most for `infringing`; None where none does."""
        spoken = [(self._says(one, span), one, span) for one in self.texts for span in _clauses(one)]
        weight, one, span = max(spoken, key=lambda told: told[0], default=(0, None, (0, 0)))
        return one.text.quote(span) if one is not None and weight > 0 else None

    def _says(self, one: Blanked, span: tuple[int, int]) -> int:
        column = self.model.says("verdict:infringing")
        numbers = set(map(itemgetter(2), self.model.read(one.written(span), ()))) if column else ()
        return sum(map(column.__getitem__, numbers))


def _clauses(one: Blanked) -> list[tuple[int, int]]:
    raw = one.text.raw[:FIELD_CAP]
    ends = [0, *(at for found in _CLAUSE.finditer(raw) for at in found.span()), len(raw)]
    return [(start, end) for start, end in list(pairwise(ends))[::2] if end - start >= _SHORTEST]


class PageReader:
    """Holds the weights; no state between pages."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model

    def read(
        self,
        facts: "Facts",
        places: Mapping[str, Sequence[PlaceHit]],
        hits: Mapping[str, Sequence[NameHit]],
        area: AreaMap,
    ) -> Reading:
        """The reading for the indication of `facts`."""
        texts = blanked_page(facts.page, facts, places, hits, area)
        scores = self._model.score(self._model.read(joined(texts), marks(facts)))
        return Reading(chances(scores, "verdict"), chances(scores, "act"), texts, self._model)


def blanked_page(
    page: Page,
    facts: "Facts",
    places: Mapping[str, Sequence[PlaceHit]],
    hits: Mapping[str, Sequence[NameHit]],
    area: AreaMap,
) -> tuple[Blanked, ...]:
    """The page's texts, blanked for one indication; the longest goods word first."""
    item = facts.indication
    words = {
        PLACES[Relation.INSIDE]: (*area.words, *area.narrow),
        GOODS: _longest_first(item.goods, item.neutral_words),
    }
    return blank(page, places, hits, item.slug, words, area)


@lru_cache(maxsize=4_096)
def _longest_first(goods: tuple[str, ...], further: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*goods, *further}, key=lambda word: (-len(word), word)))


@cache
def load_reader() -> PageReader:
    """The packaged weights. Raises RegisterFileBroken for a file that is not what it should be."""
    return PageReader(read_model((files("pipelines") / "reading" / "weights.txt").read_text(encoding="utf-8")))
