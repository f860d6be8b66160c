"""The audit as CSV, safe against formulas, with the note of its export as the last line."""

import csv
import io
from collections.abc import Iterable

from console.documents.export_note import ExportNote
from console.documents.safe_text import clean_csv_cell
from leads_db.store.audit_search import AuditRow

COLUMNS = ("序号", "时间（UTC）", "谁", "动作", "对象", "内容", "哈希")


def print_audit(rows: Iterable[AuditRow], note: ExportNote) -> tuple[bytes, int]:
    """The file (UTF-8 with mark, as spreadsheets want it) and its rows."""
    file = io.StringIO(newline="")
    table = csv.writer(file, quoting=csv.QUOTE_ALL)
    table.writerow(COLUMNS)
    count = 0
    for row in rows:
        texts = (row.at.isoformat(), row.actor, row.action, row.subject, row.detail, row.hash)
        table.writerow([row.id, *map(clean_csv_cell, texts)])
        count += 1
    table.writerow(
        [clean_csv_cell(note.watermark), *(f"{word}：{clean_csv_cell(text)}" for word, text in note.rows(count))]
    )
    return file.getvalue().encode("utf-8-sig", "replace"), count
