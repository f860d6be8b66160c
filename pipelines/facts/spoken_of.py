"""A name that the text only speaks of, on the page of a seller who tells another origin openly.

Who writes 产地 山西 in its field and names its goods without the name in title, pictures and attributes does not call
them by it: in the text the name is then explained, told apart, or used as a foil (贵的那碗是桓仁大米, 尝不出差别).
"""

import re
from dataclasses import replace

from pipelines.facts.area import Relation
from pipelines.facts.claim_kind import ClaimKind
from pipelines.facts.lexicon import Span
from pipelines.facts.name_role import Role
from pipelines.facts.name_use import NameUse
from pipelines.facts.origin_claim import OriginClaim
from pipelines.facts.page import Page, PageText, Place

OPENLY = (ClaimKind.FIELD, ClaimKind.TITLE_GOODS)
SEATS = (ClaimKind.ADDRESS, ClaimKind.LICENCE)
OPENLY_LEAST = 0.6
"""Strength from which such a claim tells the origin."""
REACH = 8
"""Characters within which a word of one's own goods speaks of the name."""


def read_spoken_of(page: Page, uses: tuple[NameUse, ...], claims: tuple[OriginClaim, ...]) -> tuple[NameUse, ...]:
    """The uses, with those that merely speak of the name as COMPARED (for gain) or CONTRASTED."""
    if not any(use.role in (Role.GOODS, Role.CONTRASTED, Role.QUOTED) for use in uses):
        return uses
    if not _is_told_openly(page, claims):
        return uses
    uses = tuple(_read_title(page.title, use) if use.place is Place.TITLE else use for use in uses)
    if any(use.place is not Place.DESCRIPTION for use in uses if use.role in (Role.GOODS, Role.KIND)):
        return uses
    return tuple(_read(page.by_field[use.hit.field], use) for use in uses)


_OWNED = re.compile(r"的(?=[\u4e00-\u9fff])(?!种植|产地|产区|做法|吃法|价格)")


def _read_title(title: PageText, use: NameUse) -> NameUse:
    """清原林下参 桓仁山参的亲弟弟: goods of another place, and something of the name's."""
    owned = _OWNED.match(title.raw, use.hit.span[1]) if use.role is Role.GOODS and use.hit.span[0] > 0 else None
    return use if owned is None else replace(use, role=Role.COMPARED, cue=title.quote(owned.span()))


def _is_told_openly(page: Page, claims: tuple[OriginClaim, ...]) -> bool:
    """A field or the title tells an origin outside, and the seller nowhere claims one inside for its own goods."""
    outside = any(
        claim.relation is Relation.OUTSIDE and claim.kind in OPENLY and claim.strength >= OPENLY_LEAST
        for claim in claims
    )
    return outside and not any(
        claim.relation is Relation.INSIDE and claim.kind not in SEATS and not _is_talk(page, claim) for claim in claims
    )


def _is_talk(page: Page, claim: OriginClaim) -> bool:
    """True for a place of the area in a sentence of the text that says nothing of one's own goods: 温县的客商来拉货."""
    text = page.by_field.get(claim.quote.field)
    if text is None or text.place is not Place.DESCRIPTION:
        return False
    before = (text.sentence(claim.quote.span[0])[0], claim.quote.span[0])
    return text.has("others_say", before) or not text.has_any(("own_words", "this_lot", "own_goods"), before)


def _read(text: PageText, use: NameUse) -> NameUse:
    start, end = use.hit.span
    asked = text.inside("gain_asked", text.sentence(start)) if use.role is Role.QUOTED else []
    if asked and text.is_question(start):  # 怀菊花太贵？试试这款
        return replace(use, role=Role.COMPARED, cue=text.quote(asked[0]))
    likened = _likened(text, end) if use.role in (Role.QUOTED, Role.CONTRASTED) and not text.is_hearsay(start) else None
    if likened is not None:
        return replace(use, role=Role.COMPARED, cue=text.quote(likened))
    sentence = text.sentence(start)
    told = use.role is Role.CONTRASTED or (use.role is Role.QUOTED and not text.is_hearsay(start))
    boasts = text.inside("gain_strong", sentence) if told else []
    if boasts and not text.has_any(("negation_after", "told_apart"), sentence):
        return replace(use, role=Role.COMPARED, cue=text.quote(boasts[0]))
    if use.role is not Role.GOODS:
        return use
    within = text.clause(start)
    others = text.before("others_say", start, 24, text.sentence(start))
    if others is None and (_is_own(text, start, within) or text.after("own_goods_after", end, 2, within)):
        return use
    gain = text.inside("gain", sentence) or text.inside("gain_strong", sentence)
    if gain and not text.has_any(("negation_after", "told_apart"), sentence):
        return replace(use, role=Role.COMPARED, cue=text.quote(gain[0]))
    return replace(use, role=Role.CONTRASTED)


_LIKENED = re.compile(
    "(?:跟|和|与|比|同)(?:它|他|她|人家|那个|那款|那种|那边的?)[^。！!？?；;，,]{0,8}?(?:就差|只差|差个|差在|一样|像|没差|分不|不输|不差|难分)"
)


def _likened(text: PageText, end: int) -> Span | None:
    """那个怀山药一罐一百多？俺们这个跟它就差个户口: the next sentence sets one's own goods beside what was named."""
    start, stop = text.sentence(min(text.sentence(end)[1] + 1, max(0, len(text.raw) - 1)))
    match = _LIKENED.search(text.raw, start, stop) if start >= end else None
    if match is None or not text.has_any(("own_pivot", "own_words"), (start, match.start())):
        return None
    return None if text.has_any(("negation_after", "told_apart"), (start, stop)) else match.span()


def _is_own(text: PageText, start: int, within: Span) -> bool:
    """Right behind 正宗, 主营 or 品名：, or in a clause that begins with 我家 and sets nothing beside it."""
    called = text.before("own_goods", start, REACH, within)
    if called is not None and not text.raw[called[1] : start].strip(" 是为的：:【】"):
        return True
    own = text.before("own_words", start, REACH, within)
    return own is not None and not any(tie in text.raw[own[1] : start] for tie in "和跟与比拿")
