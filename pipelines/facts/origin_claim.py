"""Every statement about where the goods come from, with its kind, its place and its relation to the area."""

from collections.abc import Iterator
from typing import NamedTuple

from leads_db.records import Indication
from pipelines.facts.area import AreaMap, Relation
from pipelines.facts.claim_kind import ClaimKind, key_before, kind_of_claim
from pipelines.facts.lexicon import Span
from pipelines.facts.page import Page, PageText, Place, Quote
from pipelines.facts.passing_place import is_of_accessories
from pipelines.places.resolver import PlaceHit
from pipelines.text.folding import fold

STRENGTH_OUTSIDE = {
    ClaimKind.FIELD: 0.90,
    ClaimKind.RAW: 0.95,
    ClaimKind.LABEL: 0.93,
    ClaimKind.GROWN: 0.85,
    ClaimKind.TITLE_GOODS: 0.65,
    ClaimKind.PRINTED: 0.75,
    ClaimKind.TITLE: 0.40,
    ClaimKind.MADE: 0.30,
    ClaimKind.MAKER: 0.25,
    ClaimKind.DENIED: 0.80,
    ClaimKind.ADDRESS: 0.10,
    ClaimKind.LICENCE: 0.25,
}
"""How far one claim outside the area proves that the goods are from outside (guide, readings 5 and 2)."""
STRENGTH_INSIDE = {
    ClaimKind.FIELD: 0.80,
    ClaimKind.RAW: 0.85,
    ClaimKind.LABEL: 0.80,
    ClaimKind.GROWN: 0.75,
    ClaimKind.TITLE_GOODS: 0.40,
    ClaimKind.PRINTED: 0.40,
    ClaimKind.TITLE: 0.30,
    ClaimKind.MADE: 0.60,
    ClaimKind.MAKER: 0.60,
    ClaimKind.DENIED: 0.0,
    ClaimKind.ADDRESS: 0.60,
    ClaimKind.LICENCE: 0.30,
}
"""How far one claim inside the area speaks for it (guide, further reading 1)."""
PLACES_READ = 48
"""Places that are read in one text; a page that names more says nothing new."""
TITLE_INSIDE_MOST = 0.5
"""An origin inside that only the title claims decides nothing alone (guide, further reading 1)."""
WORD_SURE = 0.8
"""Factor for a word that points into the area, beside a division's name."""
MADE_HERE_IS_ORIGIN = 0.85
"""Strength of MADE and MAKER for fresh goods and ceramics, whose place of making is the origin."""


class OriginClaim(NamedTuple):
    """One statement."""

    kind: ClaimKind
    relation: Relation
    code: str
    """Six digits; empty for a foreign country."""
    place: str
    strength: float
    quote: Quote


def read_claims(
    page: Page,
    places: dict[str, tuple[PlaceHit, ...]],
    names: dict[str, list[Span]],
    indication: Indication,
    area: AreaMap,
) -> tuple[OriginClaim, ...]:
    """All claims of a page. `names`: spans of indication names by field, which are no claims of their own."""
    made_counts = indication.processed is False or 21 in indication.nice_classes
    by_batch = bool(page.count("batch_source", Place.DESCRIPTION, Place.TITLE))
    claims = []
    words = [word for word in (*area.words, *area.narrow) if word in page.whole]
    for text in page.of_goods:
        for hit in places.get(text.field, ())[:PLACES_READ]:
            if any(start < hit.span[1] and hit.span[0] < end for start, end in names.get(text.field, ())):
                continue
            kind = kind_of_claim(text, hit, indication, by_batch)
            if kind is not None:
                claims.append(_claim(text, hit, kind, area, made_counts))
        claims.extend(_foreign(text, area))
        taken = [hit.span for hit in places.get(text.field, ())[:PLACES_READ]]
        claims.extend(_worded(text, taken + names.get(text.field, []), indication, words))
    return tuple(claims)


def _worded(text: PageText, taken: list[Span], indication: Indication, words: list[str]) -> Iterator[OriginClaim]:
    """Words that point into the area and are no division: 桓龙湖, 怀庆府, a village. Weaker than a division.

    `taken`: spans that are read already, as places or names; the first PLACES_READ of a word are looked at.
    """
    for word in words:
        at = text.raw.find(word)
        for _ in range(PLACES_READ):
            if at < 0:
                break
            span = (at, at + len(word))
            if not any(start < span[1] and span[0] < end for start, end in taken):
                taken.append(span)
                kind = kind_of_claim(text, PlaceHit("", word, "word", span, None, WORD_SURE), indication, False)
                if kind is not None and kind is not ClaimKind.DENIED:
                    strength = STRENGTH_INSIDE[kind] * WORD_SURE
                    yield OriginClaim(kind, Relation.INSIDE, "", word, strength, text.quote(span))
            at = text.raw.find(word, span[1])


def _claim(text: PageText, hit: PlaceHit, kind: ClaimKind, area: AreaMap, made_counts: bool) -> OriginClaim:
    context = text.raw[hit.span[0] : min(len(text.raw), hit.span[1] + 12)]
    relation = area.relation(hit, context)
    if kind is ClaimKind.DENIED:
        relation = Relation.OUTSIDE if relation is Relation.INSIDE else Relation.WIDER
    if relation is Relation.OUTSIDE:
        strength = STRENGTH_OUTSIDE[kind] * min(1.0, 0.5 + hit.sure / 2)
    else:
        strength = STRENGTH_INSIDE[kind] if relation is Relation.INSIDE else 0.0
        if text.place is Place.TITLE:
            strength = min(strength, TITLE_INSIDE_MOST)
    if made_counts and kind in (ClaimKind.MADE, ClaimKind.MAKER) and relation is not Relation.WIDER:
        strength = MADE_HERE_IS_ORIGIN
    return OriginClaim(kind, relation, hit.code, hit.name, strength, text.quote(hit.span))


_CAME_FROM = ("自", "从", "来自", "产自", "产于", "from", "in", "of")
_COMES_AFTER = ("产", "原装", "原酒", "原料", "进口", "酿造", "种植")


def _foreign(text: PageText, area: AreaMap) -> Iterator[OriginClaim]:
    """Countries as origins: by their field or key, or told as such (进口自智利, 智利原酒)."""
    for span in text.words.get("foreign_place", ()):
        if text.raw.startswith("族", span[1]):  # 朝鲜族 is a people at home
            continue
        keyed = "origin_key" in text.key_classes or key_before(text, span[0]) in ("origin_key", "raw_key")
        if not keyed and not _is_told_foreign(text, span):
            continue
        word = text.raw[span[0] : span[1]]
        home = text.lexicon.countries.get(fold(word), word) in area.countries
        relation = Relation.INSIDE if home else Relation.OUTSIDE
        kind = ClaimKind.FIELD if keyed else ClaimKind.GROWN
        strength = STRENGTH_INSIDE[kind] if home else STRENGTH_OUTSIDE[kind]
        yield OriginClaim(kind, relation, "", word, strength, text.quote(span))


def _is_told_foreign(text: PageText, span: Span) -> bool:
    if text.place not in (Place.DESCRIPTION, Place.PICTURE, Place.TITLE) or text.is_question(span[0]):
        return False
    if is_of_accessories(text, span):  # 橡木桶从法国进口
        return False
    before = text.raw[max(0, span[0] - 6) : span[0]].rstrip().lower()
    told = before.endswith(_CAME_FROM) or text.raw.startswith(_COMES_AFTER, span[1])
    clause = text.clause(span[0])
    return told and text.before("negation_before", span[0], 4, clause) is None
