"""Every statement about where the goods come from, with its kind, its place and its relation to the area."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from leads_db.records import Indication
from pipelines.facts.area import AreaMap, Relation
from pipelines.facts.lexicon import Span
from pipelines.facts.page import Page, PageText, Place, Quote
from pipelines.places.resolver import PlaceHit
from pipelines.text.folding import fold


class ClaimKind(StrEnum):
    """How a place is tied to the goods."""

    FIELD = "field"
    """The seller's own origin field."""
    RAW = "raw"
    """Where the raw goods grew, by a field or label."""
    LABEL = "label"
    """Origin on a label or certificate in a picture."""
    GROWN = "grown"
    """Told in words: grown, dug, bought there."""
    TITLE_GOODS = "title_goods"
    """The title calls the goods by another place: 四川龙井茶."""
    TITLE = "title"
    """The place alone in the title."""
    MADE = "made"
    """Made, milled or filled there."""
    MAKER = "maker"
    """A maker's name or address."""
    DENIED = "denied"
    """The seller says that they are not from the area."""
    PRINTED = "printed"
    """A box or label calls the goods by another place: 安丘大葱 on the carton."""
    ADDRESS = "address"
    """The operator's address."""
    LICENCE = "licence"
    """Place digits of a production licence."""


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
WORD_SURE = 0.8
"""Factor for a word that points into the area, beside a division's name."""
MADE_HERE_IS_ORIGIN = 0.85
"""Strength of MADE and MAKER for fresh goods and ceramics, whose place of making is the origin."""


@dataclass(frozen=True, slots=True)
class OriginClaim:
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
    for text in page.texts:
        if text.place in (Place.SHOP, Place.CATEGORY, Place.COMPANY):
            continue
        for hit in places.get(text.field, ())[:PLACES_READ]:
            if any(start < hit.span[1] and hit.span[0] < end for start, end in names.get(text.field, ())):
                continue
            kind = _kind_of_claim(text, hit, indication, by_batch)
            if kind is not None:
                claims.append(_claim(text, hit, kind, area, made_counts))
        claims.extend(_foreign(text, area))
        taken = [hit.span for hit in places.get(text.field, ())[:PLACES_READ]]
        claims.extend(_worded(text, taken + names.get(text.field, []), indication, area))
    return tuple(claims)


def _worded(text: PageText, taken: list[Span], indication: Indication, area: AreaMap) -> Iterator[OriginClaim]:
    """Words that point into the area and are no division: 桓龙湖, 怀庆府, a village. Weaker than a division.

    `taken`: spans that are read already, as places or names; the first PLACES_READ of a word are looked at.
    """
    for word in (*area.words, *area.narrow):
        at = text.raw.find(word)
        for _ in range(PLACES_READ):
            if at < 0:
                break
            span = (at, at + len(word))
            if not any(start < span[1] and span[0] < end for start, end in taken):
                taken.append(span)
                kind = _kind_of_claim(text, PlaceHit("", word, "word", span, None, WORD_SURE), indication, False)
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
    if made_counts and kind in (ClaimKind.MADE, ClaimKind.MAKER) and relation is not Relation.WIDER:
        strength = MADE_HERE_IS_ORIGIN
    return OriginClaim(kind, relation, hit.code, hit.name, strength, text.quote(hit.span))


def _foreign(text: PageText, area: AreaMap) -> Iterator[OriginClaim]:
    for span in text.words.get("foreign_place", ()):
        keyed = "origin_key" in text.key_classes or _key_before(text, span[0]) == "origin_key"
        if not keyed:
            continue
        word = text.raw[span[0] : span[1]]
        home = text.lexicon.countries.get(fold(word), word) in area.countries
        relation = Relation.INSIDE if home else Relation.OUTSIDE
        yield OriginClaim(ClaimKind.FIELD, relation, "", word, 0.8 if home else 0.9, text.quote(span))


_KEY_KINDS = (
    ("raw_key", ClaimKind.RAW),
    ("origin_key", ClaimKind.FIELD),
    ("maker_name_key", ClaimKind.MAKER),
    ("maker_key", ClaimKind.MADE),
)


def _kind_of_claim(text: PageText, hit: PlaceHit, indication: Indication, by_batch: bool) -> ClaimKind | None:
    start = hit.span[0]
    if text.place is Place.ATTRIBUTE:
        for name, kind in _KEY_KINDS:
            if name in text.key_classes:
                return None if kind is ClaimKind.FIELD and by_batch and text.key.startswith(("供应", "货源")) else kind
    if text.is_question(start):
        return None
    key = _key_before(text, start)
    if key is not None:
        return _keyed(text, key)
    return _told(text, hit, indication)


