"""One fault of the register, said so that the person who keeps the files can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

Span = tuple[date | None, date | None]
"""First and last day, both included; None is open."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the register."""

    severity: str
    """error or warning."""
    file: str
    where: str
    """The entry or line in the file."""
    what: str
    """What is wrong."""
    to_do: str


def error(file: str, where: str, what: str, to_do: str) -> Problem:
    """A fault with which the register must not be used."""
    return Problem("error", file, where, what, to_do)


def warning(file: str, where: str, what: str, to_do: str) -> Problem:
    """Something missing or doubtful that people must know of."""
    return Problem("warning", file, where, what, to_do)


def spans_overlap(spans: Iterable[Span]) -> bool:
    """True when two of the spans share a day."""
    ordered = sorted((begin or date.min, end or date.max) for begin, end in spans)
    return any(later[0] <= earlier[1] for earlier, later in pairwise(ordered))


def is_reversed(span: Span) -> bool:
    """True when the last day lies before the first."""
    begin, end = span
    return begin is not None and end is not None and end < begin
