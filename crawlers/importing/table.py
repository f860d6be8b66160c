"""Lines of cells → rows with named columns: finds the line of headings, which may stand below a title."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from crawlers.importing.columns import ColumnMap
from crawlers.importing.row import Row
from leads_db.errors import ImportFileBroken, RowBroken

HEADINGS_WITHIN = 10
"""Lines from the top among which the headings must stand."""


@dataclass(frozen=True, slots=True)
class CellLine:
    """One line of a table."""

    where: str
    cells: Sequence[object]

    @property
    def is_blank(self) -> bool:
        """True when no cell holds anything."""
        return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in self.cells)


def read_table(lines: Iterator[CellLine | RowBroken], columns: ColumnMap, name: str) -> Iterator[Row | RowBroken]:
    """Rows below the headings. Raises ImportFileBroken when no line near the top has the columns that are wanted."""
    above: list[CellLine | RowBroken] = []
    for line in lines:
        if isinstance(line, CellLine) and columns.is_heading(_fields(line, columns)):
            yield from _rows(chain((one for one in above if isinstance(one, RowBroken)), lines), _headings(line))
            return
        if isinstance(line, RowBroken) or not line.is_blank:
            above.append(line)
        if len(above) >= HEADINGS_WITHIN:
            break
    seen = next((_headings(line) for line in above if isinstance(line, CellLine)), [])
    shown = ", ".join(heading for heading in seen[:20] if heading) or "none"
    raise ImportFileBroken(f"{name}: {columns.wanted} (columns: {shown})")


def _rows(lines: Iterator[CellLine | RowBroken], headings: list[str]) -> Iterator[Row | RowBroken]:
    width = len(headings)
    for line in lines:
        if isinstance(line, RowBroken):
            yield line
        elif not line.is_blank:
            if any(cell not in (None, "") for cell in line.cells[width:]):
                yield RowBroken(f"{line.where}: {len(line.cells)} cells under {width} columns")
            else:
                yield Row(line.where, _named(headings, line.cells))


def _named(headings: list[str], cells: Sequence[object]) -> dict[str, object]:
    named: dict[str, object] = {}
    for heading, cell in zip(headings, cells, strict=False):
        if heading and named.get(heading) in (None, ""):
            named[heading] = cell
    return named


def _headings(line: CellLine) -> list[str]:
    headings = ["" if cell is None else str(cell).strip() for cell in line.cells]
    while headings and not headings[-1]:
        headings.pop()
    return headings


def _fields(line: CellLine, columns: ColumnMap) -> set[str]:
    names = (columns.field(heading) for heading in _headings(line) if len(heading) <= 60)
    found = {name for name in names if name is not None}
    return found if len(found) > 1 else set()
