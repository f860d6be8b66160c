"""Name hits → uses: where on the page the name stands and what it does there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pypinyin import lazy_pinyin

from leads_db.records import Indication
from pipelines.facts.area import AreaMap, Relation
from pipelines.facts.lexicon import Span
from pipelines.facts.name_list import is_among_others, read_listed
from pipelines.facts.name_role import Role, read_role
from pipelines.facts.page import Page, PageText, Place, Quote
from pipelines.names.hit import NameHit, NameKind
from pipelines.names.kin import parts
from pipelines.places.resolver import PlaceHit
from pipelines.text.folding import compact, fold

_PLAIN = frozenset({NameKind.EXACT, NameKind.ALIAS, NameKind.TRADITIONAL})
_LOOSE = frozenset({NameKind.WEAK_ALIAS, NameKind.ASSEMBLED, NameKind.REVERSED})
FULL_NAME = 0.9
"""Sureness from which a place is told by its full name."""


@dataclass(frozen=True, slots=True)
class NameUse:
    """One use of an indication's name."""

    hit: NameHit
    kind: NameKind
    """How it is written, read again beside the indication's neutral words and its form."""
    place: Place
    role: Role
    cue: Quote | None = None
    """The words that gave it its role; None where the role follows from the place."""

    @property
    def quote(self) -> Quote:
        """The name as written."""
        return Quote(self.hit.field, self.hit.span, self.hit.quote)


def read_uses(
    page: Page,
    hits: tuple[NameHit, ...],
    indication: Indication,
    rivals: Mapping[str, Sequence[Span]],
    places: Mapping[str, Sequence[PlaceHit]],
    area: AreaMap,
) -> tuple[NameUse, ...]:
    """The uses of one indication's hits. `rivals`: spans of names of other areas by field; `places`: of each field."""
    others = [word for word in indication.neighbours if word in page.whole]
    uses = []
    for hit in hits:
        text = page.by_field.get(hit.field)
        if text is None or _is_elsewhere(text, hit, places.get(hit.field, ()), area):
            continue
        role, cue = read_role(text, hit)
        listed = read_listed(text, hit, indication, rivals.get(hit.field, ()), places.get("title", ()), others)
        role, cue = (Role.KEYWORD, listed) if listed and role is Role.GOODS else (role, cue)
        role = Role.CONTRASTED if role is Role.GOODS and is_among_others(text, hit, others) else role
        uses.append(NameUse(hit, _kind_of(hit, indication), text.place, role, None if cue is None else text.quote(cue)))
    uses = _as_ingredients(page, _seen_through_denial(uses), indication)
    firm = [use.hit for use in uses if use.kind not in _LOOSE]
    return tuple(use for use in uses if use.kind not in _LOOSE or not any(_overlap(use.hit, one) for one in firm))


_CHINESE = re.compile("[\u4e00-\u9fff]")
_STREET = re.compile("街道|大街|大道|路|街|巷|村委")
_LOOSELY_WRITTEN = frozenset({NameKind.FILLED, NameKind.ASSEMBLED, NameKind.REVERSED})


def _is_elsewhere(text: PageText, hit: NameHit, places: Sequence[PlaceHit], area: AreaMap) -> bool:
    """True for a loosely written name whose place word is a street or another place: 五常街道, 响水县 大米."""
    if hit.kind not in _LOOSELY_WRITTEN:
        return False
    if _STREET.match(text.raw, hit.span[1]) or _STREET.search(hit.quote):
        return True
    return any(
        area.relation(place, text.raw[place.span[0] : place.span[1] + 12]) is Relation.OUTSIDE
        for place in places
        if place.span[0] < hit.span[1] and hit.span[0] < place.span[1] and place.sure >= FULL_NAME
    )


def _seen_through_denial(uses: list[NameUse]) -> list[NameUse]:
    """A title that denies the name once does not call the goods by it elsewhere: 与桓仁大米相邻，并非桓仁大米."""
    if not any(use.role is Role.NEGATED and use.place is Place.TITLE for use in uses):
        return uses
    return [
        replace(use, role=Role.CONTRASTED)
        if use.role is Role.GOODS and use.place is Place.TITLE and use.hit.span[0] > 0
        else use
        for use in uses
    ]


_SEVERAL = re.compile(r"[、，,/\s+].*[、，,/\s+]", re.DOTALL)


def _as_ingredients(page: Page, uses: list[NameUse], indication: Indication) -> list[NameUse]:
    """A mixture whose ingredients hold the goods among others: 枸杞是宁夏枸杞 in its text tells one of them."""
    if any(use.place not in (Place.DESCRIPTION, Place.ATTRIBUTE) for use in uses):
        return uses
    mixed = any(
        "ingredient_key" in text.key_classes
        and _SEVERAL.search(text.raw)
        and any(w in text.raw for w in indication.goods)
        for text in page.at(Place.ATTRIBUTE)
    )
    if not mixed:
        return uses
    return [replace(use, role=Role.INGREDIENT) if use.role is Role.GOODS else use for use in uses]


def _is_taken_apart(quote: str, form: str) -> bool:
    """True where one character is written as its two parts: 金失 for 铁."""
    lost = [letter for letter in form if letter not in quote]
    return len(lost) == 1 and any(form.replace(lost[0], pieces) == quote for pieces in parts(lost[0]))


def _overlap(one: NameHit, other: NameHit) -> bool:
    return one.field == other.field and one.span[0] < other.span[1] and other.span[0] < one.span[1]


def _kind_of(hit: NameHit, indication: Indication) -> NameKind:
    """A species word that is also the name (怀牛膝) is weak; 焦作…山药 for 怀山药 is assembled from the area's places.

    A «filled» name of the right length with one strange character of the same sound is a look-alike: 温县铁滚山药.
    """
    if hit.kind in (NameKind.FILLED, NameKind.SPLIT) and not _CHINESE.search(hit.form):
        return NameKind.TRANSLATED  # 환인대미 for 환인 대미 is no disguise
    if hit.form in indication.neutral_words and hit.kind in _PLAIN:
        return NameKind.WEAK_ALIAS
    if hit.kind is NameKind.BY_SOUND and len(compact(hit.quote)) > len(compact(hit.form)):
        return NameKind.FILLED  # 舟山大墨鱼 for 舟山带鱼: a word more, not a name like it
    if hit.kind is not NameKind.FILLED:
        return hit.kind
    quote, form = fold(hit.quote), fold(hit.form)
    if _is_taken_apart(quote, form):
        return NameKind.BY_SHAPE
    if quote[:1] != form[:1]:
        return NameKind.ASSEMBLED
    strange = [(one, other) for one, other in zip(quote, form, strict=False) if one != other]
    alike = len(strange) == 1 and lazy_pinyin(strange[0][0]) == lazy_pinyin(strange[0][1])
    return NameKind.BY_SOUND if alike and len(quote) == len(form) else NameKind.FILLED
