"""The light normal form: NFKC, simplified, lower case, accents and invisible signs gone. Character by character.

Because each raw character folds on its own, a folded position always leads back to the raw one, and `fold` and
`fold_with_map` cannot disagree.
"""

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import opencc

STAMPS = frozenset("丨丶丿〡ㅣ") | {chr(code) for code in (*range(0x3220, 0x3244), *range(0x3280, 0x32B1))}
"""Letters by Unicode, but written as strokes or stamps between letters (桓丨仁, 桓㊣仁)."""

LATIN_LOOKALIKES = dict(zip("аеорсухіѕһјԁԛԝԍոαενορτυВНМТК", "aeopcyxishjdqwgnaevoptubhmtk", strict=True))
"""Cyrillic, Armenian and Greek letters that are typed to look Latin."""

JAPANESE = dict(
    zip(
        "関県産鉄黒竜沢浜広気塩焼売検権済斉徳剤蔵験辺変応価満薬戸収従覚発麦歩",
        "关县产铁黑龙泽滨广气盐烧卖检权济齐德剂藏验边变应价满药户收从觉发麦步",
        strict=True,
    )
)
"""Japanese forms of letters that the table of traditional ones does not hold: 連山関."""

LAST_LETTER = "\U0003ffff"
"""Behind it stand only tags, variation signs, private and unassigned characters."""

BARRIER = "\n"
"""No name reaches over it; fields are joined by it."""


class Folded(NamedTuple):
    """Folded text; character i stands for the raw character at starts[i]."""

    text: str
    starts: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Folded span → raw span; `end` > `start`."""
        return self.starts[start], self.starts[end - 1] + 1


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _fold_character(character: str) -> str:
    if character > LAST_LETTER:
        return "" if "\U000e0000" <= character <= "\U000e0fff" else character
    category = unicodedata.category(character)
    if category in ("Cf", "Cc", "Cs", "Mn", "Me") and character not in "\n\t\r":
        return ""
    if category in ("Cn", "Co"):
        return character  # unassigned and private: nothing is known of them
    plain = JAPANESE.get(character) or unicodedata.normalize("NFKC", character)
    if not plain.isascii():
        plain = "".join(part for part in unicodedata.normalize("NFKD", plain) if not _is_accent(part))
        plain = unicodedata.normalize("NFC", plain)  # Korean syllables stay whole
        plain = _to_simplified().convert(plain) if _has_ideograph(plain) else plain
    return plain.lower()


def _has_ideograph(text: str) -> bool:
    return any("\u2e80" <= part <= "\u9fff" or part >= "\uf900" for part in text)


def _is_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


class _Table(dict[int, str]):
    """Fills itself: code point → what stands for it."""

    def __init__(self, read: Callable[[str], str]) -> None:
        super().__init__()
        self._read = read
        self.dropped: set[str] = set()
        """Characters met so far for which nothing stands."""
        self.several: set[str] = set()
        """Characters met so far for which more than one stands."""

    def __missing__(self, code: int) -> str:
        self[code] = held = self._read(chr(code))
        if len(held) != 1:
            (self.several if held else self.dropped).add(chr(code))
        return held


def _compact_character(character: str) -> str:
    """The folded letters and digits of one character only; line breaks stay as barriers."""
    if character > LAST_LETTER:
        return ""
    if character == BARRIER:
        return BARRIER
    folded = "" if character in STAMPS else LATIN_LOOKALIKES.get(character) or FOLD[ord(character)]
    return "".join(LATIN_LOOKALIKES.get(c, c) for c in folded if c.isalnum())


FOLD = _Table(_fold_character)
COMPACT = _Table(_compact_character)


def fold(text: str) -> str:
    """The light normal form of any text; never raises."""
    return text.translate(FOLD)


def fold_with_map(text: str) -> Folded:
    """The same with the way back to the raw characters."""
    return _mapped(text, text.translate(FOLD), FOLD)


def compact(text: str) -> str:
    """The normal form without anything between the letters: marks, spaces and emoji hide no name in it."""
    return text.translate(COMPACT)


def compact_with_map(text: str) -> Folded:
    """The same with the way back to the raw characters."""
    return map_compact(text, compact(text))


def map_compact(text: str, plain: str) -> Folded:
    """The way back from `plain`, which is the compact form of `text`."""
    return _mapped(text, plain, COMPACT)


def _mapped(text: str, folded: str, table: _Table) -> Folded:
    """Every character of `text` has been met by `table`."""
    if not table.several.isdisjoint(text):
        return Folded(folded, [at for at, sign in enumerate(text) for _ in table[ord(sign)]])
    if len(folded) == len(text):  # one for one
        return Folded(folded, range(len(text)))
    dropped = table.dropped
    return Folded(folded, [at for at, sign in enumerate(text) if sign not in dropped])
