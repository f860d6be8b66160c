"""CSV and its relatives → lines of cells: comma, semicolon or tab; a broken quotation costs its own line only."""

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from crawlers.importing.table import CellLine
from crawlers.importing.text_file import Line, read_lines
from leads_db.errors import RowBroken

DELIMITERS = ",;\t"


def read_delimited(path: Path) -> Iterator[CellLine | RowBroken]:
    """The lines of a delimited file. Raises ImportFileBroken when it is no text."""
    lines = _Lines(read_lines(path))
    delimiter = lines.find_delimiter()
    while lines.has_more():
        yield from lines.take_faults()
        try:
            cells = next(csv.reader(lines, delimiter=delimiter, strict=True), None)
        except csv.Error as fault:
            first = lines.give_back()
            yield RowBroken(f"line {first}: {fault}")
            continue
        if cells is not None:
            yield CellLine(f"line {lines.taken[0].number}", cells)
    yield from lines.take_faults()


class _Lines:
    """Lines for csv.reader that can be given back when a quotation was never closed."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._waiting: deque[Line] = deque()
        self.taken: list[Line] = []
        """Lines of the record that is being read."""

    def __iter__(self) -> Iterator[str]:
        self.taken = []
        while self.has_more() and not self._waiting[0].fault:
            self.taken.append(self._waiting.popleft())
            yield self.taken[-1].text

    def has_more(self) -> bool:
        """True while a line is left."""
        if not self._waiting:
            self._waiting.extend(line for line in (next(self._lines, None),) if line is not None)
        return bool(self._waiting)

    def take_faults(self) -> Iterator[RowBroken]:
        """Damaged lines that come next."""
        while self.has_more() and self._waiting[0].fault:
            line = self._waiting.popleft()
            yield RowBroken(f"line {line.number}: {line.fault}")

    def give_back(self) -> int:
        """Put all lines of the failed record back but its first; that one's number."""
        self._waiting.extendleft(reversed(self.taken[1:]))
        return self.taken[0].number

    def find_delimiter(self) -> str:
        """The mark that the first lines use most; Excel's own `sep=;` line is obeyed and left out."""
        if not self.has_more():
            return ","
        first = self._waiting[0].text
        if first.lower().startswith("sep=") and len(first.strip()) == 5:
            self._waiting.popleft()
            return first.strip()[-1]
        while len(self._waiting) < 5 and (line := next(self._lines, None)) is not None:
            self._waiting.append(line)
        start = "".join(line.text for line in self._waiting)
        return max(DELIMITERS, key=start.count)
