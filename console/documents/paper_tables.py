"""Tables on a paper: lists with a repeated head, and forms of labels and values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Mm

from console.documents.page_setup import LEFT_MM, RIGHT_MM, element
from console.documents.safe_text import clean_lines

WIDTH_MM = 210 - LEFT_MM - RIGHT_MM


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table. With `heads` they repeat on every page; without, the first, third … cell of a row is a label.

    A row of fewer cells than `widths` has its last cell stretched over the rest.
    """

    widths: Sequence[int]
    """Shares of the text's width."""
    rows: Sequence[Sequence[str]]
    heads: Sequence[str] = ()


def lay_grid(document: Document, grid: Grid) -> None:
    """Add the table."""
    lines = [list(grid.heads), *grid.rows] if grid.heads else list(grid.rows)
    table: Any = document.add_table(rows=len(lines), cols=len(grid.widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    widths = [Mm(WIDTH_MM * share / sum(grid.widths)) for share in grid.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for place, line in enumerate(lines):
        row = table.rows[place]
        cells = list(row.cells)
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
        if len(line) < len(cells):
            cells[len(line) - 1].merge(cells[-1])
        for number, text in enumerate(line):
            is_label = place == 0 if grid.heads else number % 2 == 0 and len(line) > 1
            _fill(cells[number], text, "表格名目" if is_label else "表格文字")
        if grid.heads and place == 0:
            row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def _fill(cell: Any, text: str, style: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.text = clean_lines(text)
