"""Saved pages as they lie in a file, a folder, a zip or a HAR: bytes with the address and time that they state."""

import base64
import binascii
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from crawlers.importing.chosen_file import PAGE_ENDINGS, ChosenFile, Format, page_files
from crawlers.importing.json_file import load_json
from crawlers.importing.mhtml import read_mhtml
from crawlers.importing.moments import read_moment
from leads_db.errors import ImportFileBroken, RowBroken

PAGE_CAP = 16_000_000
"""Bytes of one page, as in a crawl."""
HAR_CAP = 256_000_000
HTML_TYPES = ("text/html", "application/xhtml+xml")
ANSWER_TYPES = (
    "application/json",
    "text/json",
    "text/plain",
    "application/javascript",
    "application/x-javascript",
    "text/javascript",
)
"""Of the answers that a page asks for by itself; scripts are sorted out by what stands in them."""
_HEAD = 20_000
_SAVED_FROM = re.compile(rb"saved from url=\(\d+\)(https?://[^\s>]{1,2000})", re.IGNORECASE)
_SINGLE_FILE = re.compile(
    rb"Page saved with SingleFile\s+url:\s*(https?://\S{1,2000})(?:\s+saved date:\s*([^\n]{1,80}))?"
)
_OWN_ADDRESS = (
    re.compile(rb"""<link[^>]{1,200}rel=["']?canonical["']?[^>]{0,200}href=["'](https?://[^"'>]{1,2000})""", re.I),
    re.compile(rb"""<link[^>]{1,200}href=["'](https?://[^"'>]{1,2000})["'][^>]{0,200}rel=["']?canonical""", re.I),
    re.compile(rb"""<meta[^>]{1,200}property=["']og:url["'][^>]{0,200}content=["'](https?://[^"'>]{1,2000})""", re.I),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """One page, not yet read."""

    where: str
    """File or entry, for messages."""
    url: str
    """Empty: the page does not say where it came from."""
    body: bytes
    saved_at: datetime | None = None
    """Aware; None: not stated (a file's own time says when it was copied)."""
    status: int = 0
    """0: saved without its answer."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Lower-case names."""
    is_answer: bool = False
    """An answer that a page asked for (JSON, JSONP), no page itself."""


def read_saved_pages(file: ChosenFile) -> Iterator[SavedPage | RowBroken | None]:
    """The pages; None stands for an entry of a HAR that is no page. Raises ImportFileBroken."""
    if file.format is Format.HAR:
        return _har_pages(file.path)
    if file.path.is_dir():
        return (_file_page(path, path.relative_to(file.path).as_posix()) for path in page_files(file.path))
    if file.path.suffix.lower() == ".zip":
        return _zip_pages(file.path)
    return iter((_file_page(file.path, file.name),))


def page_of(where: str, body: bytes) -> SavedPage | RowBroken:
    """A saved HTML file with what browsers write into it about its origin."""
    if len(body) > PAGE_CAP:
        return RowBroken(f"{where}: over {PAGE_CAP // 1_000_000} MB")
    head = body[:_HEAD]
    single = _SINGLE_FILE.search(head)
    found = (
        single or _SAVED_FROM.search(head) or next((hit for form in _OWN_ADDRESS if (hit := form.search(head))), None)
    )
    url = found[1].decode("utf-8", "replace") if found else ""
    return SavedPage(where=where, url=url, body=body, saved_at=_single_file_date(single[2]) if single else None)


def _named_page(where: str, body: bytes) -> SavedPage | RowBroken:
    """By the name's ending: an MHTML file, an answer, else a page."""
    ending = where.lower().rpartition(".")[2]
    if len(body) > PAGE_CAP or ending not in ("mhtml", "mht", "json"):
        return page_of(where, body)
    if ending == "json":
        headers = {"content-type": "application/json; charset=utf-8"}
        return SavedPage(where=where, url="", body=body, headers=headers, is_answer=True)
    archived = read_mhtml(body)
    if archived is None:
        return RowBroken(f"{where}: no MHTML with a page in it")
    headers = {"content-type": f"text/html; charset={archived.charset}"} if archived.charset else {}
    return SavedPage(where=where, url=archived.url, body=archived.body, saved_at=archived.saved_at, headers=headers)


def _file_page(path: Path, where: str) -> SavedPage | RowBroken:
    try:
        with path.open("rb") as opened:
            return _named_page(where, opened.read(PAGE_CAP + 1))
    except OSError as fault:
        return RowBroken(f"{where}: {fault.strerror or fault}")


def _zip_pages(path: Path) -> Iterator[SavedPage | RowBroken]:
    with zipfile.ZipFile(path) as archive:
        members = [part for part in archive.infolist() if part.filename.lower().endswith(PAGE_ENDINGS)]
        if not members:
            raise ImportFileBroken(f"{path.name}: a zip without saved pages (.html)")
        for member in members:
            try:
                with archive.open(member) as opened:
                    yield _named_page(member.filename, opened.read(PAGE_CAP + 1))
            except (OSError, RuntimeError, zipfile.BadZipFile, NotImplementedError, EOFError) as fault:
                yield RowBroken(f"{member.filename}: {fault}")  # RuntimeError: a password is needed


def _har_pages(path: Path) -> Iterator[SavedPage | RowBroken | None]:
    har = load_json(path, HAR_CAP)
    log = har.get("log") if isinstance(har, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise ImportFileBroken(f"{path.name}: no HAR: log.entries is missing")
    for number, entry in enumerate(entries, 1):
        yield _har_page(f"entry {number}", entry)


def _har_page(where: str, entry: Any) -> SavedPage | RowBroken | None:
    try:
        response, content = entry["response"], entry["response"]["content"]
        kind = str(content.get("mimeType", "")).partition(";")[0].strip().lower()
        is_answer = kind in ANSWER_TYPES
        if (kind not in HTML_TYPES and not is_answer) or response["status"] != 200:
            return None
        text = content.get("text")
        if not text:
            return None if is_answer else RowBroken(f"{where}: saved without the page's content")
        body = base64.b64decode(text) if content.get("encoding") == "base64" else text.encode("utf-8", "replace")
        headers = {one["name"].lower(): str(one["value"]) for one in response.get("headers", ())}
        if content.get("encoding") != "base64":
            headers["content-type"] = f"{kind}; charset=utf-8"  # a HAR holds decoded text, whatever the server sent
        moment, _ = read_moment(entry.get("startedDateTime"))
        url = str(entry["request"]["url"])
        return SavedPage(
            where=where, url=url, body=body, saved_at=moment, status=200, headers=headers, is_answer=is_answer
        )
    except (KeyError, TypeError, AttributeError, binascii.Error, ValueError) as fault:
        return RowBroken(f"{where}: no entry of a HAR ({type(fault).__name__}: {str(fault)[:80]})")


def _single_file_date(text: bytes | None) -> datetime | None:
    """`Tue Nov 24 2026 10:00:00 GMT+0800 (China Standard Time)`."""
    if not text:
        return None
    try:
        stated = text.decode("ascii", "replace").partition(" (")[0].strip()
        return datetime.strptime(stated, "%a %b %d %Y %H:%M:%S GMT%z")
    except ValueError:
        return None
