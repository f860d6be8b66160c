"""Whether letters that spell a name stand on their own, or are pieces of other words that happen to meet."""

import re
from functools import cache, lru_cache

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
    if after and (begins_another_word(name[-1] + after) or is_other_goods(name[-4:] + after)):
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


def is_other_goods(text: str) -> bool:
    """True where a goods word has become part of another thing (苹果手机)."""
    return _other_goods().search(text) is not None


@cache
def _other_goods() -> "re.Pattern[str]":
    words = "|".join(map(re.escape, load_words().other_goods))
    return re.compile(f"(?:{words})(?!巴)" if words else "(?!)")  # 山药锅 is a pot, 山药锅巴 a snack


def begins_another_word(text: str) -> bool:
    """True when text that begins with a name's last character is another word (参观, 酒店)."""
    return text.startswith(load_words().words_across)


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
    return is_place(text) or bool(rjieba.has_word(text))


def is_place(text: str) -> bool:
    """True for the name of a division."""
    return text in load_spellings()


@lru_cache(maxsize=4096)
def is_other_name(text: str) -> bool:
    """True where a name stands that only resembles (淮山药片, 恒仁堂); no context makes a hit of it."""
    return any(name in text for name in load_words().other_names)
