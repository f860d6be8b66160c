"""Whether letters that spell a name stand on their own, or are pieces of other words that happen to meet."""

from functools import lru_cache

import rjieba

from pipelines.names.words import load_words
from pipelines.places.divisions import load_spellings

REACH = 4
"""Characters read before a name for its word boundary; the longest everyday words have four."""


def is_cut_out(text: str, start: int, end: int) -> bool:
    """True when a word of the language reaches over an edge of text[start:end]: 缅怀|菊花, 桓仁山|参观."""
    if text.startswith(load_words().words_across, end - 1):
        return True
    at = max(0, start - REACH)
    for word in _cut(text[at : end + REACH]):
        if at >= start:
            return False
        at += len(word)
        if at > start:
            return True
    return False


@lru_cache(maxsize=4096)
def _cut(text: str) -> tuple[str, ...]:
    return tuple(rjieba.cut(text, False))


@lru_cache(maxsize=4096)
def is_own_word(text: str) -> bool:
    """True for what is a word or a place of its own: it stands for a name only where something else says so.

    A single character is a word nearly always, so that says nothing.
    """
    if len(text) < 2:
        return False
    return text in load_spellings() or bool(rjieba.has_word(text))


def is_other_name(text: str) -> bool:
    """True for names that only resemble (淮山药, 恒仁堂); no context makes a hit of them."""
    return text in load_words().other_names
