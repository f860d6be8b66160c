"""JSON files → rows: one object a line, or one array of objects."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from crawlers.importing.row import Row
from crawlers.importing.text_file import Line, read_lines
from leads_db.errors import ImportFileBroken, RowBroken

ARRAY_CAP = 64_000_000
"""Bytes of a JSON file that is one array and must be read whole."""


def read_json_lines(path: Path) -> Iterator[Row | RowBroken]:
    """The objects of a JSONL file; lines that hold none are named. Raises ImportFileBroken."""
    for line in read_lines(path):
        if line.fault or not line.text.isspace():
            yield _row(line)


def read_json_array(path: Path) -> Iterator[Row | RowBroken]:
    """The objects of a file that is one JSON array. Raises ImportFileBroken."""
    for number, value in enumerate(load_json(path), 1):
        yield Row(f"item {number}", value) if isinstance(value, dict) else RowBroken(f"item {number}: not an object")


def load_json(path: Path, cap: int = ARRAY_CAP) -> Any:
    """A whole JSON file. Raises ImportFileBroken for one that is too large or broken."""
    if path.stat().st_size > cap:
        raise ImportFileBroken(f"{path.name}: over {cap // 1_000_000} MB; split it, or write one object a line (JSONL)")
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as fault:
        raise ImportFileBroken(f"{path.name}: no valid JSON: {str(fault)[:200]}") from fault


def is_array(path: Path) -> bool:
    """True when the first character of the file is [."""
    start = "".join(line.text for line in islice(read_lines(path), 20)).lstrip()
    return start.startswith("[")


def _row(line: Line) -> Row | RowBroken:
    where = f"line {line.number}"
    if line.fault:
        return RowBroken(f"{where}: {line.fault}")
    try:
        value = json.loads(line.text)
    except (ValueError, RecursionError) as fault:
        return RowBroken(f"{where}: no valid JSON: {str(fault)[:200]}")
    return Row(where, value) if isinstance(value, dict) else RowBroken(f"{where}: not an object")
