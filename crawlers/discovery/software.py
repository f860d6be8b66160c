"""Which software a site is built with, by marks in its pages; the marks are data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

MARKS_FILE = Path(__file__).with_name("software.yml")
LOOKED_AT = 300_000
"""Characters of a page that are searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Software:
    """One row of software.yml; addresses are relative to the shop's, empty where it has no usual one."""

    name: str
    marks: tuple[re.Pattern[str], ...]
    header_marks: tuple[str, ...] = ()
    kind: str = ""
    search: str = ""
    item_url: str = ""
    feed: str = ""


@lru_cache(maxsize=1)
def known_software() -> tuple[Software, ...]:
    """All rows in their order; the first that fits counts."""
    return tuple(_row(row) for row in yaml.safe_load(MARKS_FILE.read_text("utf-8")))


def find_software(text: str, headers: Mapping[str, str]) -> Software | None:
    """The software whose marks stand in the page; None: none that is known."""
    seen = text[:LOOKED_AT]
    for row in known_software():
        if any(mark.search(seen) for mark in row.marks) or any(name in headers for name in row.header_marks):
            return row
    return None


def _row(row: Mapping[str, object]) -> Software:
    told = row["marks"]
    marks = [str(mark) for mark in told] if isinstance(told, list) else []
    return Software(
        name=str(row["name"]),
        marks=tuple(re.compile(mark, re.IGNORECASE | re.DOTALL) for mark in marks if not mark.startswith("header:")),
        header_marks=tuple(mark.removeprefix("header:") for mark in marks if mark.startswith("header:")),
        **{name: str(row.get(name, "")) for name in ("kind", "search", "item_url", "feed")},
    )
