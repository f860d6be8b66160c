"""A mention → its folded text with the way back, the names and places in it, and the masked text that the model reads.

Masked: a name of ours is N, a place inside its area L, another place P, a word for goods G, every digit 0. So what the
model learns of one name or goods holds for all, and no place word is learnt by heart. No folded text holds capital
letters, so a mask is no letter.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.places.resolver import PlaceHit
from pipelines.text.folding import Folded, fold_with_map

READ_CAP = 6_000
"""Characters of a post that are read for its topic; a longer one is an article whose head tells it."""
NAME, INSIDE, OUTSIDE, GOODS = "N", "L", "P", "G"
_DIGIT = re.compile("[1-9]")


@dataclass(frozen=True, slots=True)
class PostText:
    """Title and text as one: raw, folded, and where the text begins."""

    raw: str
    folded: Folded
    title_length: int

    def field_span(self, start: int, end: int) -> tuple[str, tuple[int, int]]:
        """Folded span → (field, raw span in it); a span over both fields is cut to the title."""
        first, last = self.folded.span(start, end)
        if first < self.title_length:
            return "title", (first, min(last, self.title_length))
        begin = self.title_length + 1
        return "text", (max(first - begin, 0), max(last - begin, 0))

    def text_of(self, field: str, span: tuple[int, int]) -> str:
        """What stands there."""
        begin = 0 if field == "title" else self.title_length + 1
        return self.raw[begin + span[0] : begin + span[1]]

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        """Span of `raw` → span of the folded text."""
        return bisect_left(self.folded.starts, start), bisect_right(self.folded.starts, end - 1)


def read_post(title: str | None, text: str) -> PostText:
    """Title, line break, text; cut at READ_CAP."""
    head = (title or "")[: READ_CAP // 2]
    raw = f"{head}\n{text}"[:READ_CAP]
    return PostText(raw, fold_with_map(raw), len(head))


@dataclass(frozen=True, slots=True)
class Masked:
    """The masked text and where it differs from the folded one."""

    text: str
    edits: tuple[tuple[int, int], ...]
    """(place of a mask in `text`, how many folded characters it hides beyond one), in order."""

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        """Span of `text` → the folded span it stands for."""
        before = sum(more for at, more in self.edits if at < start)
        return start + before, end + before + sum(more for at, more in self.edits if start <= at < end)


def digits_blanked(folded: str) -> str:
    """Every digit 0; a scan, because a translation looks up each character."""
    return _DIGIT.sub("0", folded)


def mask(
    post: PostText,
    names: Iterable[tuple[int, int]],
    places: Iterable[tuple[int, int, bool]],
    goods: Iterable[tuple[int, int]] = (),
) -> Masked:
    """`names`, `goods`: folded spans; `places`: the same and whether inside the area.

    The first of overlapping ones wins; of those that begin together a name before a place before goods.
    """
    covered = [(start, 0, end, NAME) for start, end in names]
    covered += [(start, 1, end, INSIDE if inside else OUTSIDE) for start, end, inside in places]
    covered += [(start, 2, end, GOODS) for start, end in goods]
    covered.sort()
    text = digits_blanked(post.folded.text)
    parts: list[str] = []
    edits: list[tuple[int, int]] = []
    at = hidden = 0
    for start, _, end, letter in covered:
        if start < at or end <= start:
            continue
        parts += (text[at:start], letter)
        edits.append((start - hidden, end - start - 1))
        hidden += end - start - 1
        at = end
    return Masked("".join((*parts, text[at:])), tuple(edits))


def place_spans(post: PostText, places: Sequence[PlaceHit], stems: Iterable[str]) -> list[tuple[int, int, bool]]:
    """Folded spans of places and whether each lies in the area, or holds it (河南 for 温县)."""
    return [(*post.folded_span(*place.span), is_within(place.code, stems)) for place in places]


def stem(code: str) -> str:
    """410800 → 4108, 410000 → 41."""
    return code.removesuffix("00").removesuffix("00")


def is_within(code: str, stems: Iterable[str]) -> bool:
    """The place lies in one of the areas, or one of them lies in it."""
    own = stem(code)
    return any(own.startswith(area) or area.startswith(own) for area in stems)
