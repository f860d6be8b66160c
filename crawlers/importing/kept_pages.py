"""Imported pages to evidence: into a WARC of their own, each page once however often it is imported."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from crawlers.capture import Capture
from crawlers.importing.saved_pages import SavedPage
from leads_db.records import Evidence


class KeptPages:
    """Collects the evidence of a batch until the batch is committed."""

    def __init__(self, capture: Capture, is_kept: Callable[[str], bool], moment: datetime) -> None:
        """`is_kept`: True for a digest that the store knows; `moment`: for pages that state no time."""
        self._capture = capture
        self._is_kept = is_kept
        self._moment = moment
        self._waiting: dict[str, Evidence] = {}

    def keep(self, page: SavedPage) -> str:
        """Write the page down unless it is there already; its digest. Raises StoreFull."""
        digest = hashlib.sha256(page.body).hexdigest()
        if digest not in self._waiting and not self._is_kept(digest):
            headers = {"content-type": "text/html", **page.headers, "x-imported-file": quote(page.where)}
            url = page.url or f"file:{quote(page.where)}"
            saved_at = page.saved_at or self._moment
            self._waiting[digest] = self._capture.keep(url, page.status, headers.items(), page.body, saved_at)
        return digest

    def take(self) -> tuple[Evidence, ...]:
        """What was kept since the last call, now safely on disk. Raises StoreFull."""
        self._capture.sync()
        kept = tuple(self._waiting.values())
        self._waiting.clear()
        return kept
