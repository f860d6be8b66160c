"""What commands print: tables and texts on a terminal or a pipe. Crawled text cannot colour or move the cursor."""

import unicodedata
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

PIPE_WIDTH = 200
"""Columns when the output is no terminal: a line of a table stays one line."""


def screen() -> Console:
    """Standard output."""
    console = Console(highlight=False, markup=False, emoji=False)
    return console if console.is_terminal else Console(highlight=False, markup=False, emoji=False, width=PIPE_WIDTH)


def plain(text: object, limit: int = 300) -> str:
    """`text` without control, format and surrogate characters, cut with … at `limit`."""
    shown = str(text)
    shown = shown if len(shown) <= limit else f"{shown[: limit - 1]}…"
    return "".join(" " if unicodedata.category(character) in ("Cc", "Cf", "Cs") else character for character in shown)


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """One table; every cell is plain text."""
    table = Table(*columns, title=Text(title), title_justify="left")
    for row in rows:
        table.add_row(*(Text("" if cell is None else plain(cell)) for cell in row))
    screen().print(table)


def print_lines(*lines: object) -> None:
    """Plain lines, wrapped by words on a terminal."""
    for line in lines:
        screen().print(Text(plain(line, 2_000)))


def print_sheet(text: str) -> None:
    """A text of several lines as it is, control characters taken out."""
    for line in text.splitlines():
        screen().print(Text(plain(line, 20_000)), soft_wrap=True)
