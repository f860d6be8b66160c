"""What the readers of a format hand on: one row with the place where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file, not yet understood."""

    where: str
    """`line 12`, `sheet 山药, row 3`: printed when the row is broken."""
    cells: Mapping[str, object]
    """Column name → value as the format gives it."""
