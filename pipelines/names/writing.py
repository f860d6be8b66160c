"""A place where a form stands letter by letter → the hit, with the kind that its raw signs make of it."""

import re

from pipelines.names.forms import Form
from pipelines.names.hit import NameHit, NameKind
from pipelines.names.texts import FieldText, ListingText
from pipelines.text.folding import fold

GAP_MOST = 12
"""Raw signs between two letters of a name; beyond, they no longer belong together."""
_STOP = re.compile(r"[。，,；;！!？?|｜、]|[:：](?=.)")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")


def plain_hit(text: ListingText, form: Form, start: int, end: int) -> NameHit | None:
    """The hit at compact positions start..end; None where the letters only happen to meet."""
    number = text.number(start)
    field = text.at(number)
    begin = text.bounds(number)[0]
    first, last = start - begin, end - begin
    span = field.span(first, last)
    if form.is_latin and not _stands_alone(field.raw, span):
        return None
    gaps = _gaps(field, first, last)
    if any(len(gap) > GAP_MOST for _, gap in gaps):
        return None
    kind, confidence = _kind(form, gaps, field.raw[span[0] : span[1]])
    return NameHit(form.indication, field.field, span, field.raw[span[0] : span[1]], kind, form.text, confidence)


def _stands_alone(raw: str, span: tuple[int, int]) -> bool:
    return not ((span[0] and _LATIN.match(raw[span[0] - 1])) or (span[1] < len(raw) and _LATIN.match(raw[span[1]])))


def _gaps(field: FieldText, first: int, last: int) -> list[tuple[int, str]]:
    """(letter before which it stands, raw signs) for each gap inside the name."""
    starts, ends = field.folded.starts, field.folded.ends
    found = []
    for at in range(first + 1, last):
        if starts[at] > ends[at - 1]:
            found.append((at - first, field.raw[ends[at - 1] : starts[at]]))
    return found


def _kind(form: Form, gaps: list[tuple[int, str]], quote: str) -> tuple[NameKind, float]:
    at_seam = len(gaps) == 1 and gaps[0][0] == len(form.head)
    if form.is_latin:
        return form.kind, form.confidence
    if gaps and at_seam and _STOP.search(gaps[0][1]):
        return NameKind.ASSEMBLED, 0.5
    if gaps and not (at_seam and not _odd(gaps[0][1])):
        return NameKind.SPLIT, form.confidence * 0.95
    if form.kind in (NameKind.EXACT, NameKind.ALIAS) and fold(quote) != quote.lower() and _is_traditional(quote):
        return NameKind.TRADITIONAL, 0.98
    return form.kind, form.confidence


def _odd(gap: str) -> bool:
    """True unless place and goods are merely spaced or bracketed (【桓仁】大米)."""
    return bool(gap.strip(' \u3000\t【】[]［］「」『』“”"‘’《》()（）'))


def _is_traditional(quote: str) -> bool:
    return any(fold(letter) != letter for letter in quote if "\u4e00" <= letter <= "\u9fff")
