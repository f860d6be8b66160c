"""A public post, article or complaint that may speak of an indication."""

import hashlib
from dataclasses import dataclass
from datetime import datetime


def mention_key(platform: str, post_id: str) -> str:
    """Identity of a mention: 32 hex characters over platform and post id."""
    return hashlib.sha256(f"{platform}\n{post_id}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One post as it was shown; personal data masked before storage."""

    platform: str
    post_id: str
    title: str | None
    text: str
    url: str | None = None
    author_kind: str = "unknown"
    """media, official, user, merchant or unknown."""
    author_hash: str | None = None
    """32 hex characters, keyed with this installation's own salt: tells that two posts are one person's, not whose."""
    location: str | None = None
    """Where the post says it was written, as displayed: 辽宁."""
    target: str | None = None
    """Whom it is addressed to or complains of, as displayed: a forum, a department, a shop."""
    status: str | None = None
    """As a board or complaint site displays it: 已办理."""
    reply: str | None = None
    """The official answer; personal data masked."""
    reply_by: str | None = None
    posted_at: datetime | None = None
    """Aware UTC; None where the source states no time."""
    like_count: int | None = None
    comment_count: int | None = None
    repost_count: int | None = None
    seen_at: datetime | None = None
    evidence_digest: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """See `mention_key`."""
        return mention_key(self.platform, self.post_id)
