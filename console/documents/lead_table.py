"""线索台账 as a file: XLSX of two sheets or CSV, safe against formulas in crawled text."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart

from console.documents.export_note import SHEET, ExportNote
from console.documents.ledger_columns import CHOICES, COLUMNS, REASONS, Row
from console.documents.safe_text import clean_cell, clean_csv_cell, clean_line
from leads_db.errors import DocumentError

Rows = Iterable[tuple[Row, Row]]
"""For each lead the row of the ledger and the row of its reasons."""
LEDGER_SHEET, REASONS_SHEET = "线索台账", "研判要点"
MOST_ROWS = 1_048_576
"""Rows of a sheet."""
FOOT_MOST = 230
"""Characters that a spreadsheet keeps of a footer."""


def save_lead_table(path: Path, rows: Rows, note: ExportNote | None = None) -> int:
    """Write the table as the file's ending says (.xlsx, .csv); return its rows. The file appears whole or not at all.

    `note`: who takes it out; on a sheet of its own and at the foot of each printed page, in CSV as the last line.

    Raises DocumentError for another ending and for a folder that cannot be written.
    """
    writers = {".xlsx": _write_xlsx, ".csv": _write_csv}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise DocumentError(f"{path.name}: a table ends in .xlsx or .csv; name the file so and export again")
    if not path.parent.is_dir():
        raise DocumentError(f"{path.parent}: no such folder; make it, or name another, and export again")
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        count = writer(draft, rows, note)
        draft.replace(path)
    except OSError as fault:
        raise DocumentError(f"{path}: {fault.strerror}") from fault
    finally:
        draft.unlink(missing_ok=True)
    return count


def _write_xlsx(path: Path, rows: Rows, note: ExportNote | None) -> int:
    book = Workbook(write_only=True)
    ledger = _open_sheet(book, LEDGER_SHEET, COLUMNS, "C2")
    reasons = _open_sheet(book, REASONS_SHEET, REASONS, "B2")
    _offer_choices(ledger)
    count = 0
    for row, why in rows:
        ledger.append([_cell(ledger, value) for value in row])
        reasons.append([_cell(reasons, value) for value in why])
        count += 1
    if note is not None:
        _write_note(book, note, count)
    book.save(path)
    return count


def _write_note(book: Workbook, note: ExportNote, count: int) -> None:
    for sheet in book.worksheets:
        foot = clean_line(note.watermark, FOOT_MOST).replace("&", "＆")  # & begins a code of its own
        sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text=foot))
    sheet = book.create_sheet(SHEET)
    sheet.column_dimensions["B"].width = 80
    for row in note.rows(count):
        sheet.append([_cell(sheet, text) for text in row])


def _open_sheet(book: Workbook, title: str, columns: Iterable[tuple[str, int]], freeze: str) -> Any:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = freeze
    heads = []
    for place, (name, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        head = _cell(sheet, name)
        head.font = Font(bold=True)
        heads.append(head)
    sheet.append(heads)
    return sheet


def _offer_choices(sheet: Any) -> None:
    names = [name for name, _ in COLUMNS]
    for name, words in CHOICES.items():
        letter = get_column_letter(names.index(name) + 1)
        choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=True)
        choice.add(f"{letter}2:{letter}{MOST_ROWS}")
        sheet.data_validations.append(choice)


def _cell(sheet: WriteOnlyWorksheet, value: str | int) -> Cell:
    if isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, clean_cell(value))
    cell.data_type = "s"  # openpyxl would make a formula of a text that begins with «=»
    return cell


def _write_csv(path: Path, rows: Rows, note: ExportNote | None) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, quoting=csv.QUOTE_ALL)
        table.writerow([name for name, _ in (*COLUMNS, *REASONS[1:])])
        for row, why in rows:
            cells = (*row, *why[1:])
            table.writerow([value if isinstance(value, int) else clean_csv_cell(value) for value in cells])
            count += 1
        if note is not None:
            table.writerow([clean_csv_cell(note.watermark)])
    return count
