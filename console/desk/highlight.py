"""A listing's raw text cut into pieces, those marked on which findings rest. Templates escape each piece."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from leads_db.records import Finding, FindingState, Listing
from pipelines.masking import find_personal

FULL_UP_TO = 900
"""Characters of a field that are shown whole; of a longer one, its beginning and what surrounds the marks."""
AROUND = 120
TITLE_SHOWN = 60
"""Characters of a title in a list."""
FIELDS_SHOWN = 30
"""Fields of a page that are shown; marked ones always are."""
PLAIN_FIELDS = (
    "shop_name", "operator_name", "operator_code", "operator_address", "shop_location", "ships_from",
    "category", "price_raw", "sold_raw", "description",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of raw characters of one standing."""

    text: str
    mark: FindingState | None = None
    """FOUND or CLEAR where a finding quotes it."""
    skipped: int = 0
    """Characters left out here."""


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field of the page with its marked pieces."""

    name: str
    pieces: tuple[Piece, ...]

    @property
    def is_marked(self) -> bool:
        """True when a finding quotes this field."""
        return any(piece.mark for piece in self.pieces)


def show_fields(listing: Listing, findings: Iterable[Finding]) -> tuple[tuple[ShownField, ...], int]:
    """The text fields of a listing in reading order (empty ones are no fields), and how many are not shown."""
    marks = _by_field(findings)
    fields = [
        ShownField(name, tuple(_shorten(_cut(text, marks.get(name, ()))))) for name, text in _texts(listing) if text
    ]
    shown = tuple(field for place, field in enumerate(fields) if place < FIELDS_SHOWN or field.is_marked)
    return shown, len(fields) - len(shown)


def show_title(listing: Listing, findings: Iterable[Finding]) -> tuple[Piece, ...]:
    """The title for a list, cut with … at TITLE_SHOWN."""
    left = TITLE_SHOWN
    pieces: list[Piece] = []
    for piece in _cut(listing.title, _by_field(findings).get("title", ())):
        text = piece.text if len(piece.text) <= left else f"{piece.text[:left]}…"
        pieces.append(Piece(text, piece.mark))
        left -= len(piece.text)
        if left <= 0:
            break
    return tuple(pieces)


def _by_field(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Field → the findings that quote it."""
    marks: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.span is not None and finding.state is not FindingState.UNKNOWN:
            marks.setdefault(finding.field, []).append(finding)
    return marks


def _texts(listing: Listing) -> Iterator[tuple[str, str]]:
    yield "title", listing.title
    for place, text in enumerate(listing.image_texts):
        yield f"image_texts.{place}", text
    for name, value in listing.attributes.items():
        yield f"attributes.{name}", value
    if listing.price_cny is not None:
        yield "price_cny", f"{listing.price_cny}"
    for name in PLAIN_FIELDS:
        yield name, getattr(listing, name) or ""


def _cut(text: str, findings: Sequence[Finding]) -> list[Piece]:
    """Pieces at the borders of all quotes; where FOUND and CLEAR overlap, FOUND shows. Personal data is hidden."""
    spans = [(max(0, item.span[0]), min(len(text), item.span[1]), item.state) for item in findings if item.span]
    hidden = {start: (end, shown) for start, end, shown in find_personal(text)}
    ends = [start for start, end, _ in spans if start < end] + [end for start, end, _ in spans if start < end]
    ends += [*hidden, *(end for end, _ in hidden.values())]
    pieces: list[Piece] = []
    hidden_until = 0
    for start, end in pairwise(sorted({0, len(text), *ends})):
        states = {state for first, last, state in spans if first <= start and end <= last}
        mark = FindingState.FOUND if FindingState.FOUND in states else next(iter(states), None)
        if start in hidden:
            hidden_until, shown = hidden[start]
            pieces.append(Piece(shown, mark))
        elif start >= hidden_until:
            pieces.append(Piece(text[start:end], mark))
    return pieces


def _shorten(pieces: Sequence[Piece]) -> Iterator[Piece]:
    if sum(len(piece.text) for piece in pieces) <= FULL_UP_TO:
        yield from pieces
        return
    for place, piece in enumerate(pieces):
        keep_head = AROUND if place else AROUND * 3
        keep_tail = AROUND if place + 1 < len(pieces) else 0
        left_out = len(piece.text) - keep_head - keep_tail
        if piece.mark or left_out <= 0:
            yield Piece(piece.text[:FULL_UP_TO], piece.mark, max(0, len(piece.text) - FULL_UP_TO))
        else:
            yield Piece(piece.text[:keep_head], None, left_out)
            yield Piece(piece.text[len(piece.text) - keep_tail :] if keep_tail else "")
