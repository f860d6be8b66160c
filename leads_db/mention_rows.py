"""Rows in the post format of the labelling guide → Mention records; types checked, text capped, nothing guessed.

Imports records and errors only.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from leads_db.errors import PostBroken
from leads_db.records import Mention
from leads_db.row_text import clean_text

TITLE_CAP = 2_000
TEXT_CAP = 100_000
"""Characters kept of a text; longer ones are cut."""
PLATFORM_LIMIT, POST_ID_LIMIT = 40, 400
AUTHOR_KINDS = ("media", "official", "user", "merchant", "unknown")
COUNT_CEILING = 10**12


def mention_from_row(row: Mapping[str, object]) -> Mention:
    """One GUIDE post record as a Mention; unknown keys are left alone.

    Raises PostBroken naming the field for a wrong type, for a missing platform, for neither post_id nor id, and where
    there is neither title nor text. An author kind that the guide does not know is `unknown`; NUL and lone surrogates
    become U+FFFD.
    """
    title, text = _text(row, "title", TITLE_CAP), _text(row, "text", TEXT_CAP)
    if not (title or "").strip() and not (text or "").strip():
        raise PostBroken("text: missing, and no title either")
    kind = row.get("author_kind")
    return Mention(
        platform=_needed(row, "platform", PLATFORM_LIMIT),
        post_id=_post_id(row),
        title=title,
        text=text or "",
        url=_text(row, "url", TITLE_CAP),
        author_kind=kind if isinstance(kind, str) and kind in AUTHOR_KINDS else "unknown",
        location=_text(row, "location", TITLE_CAP),
        target=_text(row, "target", TITLE_CAP),
        posted_at=_moment(row.get("posted_at")),
        like_count=_count(row, "like_count"),
        comment_count=_count(row, "comment_count"),
    )


def _text(row: Mapping[str, object], name: str, cap: int) -> str | None:
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise PostBroken(f"{name}: not a text but {type(value).__name__}")
    return clean_text(value, cap)


def _needed(row: Mapping[str, object], name: str, limit: int) -> str:
    value = _text(row, name, limit + 1)
    if not value or not value.strip():
        raise PostBroken(f"{name}: missing")
    if len(value) > limit:
        raise PostBroken(f"{name}: longer than {limit} characters")
    return value


def _post_id(row: Mapping[str, object]) -> str:
    for name in ("post_id", "id"):
        value = row.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**POST_ID_LIMIT:
            return str(value)
        if value is not None and value != "":
            return _needed(row, name, POST_ID_LIMIT)
    raise PostBroken("post_id: missing, and no id either")


def _count(row: Mapping[str, object], name: str) -> int | None:
    value = row.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value < COUNT_CEILING):
        return value
    raise PostBroken(f"{name}: no count")


def _moment(value: object) -> datetime | None:
    """Aware UTC; None for none, and for a day or time without an offset, which is no moment."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise PostBroken(f"posted_at: not a text but {type(value).__name__}")
    try:
        moment = datetime.fromisoformat(value[:40])
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError) as fault:
        raise PostBroken(f"posted_at: no time: {value[:40]}") from fault
