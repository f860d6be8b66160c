"""The end of a log file as lines with their level; what a library wrote over several lines stays together."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

TAIL_BYTES = 48_000
LINES_MOST = 200
LINE_LETTERS = 600
HEAD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* .{0,120}?\b(DEBUG|INFO|WARNING|ERROR|CRITICAL)\b")


class Level(StrEnum):
    """What the filter of a log offers."""

    ALL = "all"
    WARNING = "warning"
    ERROR = "error"


CLASSES = {"WARNING": Level.WARNING, "ERROR": Level.ERROR, "CRITICAL": Level.ERROR}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry; `level` is also its class of the style sheet."""

    level: Level
    text: str


def read_log_tail(path: Path, level: Level = Level.ALL) -> tuple[LogLine, ...]:
    """The last entries at or above `level`, oldest first; empty when there is no log."""
    try:
        with path.open("rb") as log:
            size = path.stat().st_size
            log.seek(max(0, size - TAIL_BYTES))
            text = log.read(TAIL_BYTES).decode("utf-8", "replace")
    except FileNotFoundError:
        return ()
    lines = text.splitlines()[1 if size > TAIL_BYTES else 0 :]
    wanted = {Level.ALL: set(Level), Level.WARNING: {Level.WARNING, Level.ERROR}, Level.ERROR: {Level.ERROR}}[level]
    return tuple(line for line in _entries(lines) if line.level in wanted)[-LINES_MOST:]


def _entries(lines: list[str]) -> list[LogLine]:
    found: list[LogLine] = []
    for line in lines:
        head = HEAD.match(line)
        level = CLASSES.get(head[1], Level.ALL) if head else found[-1].level if found else Level.ALL
        found.append(LogLine(level, line[:LINE_LETTERS]))
    return found
