"""The board's tables and lists of posts as a file, safe against formulas, with the note of its export."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from console import opinion_words
from console.desk.language import translated as _
from console.desk.opinion_board import Board
from console.documents.export_note import SHEET, ExportNote
from console.documents.safe_text import clean_cell, clean_csv_cell
from console.naming import Names
from console.words import PRACTICE_MARK, moment
from leads_db.store.opinion_lists import ReadPost
from pipelines.masking import mask_personal


class TableEnding(StrEnum):
    """Kinds of table."""

    XLSX = "xlsx"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        """For the answer's head."""
        return {
            TableEnding.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            TableEnding.CSV: "text/csv; charset=utf-8",
        }[self]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table."""

    title: str
    told: str
    """What it counts."""
    head: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def board_sheets(board: Board) -> list[Sheet]:
    """The boxes, every chart's table, the map."""
    mark = f"（{_(PRACTICE_MARK)}）" if board.wanted.is_practice else ""
    figures = tuple((one.word, one.value, one.told) for one in board.figures)
    sheets = [Sheet(f"{_('概览')}{mark}", "", (_("指标"), _("数值"), _("口径")), figures)]
    sheets += [Sheet(f"{plot.title}{mark}", plot.told, plot.head, plot.rows) for plot in board.plots]
    cells = tuple((name, *(f"{one.posts}/{one.negative}" for one in row)) for name, row in board.cells)
    told = _("帖文数 / 其中负面")
    return [*sheets, Sheet(f"{_('标志×平台')}{mark}", told, (_("地理标志"), *board.platforms), cells)]


def post_sheet(names: Names, posts: Iterable[ReadPost]) -> Sheet:
    """One row a post; personal data masked as on screen."""
    head = (
        "发帖时间",
        "平台",
        "地理标志",
        "话题",
        "情感",
        "预警",
        "标题",
        "正文",
        "属地",
        "链接",
        "赞",
        "评论",
        "转发",
        "备注",
    )
    return Sheet(_("帖文"), "", tuple(map(_, head)), tuple(_post_row(names, one) for one in posts))


def _post_row(names: Names, post: ReadPost) -> tuple[object, ...]:
    told, view = post.mention, post.view
    counts = (told.like_count, told.comment_count, told.repost_count)
    return (
        moment(told.posted_at or told.seen_at),
        names.platform(told.platform),
        names.indication(view.indication or ""),
        _(opinion_words.TOPICS[view.topic]),
        _(opinion_words.SENTIMENTS[view.sentiment]),
        "✓" if view.alert else "",
        mask_personal(told.title or ""),
        mask_personal(told.text),
        told.location or "",
        told.url or "",
        *("" if count is None else str(count) for count in counts),
        _(PRACTICE_MARK) if post.is_practice else "",
    )


def print_sheets(sheets: Sequence[Sheet], note: ExportNote, ending: TableEnding) -> bytes:
    """The file: one sheet a table, or the tables one after the other."""
    count = sum(len(sheet.rows) for sheet in sheets)
    told = [*sheets, Sheet(SHEET, "", (), tuple(note.rows(count)))]
    return _as_csv(told) if ending is TableEnding.CSV else _as_workbook(told, note)


def _as_workbook(sheets: Sequence[Sheet], note: ExportNote) -> bytes:
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(clean_cell(sheet.title)[:31].translate(str.maketrans("[]:*?/\\", "（）：×？／＼")))
        page.oddFooter.center.text = note.watermark.replace("&", "&&")
        page.freeze_panes = "A2" if sheet.head else None
        for row in [sheet.head] if sheet.head else []:
            page.append([_cell(page, word, is_head=True) for word in row])
        for cells in sheet.rows:
            page.append([_cell(page, value) for value in cells])
        if sheet.told:
            page.append([_cell(page, sheet.told)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(page: WriteOnlyWorksheet, value: object, *, is_head: bool = False) -> Cell:
    if isinstance(value, int):
        return WriteOnlyCell(page, value)
    cell = WriteOnlyCell(page, clean_cell(_plain(value)))
    cell.data_type = "s"  # openpyxl would make a formula of a text that begins with «=»
    if is_head:
        cell.font = Font(bold=True)
    return cell


def _as_csv(sheets: Sequence[Sheet]) -> bytes:
    file = io.StringIO(newline="")
    table = csv.writer(file, quoting=csv.QUOTE_ALL)
    for sheet in sheets:
        table.writerow([sheet.title, sheet.told])
        for cells in (sheet.head, *sheet.rows):
            table.writerow([value if isinstance(value, int) else clean_csv_cell(_plain(value)) for value in cells])
        table.writerow([])
    return file.getvalue().encode("utf-8-sig", "replace")


def _plain(value: object) -> str:
    """A link of the page as its word alone."""
    return value.striptags() if isinstance(value, Markup) else str(value)
