"""我的线索 as a CSV of what the screen shows, safe against formulas, with the note of its export as the last line."""

import csv
import io
from collections.abc import Iterable, Sequence

from console.documents.export_note import ExportNote
from console.documents.safe_text import clean_csv_cell

COLUMNS = ("编号", "身份", "状态", "来文字号", "地理标志", "平台", "店铺", "要求反馈日", "期限", "演示")


def print_county_list(rows: Iterable[Sequence[str]], note: ExportNote) -> tuple[bytes, int]:
    """The file (UTF-8 with mark, as spreadsheets want it) and its rows; each row in the order of COLUMNS."""
    file = io.StringIO(newline="")
    table = csv.writer(file, quoting=csv.QUOTE_ALL)
    table.writerow(COLUMNS)
    count = 0
    for row in rows:
        table.writerow([clean_csv_cell(text) for text in row])
        count += 1
    table.writerow([clean_csv_cell(f"{word}：{text}") for word, text in note.rows(count)])
    return file.getvalue().encode("utf-8-sig", "replace"), count
