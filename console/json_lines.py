"""Streams of JSON objects, one a line: reading, writing, and what is said of a line that is no record."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from leads_db.errors import ImportFileBroken, JudgementError, StoreFull

SOME_BROKEN = 4
"""Exit code when lines could not be read; their places in the output hold an error object."""
LINE_CAP = 50_000_000
"""Bytes of one line that are read."""

Answer = dict[str, Any]


def answer_file(
    source: Path, target: Path, answer: Callable[[Mapping[str, object]], Answer], fault: type[JudgementError]
) -> int:
    """One answer a line from `source` into `target` («-»: the standard streams); the exit code.

    Raises ImportFileBroken, StoreFull.
    """
    broken = 0
    with reading(source) as lines, writing(target) as out:
        for told in answer_lines(lines, answer, fault):
            broken += "error" in told
            write_line(out, told)
    return SOME_BROKEN if broken else 0


def answer_lines(
    lines: Iterable[bytes], answer: Callable[[Mapping[str, object]], Answer], fault: type[JudgementError]
) -> Iterator[Answer]:
    """One answer for every line that is not blank, in their order; a line that is no record gets an error object.

    `fault`: what `answer` raises for a record that it cannot read.
    """
    for number, line in enumerate(lines, 1):
        if line.isspace():
            continue
        row: object = None
        try:
            row = parse_line(line, fault)
            yield answer(row)
        except fault as broken:
            stated = row.get("id") if isinstance(row, Mapping) else None
            named = {"id": stated} if isinstance(stated, str | int) else {}
            yield {**named, "line": number, "error": f"{type(broken).__name__}: {broken}"}


def parse_line(line: bytes, fault: type[JudgementError]) -> Mapping[str, object]:
    """The object of one line. Raises `fault`."""
    if len(line) > LINE_CAP:
        raise fault(f"longer than {LINE_CAP} bytes")
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as broken:
        raise fault(f"no JSON: {str(broken)[:200]}") from broken
    if not isinstance(row, dict):
        raise fault(f"not an object but {type(row).__name__}")
    return row


@contextmanager
def reading(source: Path) -> Iterator[BinaryIO]:
    """The lines of a file, or of standard input. Raises ImportFileBroken."""
    if str(source) == "-":
        yield sys.stdin.buffer
        return
    if not source.is_file():
        raise ImportFileBroken(f"{source}: no such file")
    with source.open("rb") as lines:
        yield lines


@contextmanager
def writing(target: Path) -> Iterator[BinaryIO]:
    """A file to write, or standard output. Raises StoreFull."""
    if str(target) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with target.open("wb") as out:
            yield out
    except OSError as fault:
        raise StoreFull(f"{target}: {fault.strerror}") from fault


def write_line(out: BinaryIO, told: Answer) -> None:
    """One object; what is no text becomes a question mark."""
    out.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n")
