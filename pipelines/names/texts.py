"""A listing → one text of all its fields joined with barriers, and the way back to a field and its raw span."""

import re
from bisect import bisect_right
from functools import cache, cached_property
from typing import NamedTuple

from leads_db.records import Listing
from pipelines.names.words import load_words
from pipelines.text.folding import BARRIER, COMPACT, Folded, map_compact

MARK = "·"
_MARKUP = re.compile(r"&(?:[a-zA-Z]{2,8}|#x?[0-9a-fA-F]{1,6});|</?[a-zA-Z][^<>\n]{0,60}>")

_GLOSS = re.compile(r"[(（](?<=[一-龥].)[A-Za-zÀ-ɏ]{1,6}[)）](?=[一-龥])")
"""How a character is read, between two characters: 桓(huan)仁(ren)大米."""


class FieldText(NamedTuple):
    """One field with its compact form and the map back."""

    field: str
    raw: str
    folded: Folded

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Compact span → raw span; `end` > `start`."""
        return self.folded.span(start, end)


class ListingText:
    """All texts of a listing. The maps are made only for fields that are asked for."""

    def __init__(self, listing: Listing, woven: str = "") -> None:
        """`woven`: a letter that stands between all others and is read as a mark (桓x仁x大x米)."""
        self._listing, self._woven = listing, woven
        self._texts = texts = [listing.title]
        texts += filter(None, listing.attributes.values())
        texts += filter(None, listing.image_texts)
        texts += filter(None, (listing.description, listing.shop_name, listing.operator_name, listing.category))
        self._masked = _mask(texts, woven)
        self.text = self._masked.translate(COMPACT)
        self._fields: dict[int, FieldText] = {}
        self._asked: dict[tuple[str, ...], bool] = {}

    @cached_property
    def _names(self) -> list[str]:
        """Names of the fields, in the order of `_texts`."""
        listing = self._listing
        names = ["title", *(f"attributes.{name}" for name, value in listing.attributes.items() if value)]
        names += (f"image_texts.{number}" for number, value in enumerate(listing.image_texts) if value)
        rest = ("description", "shop_name", "operator_name", "category")
        return names + [name for name in rest if getattr(listing, name)]

    def holds_any(self, words: tuple[str, ...]) -> bool:
        """True when one of the compact words stands anywhere on the page; asked once a listing for each tuple."""
        held = self._asked.get(words)
        if held is None:
            held = self._asked[words] = any(word in self.text for word in words)
        return held

    @cached_property
    def is_drawn(self) -> bool:
        """True when a picture that stands for goods is on the page."""
        return any(map(_drawings().search, self._texts))

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        at = self.text.find(BARRIER)
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find(BARRIER, at + 1)
        return starts

    def number(self, at: int) -> int:
        """Number of the field in which a position of `text` lies."""
        return bisect_right(self._starts, at) - 1

    def name(self, number: int) -> str:
        """Name of a field."""
        return self._names[number]

    def bounds(self, number: int) -> tuple[int, int]:
        """Where a field begins and ends in `text`."""
        return self._bounds[number]

    @cached_property
    def _bounds(self) -> list[tuple[int, int]]:
        ends = [start - 1 for start in self._starts[1:]]
        return list(zip(self._starts, (*ends, len(self.text)), strict=True))

    def at(self, number: int) -> FieldText:
        """The field with its map; positions of the map count from `bounds(number)[0]`."""
        held = self._fields.get(number)
        if held is None:
            raw = self._texts[number]
            begin = sum(map(len, self._texts[:number])) + number
            first, last = self.bounds(number)
            folded = map_compact(self._masked[begin : begin + len(raw)], self.text[first:last])
            held = self._fields[number] = FieldText(self._names[number], raw, folded)
        return held


def _mask(texts: list[str], woven: str) -> str:
    """All texts joined by barriers, as long as they were, with what is no letter of the page blanked out.

    A line break inside a field is an ordinary gap; only fields are kept apart.
    """
    joined = BARRIER.join(texts)
    if joined.count(BARRIER) >= len(texts):
        joined = BARRIER.join([text.replace(BARRIER, " ") for text in texts])
    if "&" in joined or "<" in joined:
        joined = _MARKUP.sub(_blank, joined)
    if _GLOSS.search(joined):
        joined = _GLOSS.sub(_blank, joined)
    if woven:
        joined = joined.translate({ord(letter): MARK for letter in (woven, woven.upper()) if len(letter) == 1})
    return joined


@cache
def _drawings() -> "re.Pattern[str]":
    return re.compile("|".join(map(re.escape, load_words().drawn_goods)) or "(?!)")


def _blank(found: "re.Match[str]") -> str:
    return " " * len(found.group())
