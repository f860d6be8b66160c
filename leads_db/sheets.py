"""CSV files that people keep in a spreadsheet: their encodings and their ways to write a day."""

import re
from datetime import date
from pathlib import Path

from leads_db.errors import RegisterError

MAX_BYTES = 20_000_000
DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
"""2026-11-24, and 2026/11/4 as spreadsheets write it."""


def read_sheet(path: Path, fault: type[RegisterError]) -> str:
    """The file's text; UTF-8 (with or without mark) and GB18030 are both read. Raises `fault`."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise fault(f"{path.name}: larger than {MAX_BYTES} bytes")
        raw = path.read_bytes()
    except OSError as why:
        raise fault(f"{path.name}: {why.strerror}") from why
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise fault(f"{path.name}: neither UTF-8 nor GB18030")


def parse_day(text: str) -> date | None:
    """The day that the text writes; None when it is none."""
    parts = DAY.fullmatch(text.strip())
    try:
        return date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None  # 2026-02-30 has the form of a day
