"""Places by which origins are told sideways: bare townships, rivers, lakes, mountains, farms, kiln towns, markets.

Weaker than a division named in an address: the second reading sees them as places, they are no claims of their own.
"""

import csv
from collections import defaultdict
from functools import cache
from typing import NamedTuple

import daachorse

from pipelines.places.divisions import ORDINARY, load_divisions, load_townships, register_rows, short_name, stem_of
from pipelines.places.seat_places import writings
from pipelines.text.folding import Folded, fold

SHORTEST_TOWN = 3
"""Characters of a township's name that is found alone; shorter ones stand inside other words."""
MOST = 24
"""Landmarks that are read in one field."""
READ_CAP = 1_500


class Landmark(NamedTuple):
    """One place named alone."""

    span: tuple[int, int]
    """In the raw text."""
    name: str
    codes: tuple[str, ...]
    """Of the counties, prefectures or provinces in which places of this name lie."""


def find_landmarks(folded: Folded) -> list[Landmark]:
    """Those of the beginning of a text, in order, the longest name first."""
    automaton, names, codes = _known()
    found = automaton.find(folded.text[:READ_CAP])[:MOST]
    return [Landmark(folded.span(start, end), names[index], codes[names[index]]) for start, end, index in found]


@cache
def _known() -> tuple[daachorse.CharwiseDoubleArrayAhoCorasick, list[str], dict[str, tuple[str, ...]]]:
    held: dict[str, set[str]] = defaultdict(set)
    for name, code in (*_towns(), *_counties(), *_landmarks()):
        held[fold(name)].add(code)
    names = sorted(held)
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(names, daachorse.MATCH_KIND_LEFTMOST_LONGEST)
    return automaton, names, {name: _finest(codes) for name, codes in held.items()}


def _finest(codes: set[str]) -> tuple[str, ...]:
    """Without the prefecture or province of a county that is told too."""
    stems = {code: stem_of(code) for code in codes}
    return tuple(
        sorted(code for code in codes if not any(one != code and one.startswith(stems[code]) for one in codes))
    )


def _towns() -> list[tuple[str, str]]:
    divisions = load_divisions()
    return [
        (name, code)
        for code, towns in load_townships().items()
        if code in divisions
        for town in towns
        if not town.endswith(("街道", "地区"))
        for name in writings(town, divisions[code])
        if len(name) >= SHORTEST_TOWN
    ]


def _counties() -> list[tuple[str, str]]:
    """Bare names that are no ordinary words, whatever follows them and however many counties share them (东港)."""
    short = ((short_name(one.name), one.code) for one in load_divisions().values() if one.level == "county")
    return [(name, code) for name, code in short if name not in ORDINARY and len(name) > 1]


def _landmarks() -> list[tuple[str, str]]:
    rows = csv.DictReader(register_rows("landmarks.csv"))
    return [(row["name"], code) for row in rows for code in row["codes"].split(";")]
