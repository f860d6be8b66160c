"""A word of a name against a place in a text: character by character, each change at its price."""

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.names.hit import NameKind
from pipelines.names.kin import digits, kin, parts

PARTS_COST, LATIN_COST, INITIAL_COST, INSERTED_COST = 0.6, 0.4, 0.9, 0.8


class Alignment(NamedTuple):
    """How a word stands in the text."""

    start: int
    end: int
    cost: float
    """0 letter by letter; about 1 for each changed character."""
    changed: int
    """Characters of the word that are not themselves."""
    kinds: frozenset[NameKind]

    @property
    def is_exact(self) -> bool:
        """True when nothing was changed or inserted."""
        return not self.kinds


_NOTHING: frozenset[NameKind] = frozenset()


def align(word: str, sounds: Sequence[str], text: str, start: int, stop: int, *, inserted: int = 0) -> Alignment | None:
    """The cheapest way in which `word` begins at `start` and ends at or before `stop`.

    `sounds`: reading of each character; `inserted`: foreign characters allowed between its own.
    """
    return _from(word, sounds, 0, text, start, stop, inserted)


def _from(
    word: str, sounds: Sequence[str], index: int, text: str, at: int, stop: int, inserted: int
) -> Alignment | None:
    if index == len(word):
        return Alignment(at, at, 0.0, 0, _NOTHING)
    best: Alignment | None = None
    if at < stop and text[at] == word[index]:  # itself: nothing is cheaper
        rest = _from(word, sounds, index + 1, text, at + 1, stop, inserted)
        best = rest and Alignment(at, rest.end, rest.cost, rest.changed, rest.kinds)
    elif at < stop:
        for length, cost, kind in _steps(word[index], sounds[index], text, at, stop):
            rest = _from(word, sounds, index + 1, text, at + length, stop, inserted)
            best = _cheaper(best, rest, at, cost, kind)
    if inserted and index and at < stop and (best is None or best.cost > INSERTED_COST):
        rest = _from(word, sounds, index, text, at + 1, stop, inserted - 1)
        if rest is not None and rest.start == at + 1:
            best = _cheaper(best, rest, at, INSERTED_COST, NameKind.FILLED, changed=0)
    return best


def _cheaper(
    best: Alignment | None, rest: Alignment | None, at: int, cost: float, kind: NameKind, changed: int = 1
) -> Alignment | None:
    if rest is None or (best is not None and best.cost <= rest.cost + cost):
        return best
    return Alignment(at, rest.end, rest.cost + cost, rest.changed + changed, rest.kinds | {kind})


def _steps(character: str, sound: str, text: str, at: int, stop: int) -> list[tuple[int, float, NameKind]]:
    """(letters used up, cost, kind) for each way in which a character may stand disguised at `at`."""
    letter = text[at]
    if letter.isascii():
        return _spelt(sound, text, at, stop)
    found: list[tuple[int, float, NameKind]] = []
    if at + 2 <= stop and text.startswith(parts(character), at):
        found.append((2, PARTS_COST, NameKind.BY_SHAPE))
    near = kin(character, sound).get(letter)
    if near is not None:
        found.append((1, near[1], near[0]))
    return found


def _spelt(sound: str, text: str, at: int, stop: int) -> list[tuple[int, float, NameKind]]:
    if text[at] in digits(sound):
        return [(1, PARTS_COST, NameKind.BY_SOUND)]
    if not sound or not text.startswith(sound, at) or at + len(sound) > stop:
        alone = at + 1 == stop or not text[at + 1].isascii()
        return [(1, INITIAL_COST, NameKind.ROMANISED)] if sound[:1] == text[at] and alone else []
    length = len(sound)
    if at + length < stop and text[at + length] in "12345":
        length += 1
    return [(length, LATIN_COST, NameKind.ROMANISED)]
