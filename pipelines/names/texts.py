"""A listing → one text of all its fields joined with barriers, and the way back to a field and its raw span."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from leads_db.records import Listing
from pipelines.text.folding import BARRIER, Folded, compact, compact_with_map

MARK = "·"


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
        # a line break inside a field is an ordinary gap; only fields are kept apart
        texts = [text.replace(BARRIER, " ") if BARRIER in text else text for text in texts]
        self._names, self._texts, self._woven = names, texts, woven
        self.text = compact(self._unwoven(BARRIER.join(texts)))
        self._fields: dict[int, FieldText] = {}

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
            folded = compact_with_map(self._unwoven(raw))
            held = self._fields[number] = FieldText(self._names[number], raw, folded)
        return held

    def _unwoven(self, raw: str) -> str:
        if not self._woven:
            return raw
        return raw.translate({ord(letter): MARK for letter in (self._woven, self._woven.upper()) if len(letter) == 1})
