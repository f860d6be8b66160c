"""A file of weights → scores of a text: a linear model of topic, sentiment and alert, in plain Python.

A feature is an n-gram of the masked text or a mark (`@author=media`). Its weights for all classes are packed into one
integer, so that a post is scored by one sum over its features; the same sum brings the length that scores are divided
by. Fitted by scripts/fit_opinions.py, which writes the file; no library is needed to read it.
"""

import math
import struct
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import starmap

import daachorse

from leads_db.errors import RegisterFileBroken

BITS = 64
"""Of one class in a packed integer; a sum of 6,000 weights of at most 2^40 stays within."""
SCALE = 1_000
"""Weights are written in thousandths."""
_HALF = 1 << (BITS - 1)
LINE_BREAK = "¶"
"""Stands for a line break in the file."""


class LinearModel:
    """Holds no state between texts."""

    def __init__(
        self, version: str, classes: Sequence[str], bias: Sequence[int], rows: Iterable[Sequence[str]]
    ) -> None:
        """`rows`: (feature, squared idf, a weight for each class), numbers as integers in thousandths."""
        self.version, self.classes, self._bias = version, tuple(classes), tuple(bias)
        held = sorted(((row[0], tuple(map(int, row[1:]))) for row in rows), key=lambda one: one[0].startswith("@"))
        self._number = {feature: number for number, (feature, _) in enumerate(held)}
        self._packed = [_pack(weights) for _, weights in held]
        self._columns = dict(zip(self.classes, zip(*(weights[1:] for _, weights in held), strict=True), strict=False))
        grams = [feature for feature, _ in held if not feature.startswith("@")]  # first, so their numbers are the same
        self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick(grams or ["\0"])
        width = len(self.classes) + 1
        self._offset = sum(_HALF << (BITS * place) for place in range(width))
        self._bytes, self._unpack = width * 8, struct.Struct(f"<{width}Q").unpack

    def read(self, text: str, marks: Iterable[str]) -> list[tuple[int, int, int]]:
        """(start, end, number) of every n-gram that is known, then the marks with an empty span."""
        found: list[tuple[int, int, int]] = self._automaton.find_overlapping(text) if self._number else []
        known = self._number
        found += [(0, 0, known[mark]) for mark in marks if mark in known]
        return found

    def score(self, found: Sequence[tuple[int, int, int]]) -> dict[str, float]:
        """Class → log odds: bias and weights over the length; no features give the bias alone."""
        numbers = {number for _, _, number in found}
        total = sum(map(self._packed.__getitem__, numbers)) + self._offset
        squares, *sums = self._unpack(total.to_bytes(self._bytes, "little"))
        length = math.sqrt((squares - _HALF) / SCALE) or 1.0
        return {
            name: (bias + (held - _HALF) / length) / SCALE
            for name, bias, held in zip(self.classes, self._bias, sums, strict=True)
        }

    def says(self, name: str) -> Sequence[int]:
        """By a feature's number: what it says for a class against the mean class, in thousandths, before the length."""
        return self._columns.get(name, ())


def _pack(weights: Sequence[int]) -> int:
    return sum(starmap(lambda place, weight: weight << (BITS * place), enumerate(weights)))


@cache
def load_model(name: str = "topics.txt") -> LinearModel:
    """A packaged file of weights. Raises RegisterFileBroken for a file that is not what it should be."""
    return read_model((files("pipelines") / "opinions" / name).read_text(encoding="utf-8"))


def read_model(text: str) -> LinearModel:
    """`# version`, the classes, the bias, then one feature a line, all parted by tabs. Raises RegisterFileBroken."""
    lines = [line for line in text.split("\n") if line]
    try:
        version = next(line[len("# version ") :] for line in lines if line.startswith("# version "))
        plain = [line.replace(LINE_BREAK, "\n").split("\t") for line in lines if not line.startswith("# ")]
        classes, bias = plain[0][2:], [int(part) for part in plain[1][2:]]
        return LinearModel(version, classes, bias, plain[2:])
    except (StopIteration, IndexError, ValueError) as fault:
        raise RegisterFileBroken(f"file of weights: {fault}") from fault


def chances(scores: Mapping[str, float], head: str) -> dict[str, float]:
    """Softmax over the classes `head:…`, the head cut off."""
    cut = len(head) + 1
    own = {name[cut:]: math.exp(score) for name, score in scores.items() if name[: cut - 1] == head}
    total = sum(own.values())
    return {name: value / total for name, value in own.items()}
