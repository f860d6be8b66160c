"""An MHTML file (Chromium: «save as single file») → its page, with the address and time that the file states."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """The main page of an archive."""

    url: str
    """Empty: not stated."""
    body: bytes
    charset: str
    """Empty: not stated."""
    saved_at: datetime | None


def read_mhtml(raw: bytes) -> ArchivedPage | None:
    """The first HTML part; frames and pictures are left out. None where there is none."""
    archive = message_from_bytes(raw)
    page = next((part for part in archive.walk() if part.get_content_type() == "text/html"), None)
    body = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(body, bytes) or not body:
        return None
    told = (archive.get("Snapshot-Content-Location"), page.get("Content-Location"), archive.get("Content-Location"))
    url = next((str(text).strip() for text in told if text and str(text).strip().startswith("http")), "")
    return ArchivedPage(url=url, body=body, charset=str(page.get_content_charset("") or ""), saved_at=_date_of(archive))


def _date_of(archive: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(archive.get("Date", "")))
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # Chromium writes «-0000»
