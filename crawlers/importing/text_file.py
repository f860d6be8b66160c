"""Open a text file in the encoding that it really has, and hand out its lines one by one."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leads_db.errors import ImportFileBroken

LINE_CAP = 16_000_000
"""Characters of one line; a longer one is broken, not read into memory."""
_CHUNK = 1 << 20


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
    with path.open(encoding=encoding, errors=_errors(encoding), newline="") as file:
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
    """The encoding, and whether the whole file is valid in it. Raises ImportFileBroken.

    GB 18030 takes almost any bytes, so a damaged UTF-8 file stays UTF-8 as long as most of its Chinese is valid there.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as fault:
        raise ImportFileBroken(f"{path}: {fault.strerror or fault}") from fault
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", _weigh(path, "utf-16")[1] == 0
    if b"\0" in head:
        raise ImportFileBroken(f"{path.name}: holds NUL bytes, it is no text file")
    good, faults = _weigh(path, "utf-8-sig")
    if faults <= good or faults == 0:
        return "utf-8-sig", faults == 0
    return "gb18030", _weigh(path, "gb18030")[1] == 0


def _weigh(path: Path, encoding: str) -> tuple[int, int]:
    """Characters beyond ASCII that decode, and bytes that do not."""
    decoder = codecs.getincrementaldecoder(encoding)(_errors(encoding))
    good = faults = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            text = decoder.decode(chunk, final=not chunk)
            if not text.isascii():
                sound = text.encode("utf-8", "ignore").decode()
                faults += len(text) - len(sound)
                good += len(sound) - len(sound.encode("ascii", "ignore"))
            if not chunk:
                return good, faults


def _errors(encoding: str) -> str:
    """Damaged bytes stay recognisable; in UTF-16 they become U+FFFD, for halves of a character have no place there."""
    return "replace" if encoding == "utf-16" else "surrogateescape"


def _is_damaged(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
