"""A file of weights → scores of a text: a linear model of topic, sentiment and alert, in plain Python.

A feature is an n-gram of the masked text or a mark (`@author=media`). Its weights for all classes are packed into one
integer, so that a post is scored by one sum over its features; the same sum brings the length that scores are divided
by. Fitted by scripts/fit_opinions.py, which writes the file; no library is needed to read it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import starmap

import daachorse

from leads_db.errors import RegisterFileBroken

BITS = 40
"""Of one class in a packed integer; a sum of 6,000 weights of at most 2^26 stays within."""
SCALE = 1_000
"""Weights are written in thousandths."""
_HALF = 1 << (BITS - 1)
_MASK = (1 << BITS) - 1
LINE_BREAK = "¶"
"""Stands for a line break in the file."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Log odds of every class, in the order of the file's head."""

    of: dict[str, float]
    features: int
    """How many the model knows of this text."""


class LinearModel:
    """Holds no state between texts."""

    def __init__(
        self, version: str, classes: Sequence[str], bias: Sequence[int], rows: Iterable[Sequence[str]]
    ) -> None:
        """`rows`: (feature, squared idf, a weight for each class), numbers as integers in thousandths."""
        self.version, self.classes, self._bias = version, tuple(classes), tuple(bias)
        held = [(row[0], tuple(map(int, row[1:]))) for row in rows]
        self._number = {feature: number for number, (feature, _) in enumerate(held)}
        self._weights = [weights for _, weights in held]
        self._packed = [_pack(weights) for weights in self._weights]
        grams = [(feature, number) for number, (feature, _) in enumerate(held) if not feature.startswith("@")]
        self._grams = [number for _, number in grams]
        self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick([feature for feature, _ in grams] or ["\0"])
        self._offset = sum(_HALF << (BITS * place) for place in range(len(self.classes) + 1))

    def read(self, text: str, marks: Iterable[str]) -> list[tuple[int, int, int]]:
        """(start, end, number) of every n-gram that is known, then the marks with an empty span."""
        grams = self._grams
        found = [(start, end, grams[number]) for start, end, number in self._automaton.find_overlapping(text)]
        known = self._number
        found += [(0, 0, known[mark]) for mark in marks if mark in known]
        return found

    def score(self, found: Sequence[tuple[int, int, int]]) -> Scores:
        """Bias and weights over the length; 0 features give the bias alone."""
        numbers = {number for _, _, number in found}
        packed = self._packed
        total = sum(map(packed.__getitem__, numbers)) + self._offset
        squares = (total & _MASK) - _HALF
        length = math.sqrt(squares / SCALE) if squares > 0 else 1.0
        sums = [((total >> (BITS * place)) & _MASK) - _HALF for place in range(1, len(self.classes) + 1)]
        of = {
            name: (bias + held / length) / SCALE
            for name, bias, held in zip(self.classes, self._bias, sums, strict=True)
        }
        return Scores(of, len(numbers))

    def says(self, numbers: Iterable[int], name: str) -> list[float]:
        """What each feature says for a class against the mean class, before the length."""
        place, weights = 1 + self.classes.index(name), self._weights
        return [weights[number][place] / SCALE for number in numbers]


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


def chances(scores: dict[str, float], prefix: str) -> dict[str, float]:
    """Softmax over the classes `prefix:…`, prefix cut off."""
    own = {name[len(prefix) + 1 :]: score for name, score in scores.items() if name.startswith(f"{prefix}:")}
    top = max(own.values())
    raised = {name: math.exp(score - top) for name, score in own.items()}
    total = sum(raised.values())
    return {name: value / total for name, value in raised.items()}
