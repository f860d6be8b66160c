"""Words that are spoken more than in the four weeks before: by how many posts hold them, never by raw counts."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import rjieba

from pipelines.text.folding import compact, fold

TEXT_MOST = 1_500
"""Characters of a post that are read."""
POSTS_LEAST = 3
"""Posts that must hold a word."""
SMOOTHING = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class HotWord:
    """One word that rose."""

    word: str
    posts: int
    """Posts that hold it now."""
    before: int
    """Posts of the weeks before that held it."""
    share: float
    """Of the posts now."""
    share_before: float
    score: float


@cache
def load_stopwords() -> frozenset[str]:
    """The words of stopwords.txt."""
    lines = files("pipelines.opinions").joinpath("stopwords.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def find_hot_words(
    now: Sequence[str], before: Sequence[str], *, leave_out: Collection[str] = (), limit: int = 20
) -> tuple[HotWord, ...]:
    """Words of the posts `now` against those `before`, the most risen first; empty where there are too few posts.

    `leave_out`: names of the indication itself, which every post holds. The score is the number of posts that hold a
    word times the logarithm of how much its share grew.
    """
    left_out = {compact(word) for word in leave_out}
    counts, earlier = _count(now, left_out), _count(before, left_out)
    found = [
        _measure(word, count, earlier[word], len(now), len(before))
        for word, count in counts.items()
        if count >= POSTS_LEAST
    ]
    rising = [one for one in found if one.score > 0]
    return tuple(sorted(rising, key=lambda one: (-one.score, one.word))[:limit])


def _measure(word: str, count: int, count_before: int, posts: int, posts_before: int) -> HotWord:
    share = count / posts
    usual = (count_before + SMOOTHING) / (posts_before + 2 * SMOOTHING)
    return HotWord(
        word=word,
        posts=count,
        before=count_before,
        share=share,
        share_before=count_before / posts_before if posts_before else 0.0,
        score=count * math.log(share / usual),
    )


def _count(texts: Iterable[str], left_out: set[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(read_words(text[:TEXT_MOST]) - left_out)
    return counts


def read_words(text: str) -> set[str]:
    """The words of a text that say something: two letters and more, no numbers, no stop words."""
    stop = load_stopwords()
    return {word for word in rjieba.cut(fold(text), False) if _says_something(word, stop)}


def _says_something(word: str, stop: frozenset[str]) -> bool:
    return 1 < len(word) <= 12 and word not in stop and word.isalnum() and not word.isascii()
