"""A listing → one text of all its fields joined with barriers, and the way back to a field and its raw span."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from leads_db.records import Listing
from pipelines.text.folding import BARRIER, Folded, compact, compact_with_map

MARK = "·"
_MARKUP = re.compile(r"&(?:[a-zA-Z]{2,8}|#x?[0-9a-fA-F]{1,6});|</?[a-zA-Z][^<>]{0,60}>")

_GLOSS = re.compile(r"(?<=[一-龥])[(（][A-Za-zÀ-ɏ]{1,6}[)）](?=[一-龥])")
"""How a character is read, between two characters: 桓(huan)仁(ren)大米."""


@dataclass(frozen=True, slots=True)
class FieldText:
    """One field with its compact form and the map back."""

    field: str
    raw: str
    folded: Folded

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Compact span → raw span; `end` > `start`."""
        return self.folded.starts[start], self.folded.ends[end - 1]


class ListingText:
    """All texts of a listing. The maps are made only for fields that are asked for."""

    def __init__(self, listing: Listing, woven: str = "") -> None:
        """`woven`: a letter that stands between all others and is read as a mark (桓x仁x大x米)."""
        names = ["title"]
        texts = [listing.title]
        for name, value in listing.attributes.items():
            if value:
                names.append(f"attributes.{name}")
                texts.append(value)
        for number, value in enumerate(listing.image_texts):
            if value:
                names.append(f"image_texts.{number}")
                texts.append(value)
        for name, held in (
            ("description", listing.description),
            ("shop_name", listing.shop_name),
            ("operator_name", listing.operator_name),
            ("category", listing.category),
        ):
            if held:
                names.append(name)
                texts.append(held)
        self._names, self._texts, self._woven = names, texts, woven
        self.text = compact(BARRIER.join(map(self._masked, texts)))
        self._fields: dict[int, FieldText] = {}
        self._asked: dict[tuple[str, ...], bool] = {}

    def holds_any(self, words: tuple[str, ...]) -> bool:
        """True when one of the compact words stands anywhere on the page; asked once a listing for each tuple."""
        held = self._asked.get(words)
        if held is None:
            held = self._asked[words] = any(word in self.text for word in words)
        return held

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
        last = number + 1 == len(self._starts)
        return self._starts[number], len(self.text) if last else self._starts[number + 1] - 1

    def at(self, number: int) -> FieldText:
        """The field with its map; positions of the map count from `bounds(number)[0]`."""
        held = self._fields.get(number)
        if held is None:
            raw = self._texts[number]
            folded = compact_with_map(self._masked(raw))
            held = self._fields[number] = FieldText(self._names[number], raw, folded)
        return held

    def _masked(self, raw: str) -> str:
        """The raw text, as long as it was: a line break in a field is an ordinary gap, only fields are kept apart."""
        if BARRIER in raw:
            raw = raw.replace(BARRIER, " ")
        if "&" in raw or "<" in raw:
            raw = _MARKUP.sub(lambda found: " " * len(found.group()), raw)
        if "(" in raw or "（" in raw:
            raw = _GLOSS.sub(lambda found: " " * len(found.group()), raw)
        if self._woven:
            raw = raw.translate(
                {ord(letter): MARK for letter in (self._woven, self._woven.upper()) if len(letter) == 1}
            )
        return raw
