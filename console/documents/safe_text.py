"""Crawled text made safe for a spreadsheet cell: no formula, no illegal character, no silent cut."""

import re

CELL_LIMIT = 32_767
"""Characters that a spreadsheet cell holds."""
CUT_MARK = "……〔已截断〕"
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def clean_cell(text: str) -> str:
    """`text` without characters that break a workbook, cut with a visible mark at what a cell holds."""
    cleaned = ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    # Excel counts UTF-16 units: an emoji is two.
    if len(cleaned) + sum(character > "\uffff" for character in cleaned) <= CELL_LIMIT:
        return cleaned
    return _cut(cleaned, CELL_LIMIT - len(CUT_MARK)) + CUT_MARK


def _cut(text: str, units: int) -> str:
    kept = text.encode("utf-16-le")[: units * 2]
    return kept.decode("utf-16-le", "ignore")


def clean_csv_cell(text: str) -> str:
    """As `clean_cell`, and an apostrophe before what a spreadsheet program would run as a formula."""
    cleaned = clean_cell(text)
    start = cleaned.lstrip(" \u3000\u00a0\ufeff\u200b")
    return f"'{cleaned}" if start.startswith(FORMULA_STARTS) or cleaned.startswith(FORMULA_STARTS) else cleaned
