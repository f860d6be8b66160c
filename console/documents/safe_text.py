"""Crawled text made safe for papers and cells: no markup, no formula, no illegal or reversing sign, no silent cut."""

import re

CELL_LIMIT = 32_767
"""Characters that a spreadsheet cell holds."""
LINE_LIMIT = 4_000
"""Characters of one text on a paper; what is longer stands whole in the evidence."""
CUT_MARK = "……〔已截断〕"
REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"  # no character of XML, or a control
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # turn the direction of what follows
)
STACKED = re.compile(r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{2})"
                     r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")  # fmt: skip
"""Marks piled on one letter, which cover the lines around it."""
BREAKS = re.compile("[\t\n\r\x85\u2028\u2029]+")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def clean(text: str) -> str:
    """The text with U+FFFD for every sign that breaks a file or deceives its reader; one kind of line end."""
    plain = REFUSED.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return STACKED.sub(r"\1", plain)


def clean_line(text: str, limit: int = LINE_LIMIT) -> str:
    """One line for a paper: no break that could look like a line of ours, cut with a visible mark."""
    line = BREAKS.sub(" ", clean(text))
    return line if len(line) <= limit else line[: limit - len(CUT_MARK)] + CUT_MARK


def clean_lines(text: str, limit: int = LINE_LIMIT) -> str:
    """As `clean_line`, for a text whose line ends are ours."""
    return "\n".join(clean_line(line, limit) for line in text.split("\n"))


def clean_cell(text: str) -> str:
    """`text` without characters that break a workbook, cut with a visible mark at what a cell holds."""
    cleaned = clean(text)
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
