"""待办清单 as a workbook: a bureau exports it, fills it in offline and gives it back; key columns cannot be edited.

Each row bears a check value over its key cells. A row whose keys were edited is refused by the column's name.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from console.documents.safe_text import clean_cell
from crawlers.importing.workbook import read_workbook
from leads_db.errors import ImportFileBroken, RowBroken
from leads_db.lifecycle import NO_CASE_REASONS, PLATFORM_ACTIONS, VERIFY_METHODS
from leads_db.records.handling import Move

SHEET = "待办清单"
ROWS_MOST = 500
CELL_MOST = 2_000
YES, NO = "是", "否"
YES_NO: Mapping[str, str] = {"yes": YES, "no": NO}
KEYS = ("派发标识", "线索编号", "来文字号", "地理标志", "店铺", "版本")
"""What tells which lead a row is of and how it stood when it was exported."""
SHOWN = ("状态", "要求反馈日")
CHECK = "校验值"


@dataclass(frozen=True, slots=True)
class Column:
    """One column to fill in."""

    head: str
    move: Move
    fact: str
    choices: Mapping[str, str] | None = None
    """Code → word of a list."""
    width: int = 16


COLUMNS = (
    Column("签收", Move.SIGN, "", {"yes": YES}, 8),
    Column("核查日期", Move.VERIFY, "checked_on", width=12),
    Column("核查人员（至少两名）", Move.VERIFY, "officers"),
    Column("核查方式", Move.VERIFY, "method", VERIFY_METHODS, 10),
    Column("找到主体", Move.VERIFY, "subject_found", YES_NO, 10),
    Column("实际经营地址", Move.VERIFY, "actual_address", width=24),
    Column("核查结论", Move.VERIFY, "conclusion", width=30),
    Column("案号", Move.FILE, "case_number", width=20),
    Column("立案日期", Move.FILE, "filed_on", width=12),
    Column("报请不予立案理由", Move.ASK_NOT_FILE, "no_case_reason", NO_CASE_REASONS, 26),
    Column("决定书文号", Move.PUNISH, "decision_number", width=20),
    Column("决定日期", Move.PUNISH, "decided_on", width=12),
    Column("罚款（元）", Move.PUNISH, "fine_cny", width=12),
    Column("没收金额（元）", Move.PUNISH, "confiscated_cny", width=12),
    Column("货值（元）", Move.PUNISH, "value_cny", width=12),
    Column("处理结果", Move.FEED_BACK, "result", width=30),
    Column("平台处置", Move.FEED_BACK, "platform_action", PLATFORM_ACTIONS, 12),
)
ORDER = (Move.SIGN, Move.VERIFY, Move.FILE, Move.ASK_NOT_FILE, Move.PUNISH, Move.FEED_BACK)
"""The moves of one row, in the order in which they are made."""
HEADS = (*KEYS, *SHOWN, *(column.head for column in COLUMNS), CHECK)
GREY, YELLOW = PatternFill("solid", fgColor="E3E7EC"), PatternFill("solid", fgColor="FFF4E0")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One row as it is exported."""

    keys: tuple[str, ...]
    """Values of KEYS."""
    shown: tuple[str, ...]
    """Values of SHOWN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledLine:
    """One row as it came back."""

    number: int
    """Row of the sheet, from 2."""
    keys: tuple[str, ...]
    check: str
    facts: Mapping[Move, Mapping[str, str]]
    """Move → its facts, for moves of which at least one cell is filled in."""
    faults: tuple[str, ...] = ()
    """Heads of columns whose word is none of the list."""


def row_check(keys: Sequence[str]) -> str:
    """The check value over the key cells."""
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest()[:16]


def write_county_sheet(lines: Iterable[SheetLine]) -> bytes:
    """The workbook: frozen head, lists to choose from, grey columns that are not to be edited, no formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "C2"
    widths = (24, 24, 22, 14, 22, 6, 14, 12, *(column.width for column in COLUMNS), 18)
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    _offer_choices(sheet)
    sheet.append([_cell(sheet, head, fill=_fill(head), is_head=True) for head in HEADS])
    for line in lines:
        values = (*line.keys, *line.shown, *("" for _ in COLUMNS), row_check(line.keys))
        sheet.append([_cell(sheet, value, fill=_fill(head)) for head, value in zip(HEADS, values, strict=True)])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(head: str) -> PatternFill:
    return GREY if head in KEYS or head in SHOWN or head == CHECK else YELLOW


def _cell(sheet: object, value: str, *, fill: PatternFill, is_head: bool = False) -> Cell:
    cell = WriteOnlyCell(sheet, clean_cell(value))  # type: ignore[arg-type]
    cell.data_type = "s"  # openpyxl would make a formula of a text that begins with «=»
    cell.number_format = "@"
    if is_head or fill is GREY:
        cell.fill = fill
    if is_head:
        cell.font = Font(bold=True)
    return cell


def _offer_choices(sheet: object) -> None:
    """Lists to choose from; what is pasted over one is checked when the sheet comes back."""
    for column in COLUMNS:
        if column.choices is None:
            continue
        words = ",".join(column.choices.values())
        letter = get_column_letter(HEADS.index(column.head) + 1)
        choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True)
        choice.add(f"{letter}2:{letter}{ROWS_MOST + 1}")
        sheet.data_validations.append(choice)  # type: ignore[attr-defined]


def read_county_sheet(path: Path) -> tuple[FilledLine, ...]:
    """The rows in which something was filled in. Raises ImportFileBroken."""
    for name, lines in read_workbook(path):
        if name == SHEET:
            return tuple(_filled(_cells(lines, path)))
    raise ImportFileBroken(f"没有名为“{SHEET}”的工作表，请用本页导出的清单。")


def _cells(lines: Iterable[object], path: Path) -> Iterator[tuple[int, Sequence[object]]]:
    for number, line in enumerate(lines, 1):
        if isinstance(line, RowBroken):
            raise ImportFileBroken(f"第 {number} 行起读不出。")
        if number > ROWS_MOST + 1:
            raise ImportFileBroken(f"超过 {ROWS_MOST} 行，请分批。")
        yield number, line.cells  # type: ignore[attr-defined]


def _filled(rows: Iterator[tuple[int, Sequence[object]]]) -> Iterator[FilledLine]:
    _number, head = next(rows, (1, ()))
    told = [_text(cell) for cell in head]
    missing = [name for name in HEADS if name not in told]
    if missing:
        raise ImportFileBroken(f"缺少列“{missing[0]}”，请用本页导出的清单，不要改列名。")
    places = {name: told.index(name) for name in HEADS}
    for number, cells in rows:
        values = {name: _text(cells[place]) if place < len(cells) else "" for name, place in places.items()}
        line = _line(number, values)
        if line.facts or line.faults:
            yield line


def _line(number: int, values: Mapping[str, str]) -> FilledLine:
    facts: dict[Move, dict[str, str]] = {}
    faults = []
    for column in COLUMNS:
        value = values[column.head]
        if not value:
            continue
        if column.choices is not None:
            codes = {word: code for code, word in column.choices.items()}
            if value not in codes:
                faults.append(column.head)
                continue
            value = codes[value]
        facts.setdefault(column.move, {})
        if column.fact:
            facts[column.move][column.fact] = value
    keys = tuple(values[name] for name in KEYS)
    return FilledLine(number=number, keys=keys, check=values[CHECK], facts=facts, faults=tuple(faults))


def _text(cell: object) -> str:
    """A cell as text: days in ISO form, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()[: CELL_MOST + 1]
