"""How far two texts are one: their normal form, its marks for an index, and the score that decides."""

import hashlib
import re
import zlib
from collections.abc import Collection, Set
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from pipelines.text.folding import compact, fold

LONGEST = 2_000
"""Characters of the normal form that are compared."""
SHORTEST = 14
"""A shorter text is anybody's (桓仁大米真好吃): it folds with nothing."""
SHINGLE = 4
"""Characters of a shingle."""
MARKS = 24
"""Shingles by which a text is found again, more for long ones."""
CARRIED = re.compile(
    r"https?://\S+|//\s*@[^\s:：]{1,30}[:：]|@[\w\-]{1,30}|转发微博|网页链接|展开全文|原创：?|\[\w{1,6}\]"
)
"""What a platform adds to a text that is carried on."""
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SAME = 0.62
"""Share of characters in common order from which two texts of like length are one (benchmarks/event_folding.py)."""
HELD = 0.55
"""Share of the shorter text's shingles from which it is part of the longer."""
AGREEING = 0.5
"""Share of their numbers that two texts have in common where both tell some: a form letter is not its neighbour."""


@dataclass(frozen=True, slots=True)
class Form:
    """A text as it is compared."""

    text: str
    digest: str
    """32 hex characters; equal for texts that differ in nothing but signs."""
    numbers: frozenset[str]
    names: frozenset[str]

    @property
    def is_short(self) -> bool:
        """True when it says too little to be recognised."""
        return len(self.text) < SHORTEST


def read_form(text: str, names: tuple[str, ...] = ()) -> Form:
    """The normal form of a post: simplified, without signs, addresses, and what platforms add to a repost."""
    bare = CARRIED.sub(" ", text[: 3 * LONGEST])
    shape = compact(bare).replace("\n", "")[:LONGEST]
    digest = hashlib.sha256(shape.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Form(shape, digest, frozenset(NUMBER.findall(fold(bare))), frozenset(map(compact, names)))


@lru_cache(maxsize=4_096)
def read_shingles(text: str) -> frozenset[int]:
    """Digests of all runs of SHINGLE characters."""
    raw, width = text.encode("utf-16-le", "surrogatepass"), 2 * SHINGLE
    return frozenset(zlib.crc32(raw[at : at + width]) for at in range(0, len(raw) - width + 1, 2))


def pick_marks(shingles: frozenset[int]) -> list[int]:
    """The smallest digests: those of a text that holds this one hold nearly all of them too."""
    return sorted(shingles)[: MARKS + len(shingles) // 16]


def score_likeness(one: Form, other: Form) -> float:
    """0..1; 1 where one holds the other whole. Below SAME and HELD alike: 0."""
    shorter, longer = (one, other) if len(one.text) <= len(other.text) else (other, one)
    if shorter.text in longer.text:
        return 1.0
    if _disagree(one, other):
        return 0.0
    score = Indel.normalized_similarity(shorter.text, longer.text, score_cutoff=SAME)
    if score >= SAME:
        return float(score)
    held = score_held(one, other)
    return held if held >= HELD else 0.0


def score_held(one: Form, other: Form) -> float:
    """0..1: share of the shorter text's shingles in the longer."""
    small, large = sorted((read_shingles(one.text), read_shingles(other.text)), key=len)
    return len(small & large) / len(small) if small else 0.0


def _disagree(one: Form, other: Form) -> bool:
    """True when each tells figures, or shops and places, that the other does not: a form letter on another case."""
    if _differ(one.numbers & other.numbers, one.numbers, other.numbers):
        return True
    common = {name for name in one.names if name in other.names or name in other.text}
    common |= {name for name in other.names if name in one.text}
    return _differ(common, one.names, other.names)


def _differ(common: Set[str], told: Collection[str], other_told: Collection[str]) -> bool:
    """True when both tell something and less than AGREEING of it is common."""
    fewer = min(len(told), len(other_told))
    return fewer > 0 and len(common) < AGREEING * fewer
