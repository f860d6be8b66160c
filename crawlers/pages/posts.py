"""Rows that tell of a post → mentions, for every place that shows posts; the author becomes a keyed hash or nothing."""

from datetime import UTC, datetime
from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.pages.authors import author_hash
from crawlers.pages.markup import plain_text
from crawlers.pages.sales import parse_sales
from crawlers.pages.texts import clean, one_line
from crawlers.pages.times import parse_time
from leads_db.records import Mention

EARLIEST_S = 946_684_800
"""2000-01-01: smaller numbers are no times."""


def make_post(page: FetchedPage, platform: str, *, url: str = "", salt: bytes = b"", **told: Any) -> Mention | None:
    """A mention from displayed values; None without id, or without any words.

    `time`: epoch in seconds or milliseconds, or a text as displayed (`5分钟前` counts from the fetch);
    `author` (an account, never kept) becomes a hash where `salt` is given;
    `likes`, `comments`, `reposts`: numbers or texts such as `100万+`; everything else by its name in Mention.
    """
    post_id, title = one_line(told.pop("post_id", "")), one_line(plain_text(told.pop("title", "")))
    text = plain_text(told.pop("text", "")) or title
    if not post_id or not text:
        return None
    shown, notes = told.pop("time", None), told.pop("notes", ())
    moment = read_time(shown, page.fetched_at)
    if moment is None:
        notes = (*notes, f"time_unparsed: {clean(shown)[:60]}" if clean(shown) else "time_missing")
    return Mention(
        platform=platform,
        post_id=post_id[:200],
        title=title or None,
        text=text,
        url=url or None,
        author_hash=author_hash(platform, one_line(told.pop("author", "")), salt),
        posted_at=moment,
        like_count=count(told.pop("likes", None)),
        comment_count=count(told.pop("comments", None)),
        repost_count=count(told.pop("reposts", None)),
        seen_at=page.fetched_at,
        evidence_digest=page.evidence_digest,
        notes=notes,
        **{name: value or None for name, value in told.items() if name != "author_kind"},
        author_kind=told.get("author_kind", "unknown"),
    )


def read_time(value: object, now: datetime) -> datetime | None:
    """The moment that a number (seconds, milliseconds) or a displayed text tells; None where none can be read."""
    text = clean(value)
    if not text.isascii() or not text.isdecimal() or not 9 < len(text) < 14:
        return parse_time(text, now=now)
    seconds = int(text) / 1000 if len(text) > 11 else int(text)
    return datetime.fromtimestamp(seconds, UTC) if seconds >= EARLIEST_S else None


def count(value: object) -> int | None:
    """A displayed count; None for what tells none."""
    return parse_sales(clean(value)).count if clean(value) else None
