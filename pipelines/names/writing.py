"""A place in a listing's compact text → its raw span, its gaps, and the hit that stands there."""

import re
from typing import NamedTuple

from pipelines.names.hit import NameHit, NameKind
from pipelines.names.texts import FieldText, ListingText

GAP_MOST = 12
"""Raw signs between two letters of a name; beyond, they no longer belong together."""
_STOP = re.compile(r"[。，,；;！!？?|｜、\n]|[:：](?=.)")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
_FRAMES = ' \u3000\t【】[]［］「」『』“”"‘’《》()（）'


class Spot(NamedTuple):
    """A stretch of one field. `first` and `last` count compact letters from the field's beginning."""

    field: FieldText
    first: int
    last: int

    @property
    def span(self) -> tuple[int, int]:
        """Raw span."""
        return self.field.span(self.first, self.last)

    @property
    def quote(self) -> str:
        """Raw characters."""
        start, end = self.span
        return self.field.raw[start:end]

    def gaps(self) -> list[tuple[int, str]]:
        """(letter before which it stands, raw signs) for each gap between its letters."""
        starts, raw = self.field.folded.starts, self.field.raw
        return [
            (at - self.first, raw[starts[at - 1] + 1 : starts[at]])
            for at in range(self.first + 1, self.last)
            if starts[at] > starts[at - 1] + 1
        ]

    def between(self, first: int, last: int) -> str:
        """Raw text after letter `first`-1 and before letter `last`, both counted from the field's beginning."""
        starts = self.field.folded.starts
        return self.field.raw[starts[first - 1] + 1 : starts[last]]

    def attached(self, reach: int) -> tuple[str, str]:
        """The letters that touch it before and after, without a space or mark between; `reach` of them at most."""
        starts, letters = self.field.folded.starts, self.field.folded.text
        low, high = self.first, self.last
        while low and self.first - low < reach and starts[low - 1] + 1 >= starts[low]:
            low -= 1
        while high < len(letters) and high - self.last < reach and starts[high - 1] + 1 >= starts[high]:
            high += 1
        return letters[low : self.first], letters[self.last : high]

    @property
    def letters(self) -> str:
        """Its compact letters."""
        return self.field.folded.text[self.first : self.last]

    def stands_alone(self) -> bool:
        """True when no Latin letter touches it."""
        start, end = self.span
        raw = self.field.raw
        return not (start and _LATIN.match(raw[start - 1])) and not (end < len(raw) and _LATIN.match(raw[end]))


def spot(text: ListingText, start: int, end: int) -> Spot:
    """The stretch at positions start..end of the listing's compact text."""
    number = text.number(start)
    begin = text.bounds(number)[0]
    return Spot(text.at(number), start - begin, end - begin)


def hit_at(place: Spot, indication: str, kind: NameKind, form: str, confidence: float) -> NameHit:
    """The hit at a spot."""
    return NameHit(indication, place.field.field, place.span, place.quote, kind, form, round(confidence, 3))


def has_stop(raw: str) -> bool:
    """True when a phrase ends inside."""
    return _STOP.search(raw) is not None


def is_odd(gap: str) -> bool:
    """True unless place and goods are merely spaced or bracketed (【桓仁】大米)."""
    return bool(gap.strip(_FRAMES))
