"""A place word that stands letter by letter → the goods that stand near it, and how near."""

from bisect import bisect_right

from pipelines.names.aligning import Alignment, align
from pipelines.names.boundaries import is_cut_out, is_other_name, is_own_word
from pipelines.names.forms import is_chinese
from pipelines.names.hit import NameHit, NameKind
from pipelines.names.profile import Head
from pipelines.names.texts import ListingText
from pipelines.names.words import load_words
from pipelines.names.writing import Spot, has_stop, hit_at, spot

AFTER, AFTER_LATIN, BEFORE = 12, 26, 6
"""Compact letters read after and before a place word."""
FILLED_MOST = 5
"""Unknown letters between place and goods that still leave one name."""
Taken = list[tuple[int, int]]
"""Spans of the compact text that other names own, in order, apart."""


def goods_after(text: ListingText, head: Head, start: int, end: int, taken: Taken) -> NameHit | None:
    """Filled names (桓仁醇香大米), goods words that no form holds (桓仁香米), and place … goods in one phrase."""
    stop = _stop(text, end, AFTER_LATIN if head.is_latin else AFTER)
    found = head.pattern.search(text.text, end, stop)
    if found is None or not is_free(found.span(), taken):
        return None
    place = spot(text, start, found.end())
    if not _fits(text, head, place, start, found.span()):
        return None
    raw = place.between(place.first + len(head.plain), place.last - len(found.group()))
    kind, confidence = _nearness(head, found.group(), text.text[end : found.start()], raw)
    return None if kind is None else hit_at(place, head.profile.slug, kind, head.profile.name, confidence)


def _fits(text: ListingText, head: Head, place: Spot, start: int, goods: tuple[int, int]) -> bool:
    letters = text.text[goods[0] : goods[1]]
    if head.is_latin or letters.isascii():
        latin_head = spot(text, start, start + len(head.plain)).stands_alone() or not head.is_latin
        return latin_head and (spot(text, *goods).stands_alone() or not letters.isascii())
    if len(head.plain) == 1 and not (len(letters) > 1 and load_words().is_filler(text.text[start + 1 : goods[0]])):
        return False
    return not is_cut_out(place, len(head.plain)) and not (len(letters) == 1 and _is_within_word(text, goods))


def _is_within_word(text: ListingText, goods: tuple[int, int]) -> bool:
    """True for a one-character goods word that begins another word (米酒, 茶馆)."""
    follows = text.text[goods[1] : goods[1] + 1]
    return bool(follows) and is_chinese(follows) and is_own_word(text.text[goods[0] : goods[1] + 1])


def _nearness(head: Head, goods: str, between: str, raw: str) -> tuple[NameKind | None, float]:
    if has_stop(raw):
        return (None, 0.0) if len(goods) < 2 else (NameKind.ASSEMBLED, 0.4)
    if head.is_latin or goods.isascii():
        spelt = not goods.isascii() or goods in head.profile.spelt_goods
        return (NameKind.ROMANISED if spelt else NameKind.TRANSLATED), (0.8 if len(between) < 3 else 0.7)
    if not head.is_strong:
        return NameKind.ASSEMBLED, 0.45
    if not between.strip():
        return (NameKind.ALIAS, 0.85) if not raw.strip() else (NameKind.SPLIT, 0.8)
    spaced = any(sign.isspace() for sign in raw)
    if load_words().is_filler(between):
        return NameKind.FILLED, 0.75 if spaced else 0.9
    if len(goods) < 2:
        return None, 0.0
    if spaced or len(between) > FILLED_MOST:
        return NameKind.ASSEMBLED, 0.5
    return NameKind.FILLED, 0.7