def _key_before(text: PageText, at: int) -> str | None:
    """The class of a key that stands right before the place: 产地：辽宁盘锦, 原料 安平."""
    within = text.sentence(at)
    for name, _ in _KEY_KINDS:
        key = text.before(name, at, 12, within)
        if key is None:
            continue
        between = text.raw[key[1] : at]
        if between[:1] in (":", "：", "】") and not text.has("maker_key", (key[1], at)):
            return name
        if len(between) > 5:
            continue
        if not between.strip(" :：为是在·-|\t印写") or (len(between) < 3 and not between.isalnum()):
            return name
    return None


def _keyed(text: PageText, key: str) -> ClaimKind:
    kind = dict(_KEY_KINDS)[key]
    return ClaimKind.LABEL if kind is ClaimKind.FIELD and text.place is Place.PICTURE else kind


def _told(text: PageText, hit: PlaceHit, indication: Indication) -> ClaimKind | None:
    """The kind of a claim in running words, from the words of its clause; None where it says nothing of the goods."""
    start, end = hit.span
    unit = text.unit(start)
    if text.before("negation_before", start, 3, unit) and not text.has("contrast_trap", text.sentence(start)):
        return ClaimKind.DENIED
    clause = text.clause(start)
    if text.has("seed_use", clause) and (text.has("seed", clause) or "种" in text.raw[clause[0] : clause[1]]):
        return None
    if text.after("equal_after", end, 4, clause) or text.before("equal_before", start, 3, clause):
        return None
    if _hauled(text, (start, end)) or _pointed_at(text, start, unit):
        return ClaimKind.GROWN
    if _goods_follow(text, end, indication):
        answered = text.raw[text.sentence(start)[0] :].lstrip("　 ")[:1] in ("A", "a", "答")
        told = ClaimKind.GROWN if answered else None
        return {Place.TITLE: ClaimKind.TITLE_GOODS, Place.PICTURE: ClaimKind.PRINTED}.get(text.place, told)
    return _by_words(text, (start, end), unit)


_HAUL = re.compile(r"[^，,。；;？?！!\s]{0,6}?[拉运收调进弄倒搞整批采买购挖摘捕捞割带]")
_FROM = ("从", "自", "由", "打", "去", "到")


def _hauled(text: PageText, place: Span) -> bool:
    """从盘锦拉回来, 去菏泽收的: goods fetched from the place."""
    before = text.raw[max(0, place[0] - 2) : place[0]].strip()
    if not before.endswith(_FROM) or before.endswith(("来自", "到到")):
        return False
    return _HAUL.match(text.raw, place[1]) is not None


def _pointed_at(text: PageText, at: int, unit: Span) -> bool:
    """这批是亳州的: these goods are said to be from the place, with no word of shipping between."""
    lot = text.before("this_lot", at, 4, unit)
    return lot is not None and not text.inside("logistics", unit)


_TOWN = re.compile(r"^[\u4e00-\u9fff]{1,4}?[镇乡村屯沟山](?=的)")


def _goods_follow(text: PageText, end: int, indication: Indication) -> bool:
    tail = _TOWN.sub("", text.raw[end : end + 12].lstrip("市县区省"))[:8]
    heads = (*indication.goods, *indication.neutral_words)
    return any(tail.startswith(word) or tail[1:].startswith(word) or tail[2:].startswith(word) for word in heads)


def _by_words(text: PageText, span: Span, unit: Span) -> ClaimKind | None:
    start, end = span
    wide = (unit[0], min(unit[1], end + 16))
    grow, make = text.inside("grow", wide), text.inside("make", wide)
    logistics = text.inside("logistics", wide)
    if logistics and not _nearer(grow, logistics, span):
        return None
    if grow or text.has("own_words", unit):
        return ClaimKind.GROWN
    if make:
        return ClaimKind.MADE
    if text.has("story", unit) or text.has("difference", text.sentence(start)):
        return None
    if text.place is Place.TITLE:
        return ClaimKind.TITLE
    if text.place is Place.PICTURE:
        return ClaimKind.TITLE
    return None


def _nearer(grow: list[Span], logistics: list[Span], place: Span) -> bool:
    """True when a growing word stands at least as near to the place as the nearest word of shipping."""
    if not grow:
        return False

    def distance(one: Span) -> int:
        return max(one[0] - place[1], place[0] - one[1], 0)

    return min(map(distance, grow)) <= min(map(distance, logistics))
