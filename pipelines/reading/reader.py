"""Facts of a page and what the rules made of it → how alike pages were labelled, and the clause that says most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from operator import itemgetter

from leads_db.records import Act, Verdict
from pipelines.facts.area import Relation
from pipelines.facts.bundle import Facts
from pipelines.facts.page import Quote
from pipelines.opinions.scoring import LinearModel, chances, likelihoods, read_model
from pipelines.reading.blanked import CLAUSE_END, FIELD_CAP, PLACES, SHORTEST, Blanked, as_read
from pipelines.reading.marks import marks_of
from pipelines.verdict import Conclusion

ACT_LEAST, ACT_KEPT = 0.4, 0.1
"""Share from which an act is told, and one that the rules saw is kept; the likeliest one is always told."""


@dataclass(frozen=True)
class Reading:
    """What the model makes of a page."""

    verdicts: Mapping[str, float]
    """Verdict → share; they add up to 1."""
    shares_of_acts: Mapping[str, float]
    """Act → share of pages like this one that had it, among the accused."""
    texts: tuple[Blanked, ...]
    model: LinearModel

    @property
    def infringing(self) -> float:
        """Share of pages like this one that were labelled infringing."""
        return self.verdicts.get(Verdict.INFRINGING, 0.0)

    def acts(self, seen: Sequence[Act] = ()) -> tuple[Act, ...]:
        """The likeliest act, and others that stand beside it. `seen`: by the rules."""
        shares = self.shares_of_acts
        best = max(shares.values(), default=0.0)
        least = {act: ACT_KEPT if act in seen else ACT_LEAST for act in Act}
        return tuple(act for act in Act if shares.get(act, 0.0) >= min(best, least[act]))

    @property
    def is_thin(self) -> bool:
        """True for a title alone, which is no page to be read as a whole."""
        return len(self.texts) == 1

    def loudest(self) -> Quote | None:
        """The clause that speaks most for `infringing`; None where none does."""
        spoken = [(self._says(one, span), one, span) for one in self.texts for span in _clauses(one)]
        weight, one, span = max(spoken, key=lambda told: told[0], default=(0, None, (0, 0)))
        return one.text.quote(span) if one is not None and weight > 0 else None

    def outside_in(self, quote: Quote) -> str:
        """The first place outside the area that stands in a quoted clause; empty for none."""
        for one in self.texts:
            if one.text.field == quote.field:
                for (start, end), letter in one.pieces:
                    if letter == PLACES[Relation.OUTSIDE] and quote.span[0] <= start and end <= quote.span[1]:
                        return one.text.raw[start:end]
        return ""

    def _says(self, one: Blanked, span: tuple[int, int]) -> int:
        column = self.model.says("verdict:infringing")
        numbers = set(map(itemgetter(2), self.model.read(one.clause(span), ()))) if column else ()
        return sum(map(column.__getitem__, numbers))


def _clauses(one: Blanked) -> list[tuple[int, int]]:
    raw = one.text.raw[:FIELD_CAP]
    ends = [0, *(at for found in CLAUSE_END.finditer(raw) for at in found.span()), len(raw)]
    return [(start, end) for start, end in list(pairwise(ends))[::2] if end - start >= SHORTEST]


class PageReader:
    """Holds the weights; no state between pages."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model

    def read(self, facts: Facts, said: Conclusion) -> Reading:
        """The reading for the indication of `facts`. `said`: what the rules made of them."""
        texts = facts.blanked
        text = as_read([one.readable for one in texts])
        scores = self._model.score(self._model.read(text, marks_of(facts, texts, said)))
        return Reading(chances(scores, "verdict"), likelihoods(scores, "act"), texts, self._model)


@cache
def load_reader() -> PageReader:
    """The packaged weights. Raises RegisterFileBroken for a file that is not what it should be."""
    return PageReader(read_model((files("pipelines") / "reading" / "weights.txt").read_text(encoding="utf-8")))
