"""A goods word, or something that resembles a place word → the disguised name that it belongs to."""

from pipelines.names.aligning import Alignment, align
from pipelines.names.beside import altered_confidence, altered_kind
from pipelines.names.boundaries import is_cut_out, is_other_name, is_own_word, is_place
from pipelines.names.clue import Clue
from pipelines.names.hit import NameHit, NameKind
from pipelines.names.profile import Head
from pipelines.names.texts import ListingText
from pipelines.names.words import load_words
from pipelines.names.writing import Spot, has_stop, hit_at, spot

BEFORE = 14
"""Compact letters read before a goods word."""
ALTERED_MOST = 0.62
"""Cost of the changes, as a share of the name's letters; beyond, it is another name."""


def place_before(text: ListingText, clue: Clue, start: int, end: int) -> list[NameHit]:
    """Disguised place words before goods that stand letter by letter: 恒仁大米, 木亘仁大米, 桓ren有机大米."""
    low = max(text.bounds(text.number(start))[0], start - BEFORE)
    found: dict[str, tuple[Head, Alignment]] = {}
    for at in range(low, start):
        for head in clue.heads_from(text.text[at]):
            one = _aligned(text, head, at, start, end)
            slug = head.profile.slug
            if one is not None and (slug not in found or one.cost < found[slug][1].cost):
                found[slug] = (head, one)
    cheapest = min((one.cost for _, one in found.values()), default=0.0)
    return [_hit(text, head, one, end, clue.word) for head, one in found.values() if one.cost <= cheapest + 0.05]


def _aligned(text: ListingText, head: Head, at: int, start: int, end: int) -> Alignment | None:
    if head.is_latin:
        return None
    one = align(head.plain, head.sounds, text.text, at, start, inserted=1 if len(head.plain) > 1 else 0)
    if one is None or one.is_exact or (one.changed and NameKind.FILLED in one.kinds):
        return None
    if not load_words().is_filler(text.text[one.end : start]):
        return None
    return one if _is_believed(text, head, one, start, end) else None


def _is_believed(text: ListingText, head: Head, one: Alignment, start: int, end: int) -> bool:
    letters = len(head.plain) + end - start
    written, whole = text.text[one.start : one.end], text.text[one.start : end]
    if one.cost > ALTERED_MOST * letters or is_other_name(written) or is_other_name(whole):
        return False
    if len(head.plain) == 1 and not _is_plain_stand_in(head, written, one, start):
        return False
    place = spot(text, one.start, end)
    if is_cut_out(place, 1):
        return False
    if NameKind.ROMANISED in one.kinds and not place.stands_alone():
        return False
    if any(has_stop(gap) for _, gap in place.gaps()):
        return False
    return not is_own_word(written) or _is_paid(text, head) or _is_bold(place, one, head, start)


def _is_plain_stand_in(head: Head, written: str, one: Alignment, start: int) -> bool:
    """One character is too little to go by: only a homophone or a well-known look-alike, right before the goods."""
    if one.end != start:
        return False
    if len(written) > 1:  # its parts or its sound, written out
        return True
    known = load_words().more_alike.get(head.plain, "")
    return written in known or NameKind.BY_SHAPE not in one.kinds


def _is_bold(place: Spot, one: Alignment, head: Head, start: int) -> bool:
    """An everyday word right before the goods, at the head of a phrase, one letter off the place: 无常大米."""
    at_goods = one.end == start
    beginning = not place.attached(1)[0]
    return (
        at_goods and beginning and one.changed < len(head.plain) and not is_place(place.letters[: one.end - one.start])
    )


def _is_paid(text: ListingText, head: Head) -> bool:
    """True when the page speaks of the place itself elsewhere."""
    return len(head.plain) > 1 and text.holds_any((head.plain,))


def _hit(text: ListingText, head: Head, one: Alignment, end: int, goods: str) -> NameHit:
    form = head.plain + goods
    kind = altered_kind(one)
    return hit_at(spot(text, one.start, end), head.profile.slug, kind, form, altered_confidence(one, len(form)))


def both_altered(text: ListingText, head: Head, start: int, end: int) -> NameHit | None:
    """A disguised place word, then a disguised goods word: 桓仨山叁, 桓人冰久."""
    written = text.text[start:end]
    if is_other_name(written) or is_own_word(written):
        return None
    stop = min(text.bounds(text.number(start))[1], end + 8)
    first = align(head.plain, head.sounds, text.text, start, end)
    if first is None:
        return None
    for tail in head.profile.tails:
        if tail.plain not in head.goods:
            continue
        second = align(tail.plain, tail.sounds, text.text, end, stop)
        letters = len(head.plain) + len(tail.plain)
        if second is None or second.is_exact or second.changed >= len(tail.plain):
            continue
        if first.cost + second.cost > ALTERED_MOST * letters or is_own_word(text.text[end : second.end]):
            continue
        place = spot(text, start, second.end)
        if any(has_stop(gap) for _, gap in place.gaps()) or is_cut_out(place, 1):
            continue
        joined = Alignment(start, second.end, first.cost + second.cost, 2, first.kinds | second.kinds)
        form = head.plain + tail.plain
        return hit_at(place, head.profile.slug, altered_kind(joined), form, altered_confidence(joined, letters))
    return None
