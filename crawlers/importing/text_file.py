"""Open a text file in the encoding that it really has, and hand out its lines one by one."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leads_db.errors import ImportFileBroken

LINE_CAP = 16_000_000
"""Characters of one line; a longer one is broken, not read into memory."""
_CHUNK = 1 << 20
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text file."""

    number: int
    """From 1."""
    text: str
    """With its line end; empty when `fault` is set."""
    fault: str = ""
    """Why the line cannot be used."""


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of a file in UTF-8, UTF-16 with mark, or GB 18030; damaged ones carry their fault.

    Raises ImportFileBroken when the file cannot be opened or holds NUL bytes (it is no text).
    """
    encoding, is_whole = find_encoding(path)
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
        number = 0
        while text := file.readline(LINE_CAP):
            number += 1
            if len(text) >= LINE_CAP and not text.endswith("\n"):
                while (rest := file.readline(LINE_CAP)) and not rest.endswith("\n"):
                    pass
                yield Line(number, "", f"longer than {LINE_CAP} characters")
            elif not is_whole and _is_damaged(text):
                yield Line(number, "", f"bytes that are no {encoding.removesuffix('-sig')} text")
            else:
                yield Line(number, text)


def find_encoding(path: Path) -> tuple[str, bool]:
    """The encoding, and whether the whole file is valid in it. Raises ImportFileBroken."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as fault:
        raise ImportFileBroken(f"{path}: {fault.strerror or fault}") from fault
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", _count_faults(path, "utf-16") == 0
    if b"\0" in head:
        raise ImportFileBroken(f"{path.name}: holds NUL bytes, it is no text file")
    faults = {}
    for encoding in _ENCODINGS:
        faults[encoding] = _count_faults(path, encoding)
        if faults[encoding] == 0:
            return encoding, True
    return min(faults, key=lambda name: faults[name]), False


def _count_faults(path: Path, encoding: str) -> int:
    """Places that cannot be decoded, counted up to a thousand."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    strict = codecs.getincrementaldecoder(encoding)("strict")
    count = 0
    with path.open("rb") as file:
        while count < 1_000:
            chunk = file.read(_CHUNK)
            try:
                if count == 0:
                    before = strict.getstate()
                    strict.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                decoder.setstate(before)
                count += 1
            if count:
                count += sum("\udc80" <= character <= "\udcff" for character in decoder.decode(chunk, final=not chunk))
            if not chunk:
                return count
    return count


def _is_damaged(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
