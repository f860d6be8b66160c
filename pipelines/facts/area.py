"""An indication's area → inside, outside or undecided for any place."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from leads_db.records import Indication
from pipelines.facts.lexicon import Lexicon
from pipelines.places.divisions import stem_of
from pipelines.places.resolver import PlaceHit, PlaceResolver
from pipelines.text.folding import fold, fold_with_map


class Relation(StrEnum):
    """Where a place lies against an area."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    WIDER = "wider"
    """It contains the area or part of it: a province, or a county where the area is villages."""


@dataclass(frozen=True, slots=True)
class AreaMap:
    """The area as code prefixes and narrower places."""

    stems: tuple[str, ...]
    """Codes without trailing 00: 210522, 4108."""
    narrow: tuple[str, ...]
    """Township and village stems where the area is smaller than the county; empty: the whole of the codes."""
    words: tuple[str, ...]
    """Place words that point into the area."""
    countries: frozenset[str]
    """Countries named in the text of an area abroad."""

    def relation(self, place: PlaceHit, context: str = "") -> Relation:
        """Of one place; `context`: the text around it, in which a township or village may be named."""
        code = place.code
        if not self.stems:
            return Relation.OUTSIDE if self.countries and "中国" not in self.countries else Relation.WIDER
        for stem in self.stems:
            if code.startswith(stem):
                return self._narrowed(place, context)
        short = stem_of(code)
        if any(stem.startswith(short) for stem in self.stems):
            return Relation.WIDER
        return Relation.OUTSIDE

    def _narrowed(self, place: PlaceHit, context: str) -> Relation:
        if not self.narrow:
            return Relation.INSIDE
        named = f"{place.township or ''} {context}"
        return Relation.INSIDE if any(word in named for word in self.narrow) else Relation.WIDER


def read_area(indication: Indication, resolver: PlaceResolver, lexicon: Lexicon) -> AreaMap:
    """The area; without codes it is read from the area's text, then from the name itself (景德镇瓷器, 舟山带鱼)."""
    codes = indication.area.codes or _codes_in(indication.area.text, resolver.find)
    codes = codes or _codes_in(indication.name, resolver.find)
    abroad = frozenset(
        lexicon.countries[fold(indication.area.text[start:end])]
        for start, end in lexicon.find_words(fold_with_map(indication.area.text)).get("foreign_place", ())
    )
    doubtful = indication.certainty.get("townships", "high") in ("none", "low")
    narrow = () if doubtful else tuple(dict.fromkeys(_village_stem(name) for name in indication.area.townships))
    return AreaMap(
        stems=tuple(dict.fromkeys(stem_of(code) for code in codes)),
        narrow=tuple(name for name in narrow if len(name) > 1),
        words=indication.area.place_words,
        countries=abroad,
    )


def _codes_in(text: str, find: Callable[[str], tuple[PlaceHit, ...]]) -> tuple[str, ...]:
    hits = find(text) if text else ()
    finest = [
        hit.code
        for hit in hits
        if not any(stem_of(hit.code) != stem_of(o.code) and o.code.startswith(stem_of(hit.code)) for o in hits)
    ]
    return tuple(dict.fromkeys(finest))


def _village_stem(name: str) -> str:
    stem = name.split("(")[0].split("（")[0].strip()
    for tail in ("镇", "乡", "街道"):
        stem = stem.removesuffix(tail) if len(stem) > len(tail) + 1 else stem
    return stem
