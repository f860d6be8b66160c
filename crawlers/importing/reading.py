"""A chosen file of rows → sightings and named broken rows, in the file's order, one at a time."""

from collections.abc import Iterator
from typing import Protocol

from crawlers.importing.chosen_file import ChosenFile, Format
from crawlers.importing.columns import ColumnMap
from crawlers.importing.delimited import read_delimited
from crawlers.importing.json_file import read_json_array, read_json_lines
from crawlers.importing.mention_columns import tells_posts
from crawlers.importing.mention_reader import MentionReader
from crawlers.importing.row import Row
from crawlers.importing.row_reader import RowReader
from crawlers.importing.table import read_table
from crawlers.importing.workbook import read_workbook
from leads_db.errors import ImportFileBroken, RowBroken
from leads_db.records import Mention, Sighting


class HasColumns(Protocol):
    """A reader of rows: of listings, posts, or what others hand over."""

    @property
    def columns(self) -> ColumnMap:
        """Column name → field."""


def read_sightings(file: ChosenFile, reader: RowReader) -> Iterator[Sighting | RowBroken]:
    """Every row of a JSON, delimited or XLSX file. Raises ImportFileBroken when nothing in it is a table."""
    for row in read_rows(file, reader):
        yield row if isinstance(row, RowBroken) else reader.read(row)


def read_posts(file: ChosenFile, reader: MentionReader) -> Iterator[Mention | RowBroken]:
    """Every row of such a file as a post. Raises ImportFileBroken when nothing in it is a table of texts."""
    for row in read_rows(file, reader):
        yield row if isinstance(row, RowBroken) else reader.read(row)


def holds_posts(file: ChosenFile, reader: MentionReader) -> bool:
    """True when the first row has columns that only posts have. A file that cannot be read so holds none."""
    try:
        first = next((row for row in read_rows(file, reader) if not isinstance(row, RowBroken)), None)
    except ImportFileBroken:
        return False
    return first is not None and tells_posts(first.cells)


def read_rows(file: ChosenFile, reader: HasColumns) -> Iterator[Row | RowBroken]:
    """The rows before they are understood."""
    if file.format is Format.JSON_LINES:
        return read_json_lines(file.path)
    if file.format is Format.JSON_ARRAY:
        return read_json_array(file.path)
    if file.format is Format.DELIMITED:
        return read_table(read_delimited(file.path), reader.columns, file.name)
    if file.format is Format.WORKBOOK:
        return _read_sheets(file, reader)
    raise ImportFileBroken(f"{file.name}: {file.format} holds no rows")


def _read_sheets(file: ChosenFile, reader: HasColumns) -> Iterator[Row | RowBroken]:
    """Rows of all sheets; a sheet without headings is one broken row, unless no sheet has any."""
    faults: list[ImportFileBroken] = []
    has_table = False
    for name, lines in read_workbook(file.path):
        try:
            for row in read_table(lines, reader.columns, f"sheet {name}"):
                has_table = True
                yield row
        except ImportFileBroken as fault:
            faults.append(fault)
    if faults and not has_table:
        raise faults[0]
    yield from (RowBroken(str(fault)) for fault in faults if "columns: none" not in str(fault))
