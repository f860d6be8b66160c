"""A page and its facts → the text that the model reads, names, places, goods and numbers blanked; marks of facts."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipelines.facts.area import AreaMap, Relation
from pipelines.facts.lexicon import Span
from pipelines.facts.name_role import Role
from pipelines.facts.page import Page, PageText
from pipelines.names.hit import NameHit
from pipelines.places.resolver import PlaceHit

if TYPE_CHECKING:
    from pipelines.facts.bundle import Facts

FIELD_CAP, READ_CAP = 1_500, 5_000
"""Characters that are read of one field, and of the page."""
PLACES_READ = 24
"""Places, names and words that are blanked in one field, each."""
NAME, OTHER_NAME, GOODS = "Ⓝ", "Ⓜ", "Ⓖ"
PLACES = {Relation.INSIDE: "Ⓘ", Relation.OUTSIDE: "Ⓞ", Relation.WIDER: "Ⓦ"}
BLANKS = (NAME, OTHER_NAME, GOODS, *PLACES.values())
_NUMBER = re.compile(r"[\d.]+")
_KEPT_OUT = {"#": "♯", "@": "＠", "\t": " ", "\r": " ", "¶": " "}
"""What a file of weights is written with."""
_UNREADABLE = re.compile("[#@\t\r¶\ud800-\udfff]")
"""These, and halves of characters, which no text may hold."""
_MARKED = ("field", "raw", "label", "address", "made", "maker")


class Blanked(NamedTuple):
    """One field, blanked, beside its raw text."""

    text: PageText
    pieces: tuple[tuple[Span, str], ...]
    """Raw spans in order with the letter that stands for each."""

    def written(self, span: Span | None = None) -> str:
        """The blanked text of a raw span; None: the field as the model reads it, with its name and its ends."""
        if span is not None:
            return _readable(self._blanked(*span))
        key = f"{self.text.key[:20]}=" if self.text.key else ""
        return f"^{key}{self._blanked(0, min(len(self.text.raw), FIELD_CAP))}$"

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


def _readable(text: str) -> str:
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
        blanked.append(Blanked(text, _apart(spans)))
    return tuple(blanked)


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


def joined(texts: Iterable[Blanked]) -> str:
    """What the model reads of a page."""
    return _readable("\n".join([one.written() for one in texts])[:READ_CAP])


def marks(facts: "Facts") -> list[str]:
    """What fields, lists and numbers tell, as marks: it needs no words."""
    standing = facts.standing
    found = {f"@stand={standing.relationship if standing.user else 'none'}", f"@goods={facts.goods.form}"}
    found |= {f"@claim={c.kind}:{c.relation}" for c in facts.claims if c.kind in _MARKED}
    found |= {f"@written={use.kind}" for use in facts.uses}
    if facts.used_as(Role.SELLER):
        found.add("@seller")
    if any(claim.strength >= 1.0 for claim in facts.signs):
        found.add("@sign")
    asked, price = facts.indication.price, facts.price.cny
    if asked is not None and price is not None and price < asked.low_cny / 2:
        found.add("@cheap")
    if facts.supply.before_harvest or facts.capacity is not None:
        found.add("@supply")
    found.add(f"@scope={facts.indication.scope}")
    return sorted(found)
