"""A chosen file of rows → sightings and named broken rows, in the file's order, one at a time."""

from collections.abc import Iterator

from crawlers.importing.chosen_file import ChosenFile, Format
from crawlers.importing.delimited import read_delimited
from crawlers.importing.json_file import read_json_array, read_json_lines
from crawlers.importing.row import Row
from crawlers.importing.row_reader import RowReader
from crawlers.importing.table import read_table
from crawlers.importing.workbook import read_workbook
from leads_db.errors import ImportFileBroken, RowBroken
from leads_db.records import Sighting


def read_sightings(file: ChosenFile, reader: RowReader) -> Iterator[Sighting | RowBroken]:
    """Every row of a JSON, delimited or XLSX file. Raises ImportFileBroken when nothing in it is a table."""
    for row in read_rows(file, reader):
        yield row if isinstance(row, RowBroken) else reader.read(row)


def read_rows(file: ChosenFile, reader: RowReader) -> Iterator[Row | RowBroken]:
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


def _read_sheets(file: ChosenFile, reader: RowReader) -> Iterator[Row | RowBroken]:
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
