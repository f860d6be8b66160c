"""Where the bytes of a page are kept."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One kept response: its digest and its place in a WARC file."""

    digest: str
    """sha256 of the body as received, 64 hex characters."""
    url: str
    http_status: int
    media_type: str
    size: int
    """Bytes of the body."""
    captured_at: datetime
    warc_file: str
    """Path below the evidence folder."""
    warc_offset: int
    warc_length: int
    """Bytes of the compressed record."""
