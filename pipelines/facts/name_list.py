"""Names in a row at a title's tail, put there for the search: 大葱10斤 甘肃现货 延陵大葱章丘大葱安丘大葱."""

from collections.abc import Collection, Sequence

from leads_db.records import Indication
from pipelines.facts.lexicon import Span
from pipelines.facts.page import PageText, Place
from pipelines.names.hit import NameHit
from pipelines.places.resolver import PlaceHit


def read_listed(
    text: PageText,
    hit: NameHit,
    indication: Indication,
    rivals: Sequence[Span],
    places: Sequence[PlaceHit],
    others: Collection[str],
) -> Span | None:
    """The run of names that holds the hit; None unless the title names the goods before it and other places' in it.

    `rivals`: spans of the names of indications of other areas in this text; `places`: of places, in order;
    `others`: the neighbours' names that stand on the page.
    新鲜山药 怀山药铁棍山药 is one name twice.
    """
    if text.place is not Place.TITLE or hit.quote in indication.neutral_words:
        return None
    start, end = _run(text, hit.span[0])
    before = text.raw[:start]
    alone = text.phrase(hit.span[0]) == hit.span
    just_before = text.raw[slice(*text.phrase(max(0, start - 1)))] if alone else ""
    heads = tuple(word for word in (*indication.goods, *indication.similar_goods) if not word.isascii())
    placed = bool(places) and places[0].span[1] <= start
    if not placed and not any(word in before for word in heads):
        return None
    rest = f"{just_before} {text.raw[start : hit.span[0]]} {text.raw[hit.span[1] : end]}"
    within = [place.span for place in places if start <= place.span[0] and place.span[1] <= end]
    rivals = [*rivals, *(span for span in within if text.raw.startswith(heads, span[1]))]
    stands = any(start <= one[0] and one[1] <= end and not _overlap(one, hit.span) for one in rivals)
    return (start, end) if stands or any(word in rest for word in others) else None


def is_among_others(text: PageText, hit: NameHit, others: Collection[str]) -> bool:
    """True in a sentence of text or picture that tells kinds apart: 菊花分类 杭菊 怀菊 滁菊.

    `others`: the neighbours' names that stand on the page.
    """
    if len(others) < 2 or text.place not in (Place.DESCRIPTION, Place.PICTURE):
        return False
    start, end = text.sentence(hit.span[0])
    return sum(text.raw.find(word, start, end) >= 0 for word in others if len(word) > 1) > 1


def _run(text: PageText, at: int) -> Span:
    """The phrase of a position, with the phrases after it."""
    start, _ = text.phrase(at)
    return start, text.clause(at)[1]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
