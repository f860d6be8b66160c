"""A path → what lies there: its format, its digest, its size."""

import hashlib
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from crawlers.importing.json_file import is_array
from crawlers.importing.workbook import check_zip
from crawlers.pages.marketplaces.catalogue import find_market_page
from leads_db.errors import ImportFileBroken

PAGE_ENDINGS = (".html", ".htm", ".xhtml", ".shtml", ".mhtml", ".mht")


LOOKED_AT = 2_000_000
"""Bytes of a JSON file in which a marketplace's marks are looked for."""


class Format(StrEnum):
    """What can be imported."""

    JSON_LINES = "jsonl"
    JSON_ARRAY = "json"
    DELIMITED = "csv"
    WORKBOOK = "xlsx"
    HAR = "har"
    PAGES = "pages"
    """Saved HTML or MHTML: one file, a folder or a zip of them; or one answer of a marketplace, saved as JSON."""


_BY_ENDING = {
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".csv": Format.DELIMITED,
    ".tsv": Format.DELIMITED,
    ".txt": Format.DELIMITED,
    ".xlsx": Format.WORKBOOK,
    ".xlsm": Format.WORKBOOK,
    ".har": Format.HAR,
    ".zip": Format.PAGES,
    **dict.fromkeys(PAGE_ENDINGS, Format.PAGES),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenFile:
    """The file of one import as it lay there at the start: the custody of this evidence begins here."""

    path: Path
    name: str
    format: Format
    digest: str
    """sha256 of the bytes; of a folder: over the names and digests of its pages."""
    size: int
    """Bytes."""


def choose_file(path: Path) -> ChosenFile:
    """Look at the path and take its digest. Raises ImportFileBroken: missing, empty, of no known format."""
    try:
        kind = _format(path)
        files = page_files(path) if path.is_dir() else [path]
        digest, size = _digest(path, files)
    except OSError as fault:
        raise ImportFileBroken(f"{path}: {fault.strerror or fault}") from fault
    if size == 0:
        raise ImportFileBroken(f"{path}: is empty")
    return ChosenFile(path=path, name=path.resolve().name, format=kind, digest=digest, size=size)


def page_files(folder: Path) -> list[Path]:
    """The saved pages below a folder, by name."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in PAGE_ENDINGS and path.is_file())


def _format(path: Path) -> Format:
    if path.is_dir():
        if not page_files(path):
            raise ImportFileBroken(f"{path}: a folder without saved pages (.html)")
        return Format.PAGES
    if not path.is_file():
        raise ImportFileBroken(f"{path}: {'not a regular file' if path.exists() else 'no such file'}")
    ending = path.suffix.lower()
    if ending == ".json":
        return Format.JSON_ARRAY if is_array(path) else _json_format(path)
    if ending not in _BY_ENDING:
        raise ImportFileBroken(f"{path.name}: ending {ending or '(none)'}; known: .json {' '.join(_BY_ENDING)}")
    if ending == ".zip":
        check_zip(path)
    return Format.WORKBOOK if ending == ".csv" and zipfile.is_zipfile(path) else _BY_ENDING[ending]


def _json_format(path: Path) -> Format:
    """A HAR file that was saved as .json, a marketplace's answer, or one object a line."""
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    if b'"log"' in start[:200]:
        return Format.HAR
    is_answer = find_market_page(start.decode("utf-8", "replace"), None) is not None
    return Format.PAGES if is_answer and not _is_line(start) else Format.JSON_LINES


def _is_line(start: bytes) -> bool:
    """True when the first line is followed by another object: rows, whatever their names."""
    first, _, rest = start.strip().partition(b"\n")
    return rest.lstrip().startswith(b"{") and first.rstrip().endswith(b"}")


def _digest(path: Path, files: list[Path]) -> tuple[str, int]:
    if files == [path]:
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest(), path.stat().st_size
    listing = hashlib.sha256()
    for page in files:
        line = f"{page.relative_to(path).as_posix()}\0{_digest(page, [page])[0]}\n"
        listing.update(line.encode("utf-8", "surrogateescape"))
    return listing.hexdigest(), sum(page.stat().st_size for page in files)
