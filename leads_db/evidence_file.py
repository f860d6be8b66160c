"""Read one kept page back from its WARC file and check that it is what was received."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from leads_db.errors import DigestMismatch, EvidenceMissing
from leads_db.records import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A kept response whose bytes match their digest."""

    url: str
    http_status: int
    headers: Mapping[str, str]
    """As kept: without cookies, lower-case names."""
    body: bytes
    captured_at: datetime


def read_evidence(folder: Path, evidence: Evidence) -> KeptPage:
    """The page that `evidence` points to, below the evidence folder. Raises EvidenceMissing, DigestMismatch."""
    status, headers, body = _parse(read_record_bytes(folder, evidence), evidence)
    if hashlib.sha256(body).hexdigest() != evidence.digest:
        raise DigestMismatch(digest=evidence.digest, warc_file=evidence.warc_file)
    return KeptPage(url=evidence.url, http_status=status, headers=headers, body=body, captured_at=evidence.captured_at)


def read_record_bytes(folder: Path, evidence: Evidence) -> bytes:
    """The compressed bytes of the record: a WARC file of its own. Raises EvidenceMissing."""
    path = (folder / evidence.warc_file).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise EvidenceMissing(warc_file=evidence.warc_file)
    try:
        with path.open("rb") as file:
            file.seek(evidence.warc_offset)
            return file.read(evidence.warc_length)
    except OSError as fault:
        raise EvidenceMissing(warc_file=evidence.warc_file, cause=fault.strerror) from fault


def _parse(raw: bytes, evidence: Evidence) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body. What no longer is a whole record counts as damaged."""
    try:
        record = next(iter(ArchiveIterator(io.BytesIO(raw))), None)
        if record is None or record.rec_type != "response":
            raise DigestMismatch(digest=evidence.digest, warc_file=evidence.warc_file)
        body = record.raw_stream.read()
        headers = {name.lower(): value for name, value in record.http_headers.headers}
        return int(record.http_headers.get_statuscode()), headers, body
    except (ArchiveLoadFailed, ValueError, EOFError, AttributeError) as fault:
        raise DigestMismatch(digest=evidence.digest, warc_file=evidence.warc_file) from fault
