"""A form that stands letter by letter → a hit, with the kind that the signs between its letters make of it."""

import re

from pipelines.names.boundaries import is_cut_out, is_other_name
from pipelines.names.forms import Form, is_chinese
from pipelines.names.hit import NameHit, NameKind
from pipelines.names.profile import Profile
from pipelines.names.texts import ListingText
from pipelines.names.words import load_words
from pipelines.names.writing import GAP_MOST, Spot, has_stop, hit_at, is_odd, spot
from pipelines.text.folding import fold

_NUMBER = re.compile(r"\s?[-－—–]?\s?\d{2}")
_PLAIN = (NameKind.EXACT, NameKind.ALIAS)


def plain_hit(text: ListingText, profile: Profile, form: Form, start: int, end: int) -> NameHit | None:
    """The hit at positions start..end of the compact text; None where the letters only happen to meet."""
    place = spot(text, start, end)
    if profile.is_one_word and not form.head and not _is_among_goods(text, profile, place, start, end):
        return None
    if form.is_latin:
        if not form.head and form.sounds and (_is_number(place) or not text.holds_any(profile.core_goods)):
            return None  # bare initials (HRDM) want the goods on the page, and no number behind them (HRDM-0042)
        return hit_at(place, form.indication, form.kind, form.text, form.confidence) if _is_latin_name(place) else None
    if is_chinese(form.plain) and is_cut_out(place, len(form.head)):
        return None
    if form.kind is NameKind.WEAK_ALIAS and not (_holds_place(profile, form) or _is_placed(text, profile, place)):
        return None
    gaps = place.gaps()
    if any(len(gap) > GAP_MOST for _, gap in gaps):
        return None
    kind, confidence = _kind(form, gaps, place)
    return hit_at(place, form.indication, kind, form.text, confidence)


def _is_placed(text: ListingText, profile: Profile, place: Spot) -> bool:
    """A weak alias (京租米, 刺老芽) is anybody's word; beside a place word of the indication it is its name."""
    return text.holds_any(profile.places) and not is_other_name(place.letters + place.attached(1)[1])


def _holds_place(profile: Profile, form: Form) -> bool:
    """True for a weak alias that begins with a place of the area: 云台冰菊."""
    return len(form.head) > 1 and any(place.startswith(form.head) for place in profile.places)


def _is_number(place: Spot) -> bool:
    return _NUMBER.match(place.field.raw, place.span[1]) is not None


def _is_latin_name(place: Spot) -> bool:
    return place.stands_alone() and not any(len(gap) > GAP_MOST or has_stop(gap) for _, gap in place.gaps())


def _kind(form: Form, gaps: list[tuple[int, str]], place: Spot) -> tuple[NameKind, float]:
    at_seam = len(gaps) == 1 and gaps[0][0] == len(form.head)
    if at_seam and has_stop(gaps[0][1]):
        return NameKind.ASSEMBLED, 0.5
    if gaps and (not at_seam or is_odd(gaps[0][1])):
        return NameKind.SPLIT, form.confidence * 0.95
    if form.kind in _PLAIN and _is_traditional(place.quote):
        return NameKind.TRADITIONAL, 0.98
    return form.kind, form.confidence


def _is_traditional(quote: str) -> bool:
    return fold(quote) != quote and any(fold(letter) != letter for letter in quote if is_chinese(letter))


def _is_among_goods(text: ListingText, profile: Profile, place: Spot, start: int, end: int) -> bool:
    """True for a one-word name (香槟) that speaks of the goods, not of a colour, a flower or a vessel."""
    words = load_words()
    if place.attached(2)[1].startswith(words.not_the_goods):
        return False
    rest = text.text[max(0, start - 200) : start] + "\n" + text.text[end : end + 200]
    name = text.text[start:end]
    signs = (*profile.goods_beside, *words.goods_signs)
    return any(word in rest for word in signs if word != name)
