"""Character → the characters that may stand for it by sound or by shape, from alike.csv and words.yml."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipelines.names.hit import NameKind
from pipelines.names.words import load_words

SOUND_COST, NEAR_SOUND_COST, SHAPE_COST = 1.0, 1.3, 1.2
_DIGITS = {"yi": "1", "er": "2", "san": "3", "si": "4", "wu": "5", "liu": "6", "qi": "7", "ba": "8", "jiu": "9"}
_SOUTHERN = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


@dataclass(frozen=True, slots=True)
class _Row:
    sounds: tuple[str, ...]
    shapes: str
    parts: str


@dataclass(frozen=True, slots=True)
class _Table:
    rows: Mapping[str, _Row]
    by_sound: Mapping[str, str]
    by_near_sound: Mapping[str, str]
    shapes_of: Mapping[str, str]
    """Look-alikes in both directions."""


@cache
def _table() -> _Table:
    text = (files("pipelines") / "names" / "alike.csv").read_text(encoding="utf-8")
    rows = {row[0]: _Row(tuple(row[1].split()), row[2], row[3]) for row in csv.reader(text.splitlines()[1:])}
    by_sound: dict[str, list[str]] = {}
    by_near: dict[str, list[str]] = {}
    shapes: dict[str, list[str]] = {}
    for character, row in rows.items():
        for sound in row.sounds[:2]:
            by_sound.setdefault(sound, []).append(character)
            by_near.setdefault(_southern(sound), []).append(character)
        for other in row.shapes:
            shapes.setdefault(character, []).append(other)
            shapes.setdefault(other, []).append(character)
    for character, others in load_words().more_alike.items():
        for other in others:
            shapes.setdefault(character, []).append(other)
            shapes.setdefault(other, []).append(character)
    return _Table(rows, _joined(by_sound), _joined(by_near), _joined(shapes))


def _joined(lists: Mapping[str, list[str]]) -> dict[str, str]:
    return {key: "".join(dict.fromkeys(held)) for key, held in lists.items()}


def _southern(sound: str) -> str:
    """Merges what southern speakers merge: z/zh, c/ch, s/sh, n/ng."""
    for long, short in _SOUTHERN:
        sound = sound.replace(long, short)
    return sound


@cache
def kin(character: str, sound: str) -> Mapping[str, tuple[NameKind, float]]:
    """Stand-ins of a character → (by sound or by shape, cost).

    `sound`: its toneless reading in the name; a character's other readings (怀 read fú) bring only noise.
    """
    table, helping = _table(), load_words().helping_letters
    found: dict[str, tuple[NameKind, float]] = {}
    for other in table.by_sound.get(sound, ""):
        found.setdefault(other, (NameKind.BY_SOUND, SOUND_COST))
    for other in table.shapes_of.get(character, ""):
        found.setdefault(other, (NameKind.BY_SHAPE, SHAPE_COST))
    for other in table.by_near_sound.get(_southern(sound), "") if sound else "":
        found.setdefault(other, (NameKind.BY_SOUND, NEAR_SOUND_COST))
    return {other: price for other, price in found.items() if other != character and other not in helping}


def shape_kin(character: str) -> str:
    """Characters that look like it, in both directions; empty for what the table lacks."""
    return _table().shapes_of.get(character, "")


@cache
def parts(character: str) -> tuple[str, ...]:
    """The ways to write a character's two parts apart (桓 → 木亘; 怀 → 心不, 忄不); empty where it has none."""
    row = _table().rows.get(character)
    if row is None or not row.parts:
        return ()
    radical = load_words().written_radicals.get(row.parts[0])
    return (row.parts, radical + row.parts[1]) if radical else (row.parts,)


def sounds(character: str) -> tuple[str, ...]:
    """All toneless readings; empty for what the table lacks."""
    row = _table().rows.get(character)
    return row.sounds if row else ()


def digits(sound: str) -> str:
    """The digit that is read so (5 for 五 and 武); empty for most readings."""
    return _DIGITS.get(sound, "")
