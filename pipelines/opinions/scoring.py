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
from operator import itemgetter

import daachorse

from leads_db.errors import RegisterFileBroken

NARROW, WIDE = (32, "I"), (64, "Q")
"""Bits of one class in a packed integer and the letter that unpacks them; narrow sums are added twice as fast."""
SCALE = 1_000
"""Weights are written in thousandths."""
SAYS_LITTLE = 100
"""Thousandths below which an n-gram is not worth showing."""
_NUMBER_OF = itemgetter(2)
LINE_BREAK = "¶"
"""Stands for a line break in the file."""


class LinearModel:
    """Holds no state between texts."""

    def __init__(
        self,
        version: str,
        classes: Sequence[str],
        bias: Sequence[int],
        rows: Iterable[Sequence[str]],
        shortening: float = 1.0,
    ) -> None:
        """`rows`: (feature, squared idf, a weight for each class), numbers as integers in thousandths.

        `shortening`: power of a text's length by which its scores are divided; 1: every text counts the same.
        """
        self.version, self.classes, self._bias = version, tuple(classes), tuple(bias)
        self._root = shortening / 2
        held = sorted(((row[0], tuple(map(int, row[1:]))) for row in rows), key=lambda one: one[0].startswith("@"))
        self._number = {feature: number for number, (feature, _) in enumerate(held)}
        bits, letter = NARROW if _are_narrow(weights for _, weights in held) else WIDE
        self._packed = [_pack(weights, bits) for _, weights in held]
        self._columns = dict(zip(self.classes, zip(*(weights[1:] for _, weights in held), strict=True), strict=False))
        grams = [feature for feature, _ in held if not feature.startswith("@")]  # first, so their numbers are the same
        self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick(grams or ["\0"])
        width = len(self.classes) + 1
        self._half = half = 1 << (bits - 1)
        self._gains: dict[str, Sequence[float]] = {}
        self._offset = sum(half << (bits * place) for place in range(width))
        self._bytes, self._unpack = width * bits // 8, struct.Struct(f"<{width}{letter}").unpack

    def read(self, text: str, marks: Iterable[str]) -> list[tuple[int, int, int]]:
        """(start, end, number) of every n-gram that is known, then the marks with an empty span."""
        found: list[tuple[int, int, int]] = self._automaton.find_overlapping(text) if self._number else []
        known = self._number
        found += [(0, 0, known[mark]) for mark in marks if mark in known]
        return found

    def score(self, found: Sequence[tuple[int, int, int]]) -> dict[str, float]:
        """Class → log odds: bias and weights over the length; no features give the bias alone."""
        numbers = set(map(_NUMBER_OF, found))
        total = sum(map(self._packed.__getitem__, numbers)) + self._offset
        squares, *sums = self._unpack(total.to_bytes(self._bytes, "little"))
        half = self._half
        length = ((squares - half) / SCALE) ** self._root or 1.0
        odds = [(bias + (held - half) / length) / SCALE for bias, held in zip(self._bias, sums, strict=True)]
        return dict(zip(self.classes, odds, strict=True))

    def gains(self, name: str) -> Sequence[float]:
        """By a feature's number: what it says for a class, a character; 0.0 for single ones, marks, or little."""
        held = self._gains.get(name)
        if held is None:
            sizes = (0 if feature.startswith("@") else len(feature) for feature in self._number)
            held = self._gains[name] = [
                said / size if size > 1 and abs(said) >= SAYS_LITTLE else 0.0
                for said, size in zip(self.says(name), sizes, strict=True)
            ]
        return held

    def says(self, name: str) -> Sequence[int]:
        """By a feature's number: what it says for a class against the mean class, in thousandths, before the length."""
        return self._columns.get(name, ())


def _are_narrow(rows: Iterable[Sequence[int]]) -> bool:
    """No text, whatever features it holds, brings a sum that leaves the narrow field."""
    sums = [sum(map(abs, column)) for column in zip(*rows, strict=True)]
    return max(sums, default=0) < 1 << (NARROW[0] - 1)


def _pack(weights: Sequence[int], bits: int) -> int:
    return sum(starmap(lambda place, weight: weight << (bits * place), enumerate(weights)))


@cache
def load_model(name: str = "topics.txt") -> LinearModel:
    """A packaged file of weights. Raises RegisterFileBroken for a file that is not what it should be."""
    return read_model((files("pipelines") / "opinions" / name).read_text(encoding="utf-8"))


def read_model(text: str) -> LinearModel:
    """`# version`, the classes, the bias, then one feature a line, all parted by tabs. Raises RegisterFileBroken."""
    lines = [line for line in text.split("\n") if line]
    try:
        version = _headed(lines, "# version ")
        shortening = float(_headed(lines, "# shortening ", "1"))
        plain = [line.replace(LINE_BREAK, "\n").split("\t") for line in lines if not line.startswith("# ")]
        classes, bias = plain[0][2:], [int(part) for part in plain[1][2:]]
        return LinearModel(version, classes, bias, plain[2:], shortening)
    except (StopIteration, IndexError, ValueError) as fault:
        raise RegisterFileBroken(f"file of weights: {fault}") from fault


def _headed(lines: Iterable[str], start: str, *otherwise: str) -> str:
    """Raises StopIteration where no line starts so and nothing else is given."""
    return next(iter([*(line[len(start) :] for line in lines if line.startswith(start)), *otherwise]))


def likelihoods(scores: Mapping[str, float], head: str) -> dict[str, float]:
    """The classes `head:…`, each for itself: a text may be of several; the head cut off."""
    names, shorts = _of_head(tuple(scores), head)
    return {short: 1 / (1 + math.exp(-scores[name])) for name, short in zip(names, shorts, strict=True)}


def chances(scores: Mapping[str, float], head: str) -> dict[str, float]:
    """Softmax over the classes `head:…`, the head cut off."""
    names, shorts = _of_head(tuple(scores), head)
    held = [math.exp(scores[name]) for name in names]
    total = sum(held)
    return dict(zip(shorts, [value / total for value in held], strict=True))


@cache
def _of_head(names: tuple[str, ...], head: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The classes of one head, and the same without it; there are as many as models."""
    held = tuple(name for name in names if name.startswith(f"{head}:"))
    return held, tuple(name.removeprefix(f"{head}:") for name in held)
