"""The townships and villages of the seller's own county, as its sentences name them: 塘在中堡, 下露河那片山上."""

import re
from collections.abc import Iterable
from functools import lru_cache

import daachorse

from pipelines.places.divisions import NATIONS, ORDINARY, Division, Spelling, load_divisions, load_townships, short_name

_KIND = re.compile(rf"(?:(?:{NATIONS})*(?:民族)?[镇乡])$")


@lru_cache(maxsize=2_048)
def words_of_seat(code: str) -> "tuple[daachorse.CharwiseDoubleArrayAhoCorasick, tuple[Spelling, ...]] | None":
    """An automaton over the townships of a county, in full and short; None for a county without them."""
    county = load_divisions().get(code)
    if county is None:
        return None
    spelt: dict[str, Spelling] = {}
    for town in load_townships().get(code, ()):
        for text in writings(town, county):
            spelt.setdefault(text, Spelling(county, True, township=town))
    if not spelt:
        return None
    words = sorted(spelt)
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(words, daachorse.MATCH_KIND_LEFTMOST_LONGEST)
    return automaton, tuple(spelt[word] for word in words)


def writings(town: str, county: Division) -> Iterable[str]:
    """In full, and a township's bare name where it is no ordinary word; streets of cities in full only."""
    yield town
    stem = _KIND.sub("", town)
    if stem != town and len(stem) > 1 and stem not in ORDINARY and stem not in short_name(county.name):
        yield stem
