"""Other places' goods that are sold under the trade word of an indication: 宽甸 … 林下参, 博山 … 绞胎.

The word alone is anybody's, and the place is not the indication's; together they are what a reviewer is shown to see
that the name was *not* used. Only where nothing else on the page names anything.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from leads_db.records import Indication
from pipelines.names.clue import Clue
from pipelines.names.forms import is_chinese
from pipelines.names.hit import NameHit, NameKind
from pipelines.names.texts import ListingText
from pipelines.names.writing import hit_at, spot
from pipelines.places.divisions import load_spellings
from pipelines.text.folding import compact

CONFIDENCE = 0.2
TRADE_WORD_LEAST = 3
"""Letters of a trade word that is also a plain word for the goods; shorter ones (菊花, 大葱) say nothing."""


def trade_words(indications: Collection[Indication]) -> dict[str, tuple[str, ...]]:
    """Slug → its neutral words that no other indication uses."""
    used = Counter(word for one in indications for word in {*_words(one.neutral_words), *_words(one.goods)})
    found = {}
    for one in indications:
        goods = set(_words(one.goods))
        found[one.slug] = tuple(
            word
            for word in _words(one.neutral_words)
            if used[word] == 1 and (word not in goods or len(word) >= TRADE_WORD_LEAST)
        )
    return found


def _words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in map(compact, words) if len(word) > 1 and is_chinese(word))


def neighbour_places(indication: Indication) -> tuple[str, ...]:
    """The divisions with which the names of its neighbours begin."""
    spellings = load_spellings()
    found = []
    for name in _words(indication.neighbours):
        fitting = [name[:end] for end in range(len(name) - 1, 1, -1) if name[:end] in spellings]
        found += fitting[:1]
    return tuple(dict.fromkeys(found))


def neighbour_hits(text: ListingText, seen: Sequence[tuple[int, int, Clue]]) -> list[NameHit]:
    """A weak hit at the trade word for each indication whose neighbour's place stands on the page too."""
    places = {slug for _, _, clue in seen for slug in clue.neighbour_of}
    hits: dict[str, NameHit] = {}
    for start, end, clue in seen if places else ():
        for slug in clue.trade_word_of:
            if slug in places and slug not in hits:
                hits[slug] = hit_at(spot(text, start, end), slug, NameKind.WEAK_ALIAS, clue.word, CONFIDENCE)
    return list(hits.values())
