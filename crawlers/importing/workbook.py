"""XLSX → lines of cells, sheet by sheet, read as a stream and within limits that a zip bomb runs into."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from crawlers.importing.table import CellLine
from leads_db.errors import ImportFileBroken, RowBroken

UNPACKED_CAP = 1_000_000_000
"""Bytes of all parts of a workbook together, unpacked."""
STRINGS_CAP = 100_000_000
"""Bytes of the table of texts, which is read into memory whole."""
RATIO_CAP = 200
"""Unpacked to packed of one part above a megabyte; real sheets stay below 50."""
COLUMNS_CAP = 200


def read_workbook(path: Path) -> Iterator[tuple[str, Iterator[CellLine | RowBroken]]]:
    """Name and lines of every sheet. Raises ImportFileBroken."""
    check_zip(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, KeyError, ValueError, ParseError, SyntaxError, zipfile.BadZipFile) as fault:
        raise ImportFileBroken(f"{path.name}: no readable XLSX: {str(fault)[:200]}") from fault
    try:
        for sheet in book.worksheets:
            yield sheet.title, _lines(sheet)
    finally:
        book.close()


def _lines(sheet: object) -> Iterator[CellLine | RowBroken]:
    name = getattr(sheet, "title", "")
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # the stated size may lie
    rows = sheet.iter_rows(values_only=True, max_col=COLUMNS_CAP)  # type: ignore[attr-defined]
    number = 0
    try:
        for number, cells in enumerate(rows, 1):
            yield CellLine(f"sheet {name}, row {number}", cells)
    except (ValueError, KeyError, IndexError, ParseError, SyntaxError, zipfile.BadZipFile, EOFError, OSError) as fault:
        yield RowBroken(f"sheet {name}, from row {number + 1} to its end: {str(fault)[:200]}")


def check_zip(path: Path) -> None:
    """Refuse what is no zip and what unpacks beyond all measure. Raises ImportFileBroken."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (OSError, zipfile.BadZipFile, NotImplementedError) as fault:
        raise ImportFileBroken(f"{path.name}: no readable zip container: {fault}") from fault
    total = sum(part.file_size for part in parts)
    strings = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    steep = any(part.file_size > 1_000_000 and part.file_size > RATIO_CAP * part.compress_size for part in parts)
    if total > UNPACKED_CAP or strings > STRINGS_CAP or steep or len(parts) > 100_000:
        raise ImportFileBroken(f"{path.name}: unpacks to {total} bytes, more than an honest file would")