def goods_before(text: ListingText, head: Head, start: int, end: int, taken: Taken) -> NameHit | None:
    """Reversed names: 大米 桓仁, Rice from Huanren."""
    low = max(text.bounds(text.number(start))[0], start - (AFTER_LATIN if head.is_latin else BEFORE))
    nearest = None
    for found in head.pattern.finditer(text.text, low, start):
        nearest = found
    if nearest is None or len(nearest.group()) < 2 or not is_free(nearest.span(), taken):
        return None
    gap = start - nearest.end()
    place = spot(text, nearest.start(), end)
    raw = place.between(place.first + len(nearest.group()), place.last - len(head.plain))
    if has_stop(raw) or gap > (8 if head.is_latin else 2) or (head.is_latin and not place.stands_alone()):
        return None
    if len(head.plain) == 1 or (not head.is_latin and is_cut_out(spot(text, start, end), len(head.plain))):
        return None
    latin = head.is_latin and nearest.group().isascii()
    kind, confidence = (NameKind.TRANSLATED, 0.7) if latin else (NameKind.REVERSED, 0.5)
    return hit_at(place, head.profile.slug, kind, head.profile.name, confidence)


def drawn_goods_after(text: ListingText, head: Head, start: int, end: int) -> NameHit | None:
    """A picture instead of the goods word, right behind the place: 桓仁🍚."""
    if not head.is_strong or len(head.plain) < 2 or not text.is_drawn:
        return None
    place, drawn = spot(text, start, end), load_words().drawn_goods
    first, last = place.span
    for at, sign in enumerate(place.field.raw[last : last + 2], last):
        if drawn.get(sign) in head.goods:
            quote = place.field.raw[first : at + 1]
            kind, form = NameKind.TRANSLATED, head.profile.name
            return NameHit(head.profile.slug, place.field.field, (first, at + 1), quote, kind, form, 0.6)
    return None


def altered_goods_after(text: ListingText, head: Head, start: int, end: int) -> NameHit | None:
    """A place word letter by letter, then a goods word in disguise: 桓仁冰久, 怀橘花, 桓仁da米."""
    stop, first = _stop(text, end, 12), text.text[end : end + 1]
    for tail in head.profile.tails:
        if first not in tail.firsts or tail.plain not in head.goods:
            continue
        found = align(tail.plain, tail.sounds, text.text, end, stop, inserted=1)
        if found is None or found.is_exact or not _is_believed(text, head, tail.plain, start, found):
            continue
        place = spot(text, start, found.end)
        if any(has_stop(gap) for _, gap in place.gaps()):
            continue
        name = head.plain + tail.plain
        return hit_at(place, head.profile.slug, altered_kind(found), name, altered_confidence(found, len(name)))
    return None


def _is_believed(text: ListingText, head: Head, tail: str, start: int, found: Alignment) -> bool:
    name = len(head.plain) + len(tail)
    if found.changed >= len(tail) or found.cost > 0.62 * name:
        return False
    written = text.text[found.start : found.end]
    whole = text.text[start : found.end]
    if is_other_name(written) or is_other_name(whole) or is_cut_out(spot(text, start, found.end), len(head.plain)):
        return False
    return not is_own_word(written) or text.holds_any(head.profile.core_goods)


def altered_kind(found: Alignment) -> NameKind:
    """The kind that says most of a disguise."""
    for kind in (NameKind.BY_SHAPE, NameKind.BY_SOUND, NameKind.ROMANISED, NameKind.FILLED):
        if kind in found.kinds:
            return kind
    return NameKind.SPLIT


def altered_confidence(found: Alignment, letters: int) -> float:
    """0.9 for one changed character of many; lower the more of the name is changed."""
    return max(0.4, 0.95 - 0.5 * found.cost / letters)


def _stop(text: ListingText, end: int, reach: int) -> int:
    return min(text.bounds(text.number(end - 1))[1], end + reach)


def is_free(span: tuple[int, int], taken: Taken) -> bool:
    """True where no other name owns the span."""
    before = bisect_right(taken, (span[0], 1 << 40)) - 1
    return before < 0 or span[1] > taken[before][1]
