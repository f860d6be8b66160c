"""Responses to evidence: each kept page becomes one WARC record, compressed by itself, so that it stands alone.

A file belongs to one process: a child that was killed leaves at most a torn last record behind, and the next one
starts a file of its own. `sync` puts the bytes on disk before the rows that point to them are committed.
A page whose bytes were kept before from the same address is not written again: its FetchReport says when it was seen
anew, and the evidence is the record that lies there.
"""

import gzip
import hashlib
import io
import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from leads_db.durable_file import sync_folder
from leads_db.errors import StoreFull
from leads_db.records import Evidence

ROTATE_BYTES = 256 * 1024 * 1024
PRACTICE = "practice"
"""Sub-folder of the practice market's pages: `gi-leads practice wipe` removes it whole."""
NOT_KEPT = {"set-cookie", "set-cookie2", "content-encoding", "transfer-encoding", "content-length", "connection"}
"""Cookies belong to nobody's evidence; the others speak of a transport that is over: bodies are kept decompressed."""


class Capture:
    """The WARC files of one crawl process."""

    def __init__(
        self,
        folder: Path,
        name: str,
        *,
        is_practice: bool,
        rotate_bytes: int = ROTATE_BYTES,
        find_kept: Callable[[str, str], Evidence | None] = lambda digest, url: None,
    ) -> None:
        """Files `<name>-<time>-<mark>-<number>.warc.gz` below the evidence folder; none is made before it is needed.

        `find_kept`: digest and address → where the store says that they lie already.
        """
        self._folder = folder
        self._name = name
        self._below = PRACTICE if is_practice else ""
        self._rotate_bytes = rotate_bytes
        self._find_kept = find_kept
        self._file: io.BufferedWriter | None = None
        self._path = ""
        self._count = 0
        self._mark = uuid4().hex[:8]
        self._is_synced = True
        self._writer = WARCWriter(io.BytesIO(), gzip=False)

    def keep(
        self, url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes, captured_at: datetime
    ) -> Evidence:
        """Write one response, unless it is kept already; the body as received, decompressed. Raises StoreFull."""
        digest = hashlib.sha256(body).hexdigest()
        earlier = self._find_kept(digest, url)
        if earlier is not None:
            return earlier
        kept = [(name, value) for name, value in headers if name.lower() not in NOT_KEPT]
        kept.append(("Content-Length", str(len(body))))
        try:
            file = self._writable(captured_at)
            offset = file.tell()
            length = file.write(
                self._member(url, StatusAndHeaders(str(status), kept, "HTTP/1.1"), body, digest, captured_at)
            )
        except OSError as fault:
            raise StoreFull(str(fault)) from fault
        self._is_synced = False
        media_type = next((value for name, value in kept if name.lower() == "content-type"), "")
        return Evidence(
            digest=digest,
            url=url,
            http_status=status,
            media_type=media_type.partition(";")[0].strip().lower()[:100],
            size=len(body),
            captured_at=captured_at,
            warc_file=self._path,
            warc_offset=offset,
            warc_length=length,
        )

    def sync(self) -> None:
        """Put everything that was kept on disk. Raises StoreFull."""
        if self._file is None or self._is_synced:
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as fault:
            raise StoreFull(str(fault)) from fault
        self._is_synced = True

    def close(self) -> None:
        """Sync and let go of the file, also when it cannot be synced. Raises StoreFull."""
        try:
            self.sync()
        finally:
            file, self._file = self._file, None
            if file is not None:
                _close(file)

    def _member(self, url: str, head: StatusAndHeaders, body: bytes, digest: str, captured_at: datetime) -> bytes:
        """The record as one gzip member, so that it goes into the file in one write."""
        facts = {
            "WARC-Date": captured_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "WARC-Payload-Digest": f"sha256:{digest}",
        }
        plain = self._writer.out = io.BytesIO()
        record = self._writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), length=len(body), http_headers=head, warc_headers_dict=facts
        )
        self._writer.write_record(record)
        return gzip.compress(plain.getbuffer(), mtime=0)

    def _writable(self, now: datetime) -> io.BufferedWriter:
        """The present file, or the next one when there is none or it is full."""
        if self._file is not None and self._file.tell() >= self._rotate_bytes:
            self.close()
        if self._file is None:
            self._count += 1
            name = f"{self._name}-{now:%Y%m%dT%H%M%S%f}-{self._mark}-{self._count}.warc.gz"
            path = self._folder / self._below / f"{now:%Y}" / f"{now:%m}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("xb")
            self._path = path.relative_to(self._folder).as_posix()
            sync_folder(path.parent)
        return self._file


def _close(file: io.BufferedWriter) -> None:
    try:
        file.close()
    except OSError as fault:  # closing writes what is left
        raise StoreFull(str(fault)) from fault
