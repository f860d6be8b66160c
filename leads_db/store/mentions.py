"""Mentions: one row a post, with first and last seen."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from leads_db.records import PRACTICE, Mention
from leads_db.store.record_json import to_json
from leads_db.store.upsert import insert_new
from leads_db.tables import mentions


def save_mentions(connection: Connection, posts: Sequence[Mention], *, run_id: int, now: datetime) -> None:
    """Store the posts; one that is known already only moves its last-seen forward."""
    rows = [
        {
            "key": post.key,
            "platform": post.platform,
            "post_id": post.post_id,
            "posted_at": post.posted_at,
            "first_seen_at": post.seen_at or now,
            "last_seen_at": post.seen_at or now,
            "first_run_id": run_id,
            "evidence_digest": post.evidence_digest,
            "record": to_json(post),
            "is_practice": post.platform == PRACTICE,
        }
        for post in posts
    ]
    insert_new(connection, mentions, rows, "key")
    if rows:
        later = (mentions.c.key == bindparam("row_key")) & (mentions.c.last_seen_at < bindparam("seen"))
        seen = [{"row_key": row["key"], "seen": row["last_seen_at"]} for row in rows]
        connection.execute(update(mentions).where(later).values(last_seen_at=bindparam("seen")), seen)
