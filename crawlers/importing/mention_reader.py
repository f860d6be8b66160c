"""A row of whatever file → a post, or the named reason why it is none. Whoever wrote it stays out but for a hash."""

import hashlib
from datetime import date, datetime
from typing import Any

from crawlers.importing.identity import PLATFORM_FORM, PlatformNames, host_platform, item_address
from crawlers.importing.mention_columns import MentionColumns
from crawlers.importing.row import Row
from crawlers.pages.authors import author_hash
from crawlers.pages.markup import plain_text
from crawlers.pages.posts import count, read_time
from crawlers.pages.texts import clean, one_line
from leads_db.errors import RowBroken
from leads_db.records import PRACTICE, Mention

UNUSED_KEPT = 40


class MentionReader:
    """Built once a file; keeps nothing but the names of columns that it did not use."""

    def __init__(
        self,
        platforms: PlatformNames,
        columns: MentionColumns | None = None,
        platform: str | None = None,
        *,
        salt: bytes = b"",
        moment: datetime,
    ) -> None:
        """`platform`: for rows that state none; `moment`: when the file came in, for «3天前» and the like."""
        self.columns = columns or MentionColumns()
        self.unused: dict[str, None] = {}
        self._platforms = platforms
        self._platform = platform
        self._salt = salt
        self._moment = moment

    def read(self, row: Row) -> Mention | RowBroken:
        """The post of one row; a RowBroken that names place and field is returned, not raised."""
        told: dict[str, Any] = {}
        for column, value in row.cells.items():
            field = self.columns.field(column)
            if field is None:
                if value not in (None, "") and len(self.unused) < UNUSED_KEPT:
                    self.unused.setdefault(str(column)[:60])
            elif value not in (None, "") and field not in told:
                told[field] = value
        title, text = one_line(plain_text(_shown(told, "title"))), plain_text(_shown(told, "text"))
        if not (title or text):
            return RowBroken(f"{row.where}: neither title nor text")
        url = item_address(_shown(told, "url"))
        platform = self._named(_shown(told, "platform"), url)
        if platform is None or platform == PRACTICE or not PLATFORM_FORM.fullmatch(platform):
            return RowBroken(f"{row.where}: platform: {platform or 'missing'}; name it with --platform")
        return self._post(told, platform, title, text or title, url)

    def _named(self, stated: str, url: str | None) -> str | None:
        of_url = self._platforms.of_url(url)[0] if url else None
        known = self._platforms.of_text(stated) if stated else None
        return known or of_url or stated[:40] or self._platform or (host_platform(url) if url else None)

    def _post(self, told: dict[str, Any], platform: str, title: str, text: str, url: str | None) -> Mention:
        moment = _time(told.get("posted_at"), self._moment)
        notes: tuple[str, ...] = ()
        if moment is None:
            shown = _shown(told, "posted_at")[:60]
            notes = (f"time_unparsed: {shown}" if shown else "time_missing",)
        post_id = _shown(told, "post_id")[:200]
        if not post_id:
            made = hashlib.sha256((url or f"{title}\n{text}").encode("utf-8", "surrogatepass"))
            post_id, notes = made.hexdigest()[:32], (*notes, "post_id_from_url" if url else "post_id_from_text")
        optional = {name: _shown(told, name)[:2_000] or None for name in ("location", "target", "status", "reply_by")}
        return Mention(
            platform=platform,
            post_id=post_id,
            title=title or None,
            text=text,
            url=url,
            author_kind="user" if told.get("author") else "unknown",
            author_hash=author_hash(platform, _shown(told, "author"), self._salt),
            reply=plain_text(_shown(told, "reply")) or None,
            like_count=count(told.get("like_count")),
            comment_count=count(told.get("comment_count")),
            repost_count=count(told.get("repost_count")),
            posted_at=moment,
            seen_at=self._moment,
            notes=notes,
            **optional,
        )


def _shown(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else clean(value)


def _time(value: object, now: datetime) -> datetime | None:
    if isinstance(value, datetime):
        return read_time(value.isoformat(" "), now)
    return read_time(value.isoformat() if isinstance(value, date) else value, now)
