"""Whether letters that spell a name stand on their own, or are pieces of other words that happen to meet."""

from functools import lru_cache

import rjieba

from pipelines.names.words import load_words
from pipelines.names.writing import Spot
from pipelines.places.divisions import load_spellings

REACH = 4
"""Characters read before a name for its word boundary; the longest everyday words have four."""


def is_cut_out(place: Spot, head: int) -> bool:
    """True when a word of the language reaches over an edge of the name: 缅怀|菊花, 桓仁山|参观.

    `head`: letters of the place part. A longer one is cut only by the name of another place (云南|山荔枝).
    """
    before, after = place.attached(REACH)
    name = place.letters
    if after and (name[-1] + after).startswith(load_words().words_across):
        return True
    if not before:
        return False
    at = 0
    for word in _cut(before + name + after):
        if at >= len(before):
            return False
        at += len(word)
        if at > len(before):
            return head < 2 or word in load_spellings()
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
