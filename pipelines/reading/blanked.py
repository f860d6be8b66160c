"""A page → the text that the model reads, names, places, goods and numbers blanked.

The text has two parts: the page itself, and once more every clause that holds a blank, each character behind a sign for
the blanks of its clause. So «收» beside a place outside is another feature than «收» beside the name.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from leads_db.records import Indication
from pipelines.facts.area import AreaMap, Relation
from pipelines.facts.lexicon import Span
from pipelines.facts.page import Page, PageText
from pipelines.names.hit import NameHit
from pipelines.places.landmarks import Landmark, find_landmarks
from pipelines.places.resolver import PlaceHit

FIELD_CAP, READ_CAP = 1_500, 5_000
"""Characters that are read of one field, and of the page."""
PLACES_READ = 24
"""Places, names and words that are blanked in one field, each."""
NAME, OTHER_NAME, GOODS = "Ⓝ", "Ⓜ", "Ⓖ"
PLACES = {Relation.INSIDE: "Ⓘ", Relation.OUTSIDE: "Ⓞ", Relation.WIDER: "Ⓦ"}
BLANKS = (NAME, OTHER_NAME, GOODS, *PLACES.values())
_NO_BLANK, SECOND_PART = "\ue000", "\ue0ff"
"""The sign of a clause is _NO_BLANK raised by one bit for each of its blanks."""
_BIT = {letter: 1 << place for place, letter in enumerate(BLANKS)}
_HELD = re.compile(f"[{''.join(BLANKS)}]")
CLAUSE_END = re.compile(r"[,，、。！？!?；;\n｜|~～…]|\s+")
SHORTEST = 2
"""Characters of a clause that is read."""
_NUMBER = re.compile(r"[\d.]+")
_KEPT_OUT = {"#": "♯", "@": "＠", "\t": " ", "\r": " ", "¶": " "}
"""What a file of weights is written with."""
_UNREADABLE = re.compile("[#@\t\r¶\ud800-\udfff\ue000-\ue0ff]")
"""These, halves of characters, which no text may hold, and the signs of clauses."""


class Blanked(NamedTuple):
    """One field, blanked, beside its raw text."""

    text: PageText
    pieces: tuple[tuple[Span, str], ...]
    """Raw spans in order with the letter that stands for each."""

    @property
    def readable(self) -> str:
        """The field as the model reads it, with its name and its ends."""
        key = f"{self.text.key[:20]}=" if self.text.key else ""
        return as_written(f"^{key}{self._blanked(0, min(len(self.text.raw), FIELD_CAP))}$")

    def clause(self, span: Span) -> str:
        """A raw span as the model reads it."""
        return as_read([as_written(self._blanked(*span))])

    def _blanked(self, start: int, end: int) -> str:
        raw, at = self.text.raw, start
        out: list[str] = []
        for (first, last), letter in self.pieces[bisect_left(self.pieces, ((start, 0), "")) :]:
            if first > end:
                break
            if first >= at and last <= end:
                out += (raw[at:first], letter)
                at = last
        out.append(raw[at:end])
        return _NUMBER.sub("0", "".join(out))


def as_written(text: str) -> str:
    """A text in the characters that a file of weights can hold."""
    return _UNREADABLE.sub(lambda found: _KEPT_OUT.get(found[0], "?"), text)


def blank(
    page: Page,
    places: Mapping[str, Sequence[PlaceHit]],
    hits: Mapping[str, Sequence[NameHit]],
    slug: str,
    words: Mapping[str, Iterable[str]],
    area: AreaMap,
) -> tuple[Blanked, ...]:
    """The page's texts, in page order. `hits`: of all indications; `words`: letter → words that it stands for."""
    named: dict[str, list[tuple[Span, str]]] = {}
    for one in (slug, *(other for other in hits if other != slug)):
        for hit in hits[one]:
            named.setdefault(hit.field, []).append((hit.span, NAME if one == slug else OTHER_NAME))
    held = {letter: [word for word in some if word in page.whole] for letter, some in words.items()}
    blanked = []
    for text in page.of_goods:  # what shops and firms are called must change nothing
        spans = named.get(text.field, [])[:PLACES_READ]
        for place in places.get(text.field, ())[:PLACES_READ]:
            around = text.raw[place.span[0] : place.span[1] + 12]
            spans.append((place.span, PLACES[area.relation(place, around)]))
        spans += _worded(text.raw, held)
        spans += [(place.span, PLACES[_beside(place, area)]) for place in find_landmarks(text.folded)]
        blanked.append(Blanked(text, _apart(spans)))
    return tuple(blanked)


def _beside(landmark: Landmark, area: AreaMap) -> Relation:
    """Of all places of that name; wider where they differ."""
    told = {
        area.relation(PlaceHit(code, "", "county", landmark.span, landmark.name, 0.5), landmark.name)
        for code in landmark.codes
    }
    return told.pop() if len(told) == 1 else Relation.WIDER


def _worded(raw: str, words: Mapping[str, Iterable[str]]) -> list[tuple[Span, str]]:
    """The first PLACES_READ of each word."""
    spans: list[tuple[Span, str]] = []
    for letter, held in words.items():
        for word in held:
            at, most = raw.find(word, 0, FIELD_CAP), len(spans) + PLACES_READ
            while at >= 0 and len(spans) < most:
                spans.append(((at, at + len(word)), letter))
                at = raw.find(word, at + len(word), FIELD_CAP)
    return spans


def _apart(spans: Iterable[tuple[Span, str]]) -> tuple[tuple[Span, str], ...]:
    """Without those that overlap an earlier one, in the order of the text."""
    kept: list[tuple[Span, str]] = []
    taken: set[int] = set()
    for span, letter in spans:
        if span[1] <= FIELD_CAP and taken.isdisjoint(range(*span)):
            taken.update(range(*span))
            kept.append((span, letter))
    return tuple(sorted(kept))


def as_read(texts: Iterable[str]) -> str:
    """What the model reads of blanked fields, or of one clause."""
    page = "\n".join(texts)[:READ_CAP]
    return (
        page + SECOND_PART + "".join([_signed(clause) for clause in CLAUSE_END.split(page) if len(clause) >= SHORTEST])
    )


def _signed(clause: str) -> str:
    """Each character behind the sign of the clause's blanks; empty where it has none."""
    sign = signs_of(clause)
    return sign + sign.join(clause) + "\n" if sign else ""


def signs_of(clause: str) -> str:
    """The sign for the blanks of a clause; empty where it has none."""
    held = sum({_BIT[letter] for letter in _HELD.findall(clause)})
    return chr(ord(_NO_BLANK) + held) if held else ""


def is_sign(character: str) -> bool:
    """True for a sign of a clause."""
    return _NO_BLANK < character < SECOND_PART


def blanked_page(
    page: Page,
    indication: Indication,
    places: Mapping[str, Sequence[PlaceHit]],
    hits: Mapping[str, Sequence[NameHit]],
    area: AreaMap,
) -> tuple[Blanked, ...]:
    """The page's texts, blanked for one indication; the longest goods word first."""
    words = {
        PLACES[Relation.INSIDE]: (*area.words, *area.narrow),
        GOODS: _longest_first(indication.goods, indication.neutral_words),
    }
    return blank(page, places, hits, indication.slug, words, area)


@lru_cache(maxsize=4_096)
def _longest_first(goods: tuple[str, ...], further: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*goods, *further}, key=lambda word: (-len(word), word)))
