"""The end of a log file as entries with their level; what a library wrote over several lines stays together."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

TAIL_BYTES = 48_000
ENTRIES_MOST = 200
ENTRY_LETTERS = 1_200
HEAD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* .{0,120}?\b(DEBUG|INFO|WARNING|ERROR|CRITICAL)\b")


class Level(StrEnum):
    """What the filter of a log offers."""

    ALL = "all"
    WARNING = "warning"
    ERROR = "error"


CLASSES = {"WARNING": Level.WARNING, "ERROR": Level.ERROR, "CRITICAL": Level.ERROR}


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry; `level` is also its class of the style sheet."""

    level: Level
    text: str


def read_log_tail(path: Path, level: Level = Level.ALL) -> tuple[LogEntry, ...]:
    """The last entries at or above `level`, newest first; empty when there is no log."""
    try:
        with path.open("rb") as log:
            size = path.stat().st_size
            log.seek(max(0, size - TAIL_BYTES))
            text = log.read(TAIL_BYTES).decode("utf-8", "replace")
    except FileNotFoundError:
        return ()
    lines = text.splitlines()[1 if size > TAIL_BYTES else 0 :]
    wanted = {Level.ALL: set(Level), Level.WARNING: {Level.WARNING, Level.ERROR}, Level.ERROR: {Level.ERROR}}[level]
    return tuple(entry for entry in reversed(_entries(lines)) if entry.level in wanted)[:ENTRIES_MOST]


def _entries(lines: list[str]) -> list[LogEntry]:
    found: list[tuple[Level, list[str]]] = []
    for line in lines:
        head = HEAD.match(line)
        if head or not found:
            found.append((CLASSES.get(head[1], Level.ALL) if head else Level.ALL, []))
        found[-1][1].append(line)
    return [LogEntry(level, "\n".join(texts)[:ENTRY_LETTERS]) for level, texts in found]
