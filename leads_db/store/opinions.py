"""Views of posts: one row a post, indication and model version; superseded, never edited."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from leads_db.opinion_tables import opinion_sources, opinion_views
from leads_db.records import Mention, Trigger
from leads_db.records.opinion import OpinionView, Post, Quote, Sentiment, SpokenOf, Topic
from leads_db.store.record_json import mention_from_json, to_json
from leads_db.store.upsert import chunks, insert_new
from leads_db.tables import mentions, runs

SLOT_S = 900
"""Seconds of a slot: the quarter of an hour by which posts are counted."""
IMPORTED = "import"
"""Source of posts that came in a file: nothing is known of its blind days."""
TEXT_MOST = 6_000
"""Characters of a post that folding and lists read."""
LIVE = opinion_views.c.is_current
MARKED = ("shops", "platforms", "places")


def save_views(connection: Connection, views: Sequence[OpinionView], *, now: datetime) -> None:
    """Store the views of posts that are stored; older versions of the same posts are no longer current.

    The same views again change nothing. Raises ValueError for a view of a post that is not there.
    """
    known = _read_mentions(connection, {view.mention_key for view in views})
    missing = {view.mention_key for view in views} - set(known)
    if missing:
        raise ValueError(f"views of posts that are not stored: {sorted(missing)[:5]}")
    rows = [_view_row(view, known[view.mention_key], now) for view in views]
    insert_new(connection, opinion_views, rows, "mention_id", "indication", "model_version")
    _save_sources(connection, rows)
    by_version: dict[str, set[int]] = {}
    for row in rows:
        by_version.setdefault(row["model_version"], set()).add(row["mention_id"])
    for version, ids in by_version.items():
        for chunk in chunks(sorted(ids)):
            older = (opinion_views.c.mention_id.in_(chunk), opinion_views.c.model_version != version, LIVE)
            connection.execute(update(opinion_views).where(*older).values(is_current=False))


def _read_mentions(connection: Connection, keys: Iterable[str]) -> dict[str, Row[Any]]:
    columns = [mentions.c[name] for name in ("id", "key", "platform", "posted_at", "first_seen_at", "is_practice")]
    query = select(*columns, runs.c.source, runs.c.trigger).join(
        runs, runs.c.id == mentions.c.first_run_id, isouter=True
    )
    found: dict[str, Row[Any]] = {}
    for chunk in chunks(sorted(keys)):
        found.update({row.key: row for row in connection.execute(query.where(mentions.c.key.in_(chunk)))})
    return found


def _view_row(view: OpinionView, mention: Row[Any], now: datetime) -> dict[str, Any]:
    at = mention.posted_at or mention.first_seen_at
    at = min(at, mention.first_seen_at)  # nobody posts after we saw it: the source's clock is wrong
    return {
        "mention_id": mention.id,
        "indication": view.indication or "",
        "topic": view.topic,
        "sentiment": view.sentiment,
        "alert": view.alert,
        "confidence": view.confidence,
        "model_version": view.model_version,
        "is_current": True,
        "platform": mention.platform,
        "source": IMPORTED if mention.source is None or mention.trigger == Trigger.IMPORT else mention.source,
        "at": at,
        "slot": int(at.timestamp()) // SLOT_S,
        "record": to_json(view),
        "analysed_at": now,
        "is_practice": mention.is_practice,
    }


def _save_sources(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    oldest: dict[tuple[str, str, bool], int] = {}
    for row in rows:
        if row["indication"]:
            key = (row["platform"], row["source"], row["is_practice"])
            oldest[key] = min(row["slot"], oldest.get(key, row["slot"]))
    names = ("platform", "source", "is_practice")
    told = [{**dict(zip(names, key, strict=True)), "first_slot": slot} for key, slot in oldest.items()]
    insert_new(connection, opinion_sources, told, *names)
    for one in told:
        same = [opinion_sources.c[name] == one[name] for name in names]
        older = update(opinion_sources).where(*same, opinion_sources.c.first_slot > one["first_slot"])
        connection.execute(older.values(first_slot=one["first_slot"]))


def view_from_json(text: str) -> OpinionView:
    """The OpinionView that `to_json` wrote."""
    row = json.loads(text)
    row["topic"], row["sentiment"] = Topic(row["topic"]), Sentiment(row["sentiment"])
    row["quotes"] = tuple(Quote(**{**quote, "span": tuple(quote["span"])}) for quote in row["quotes"])
    for name in MARKED:
        row[name] = tuple(SpokenOf(**{**one, "span": tuple(one["span"])}) for one in row[name])
    return OpinionView(**row)


def has_posts(connection: Connection) -> bool:
    """True when any post is stored: many installations collect none."""
    return connection.execute(select(mentions.c.id).limit(1)).first() is not None


def read_unanalysed(
    connection: Connection, model_version: str, *, after: int, limit: int
) -> tuple[int, tuple[Mention, ...]]:
    """(number to go on after, posts without a view of this version) among the next `limit` posts after number `after`.

    The number is `after` itself when there are no more posts.
    """
    query = select(mentions.c.id, mentions.c.record).where(mentions.c.id > after).order_by(mentions.c.id).limit(limit)
    rows = connection.execute(query).all()
    if not rows:
        return after, ()
    seen = select(opinion_views.c.mention_id).where(
        opinion_views.c.mention_id > after,
        opinion_views.c.mention_id <= rows[-1].id,
        opinion_views.c.model_version == model_version,
    )
    done = set(connection.scalars(seen))
    return int(rows[-1].id), tuple(mention_from_json(row.record) for row in rows if row.id not in done)


def read_new_posts(connection: Connection, *, after: int, limit: int) -> tuple[int, tuple[Post, ...]]:
    """(view number to go on after, posts of the next current views of ours after view number `after`)."""
    newest = connection.scalar(select(func.max(opinion_views.c.id))) or 0
    query = _posts_query().where(opinion_views.c.id > after, opinion_views.c.id <= newest)
    rows = connection.execute(query.order_by(opinion_views.c.id).limit(limit)).all()
    return (rows[-1].view_id if len(rows) == limit else max(newest, after)), tuple(map(post_of, rows))


def read_posts(connection: Connection, mention_ids: Iterable[int], indication: str) -> tuple[Post, ...]:
    """The posts of these mentions as views of one indication, by time; those without a current view are left out."""
    found: list[Post] = []
    for chunk in chunks(sorted(set(mention_ids))):
        query = _posts_query().where(opinion_views.c.mention_id.in_(chunk), opinion_views.c.indication == indication)
        found += map(post_of, connection.execute(query))
    return tuple(sorted(found, key=lambda one: (one.at, one.mention_id)))


def read_mentions_and_views(
    connection: Connection, mention_ids: Iterable[int]
) -> tuple[tuple[int, Mention, OpinionView], ...]:
    """(mention id, mention, view) of the current views of ours of these mentions."""
    found: list[tuple[int, Mention, OpinionView]] = []
    columns = (opinion_views.c.mention_id, opinion_views.c.record, mentions.c.record.label("mention"))
    query = select(*columns).join(mentions, mentions.c.id == opinion_views.c.mention_id)
    for chunk in chunks(sorted(set(mention_ids))):
        live = query.where(LIVE, opinion_views.c.indication != "", opinion_views.c.mention_id.in_(chunk))
        for row in connection.execute(live.order_by(opinion_views.c.id)):
            found.append((row.mention_id, mention_from_json(row.mention), view_from_json(row.record)))
    return tuple(found)


def _posts_query() -> Any:
    columns = (
        "id",
        "mention_id",
        "platform",
        "indication",
        "topic",
        "sentiment",
        "alert",
        "at",
        "is_practice",
        "record",
    )
    told = [opinion_views.c[name].label("view_id" if name == "id" else name) for name in columns]
    query = select(*told, mentions.c.key, mentions.c.record.label("mention"))
    joined = query.join(mentions, mentions.c.id == opinion_views.c.mention_id)
    return joined.where(LIVE, opinion_views.c.indication != "", opinion_views.c.topic != Topic.UNRELATED)


def post_of(row: Row[Any]) -> Post:
    """The Post in a row of view and mention."""
    told, view = json.loads(row.mention), json.loads(row.record)
    title, text = told.get("title") or "", told.get("text") or ""
    whole = text if text.startswith(title) else f"{title}\n{text}"
    return Post(
        mention_id=row.mention_id,
        key=row.key,
        platform=row.platform,
        indication=row.indication,
        topic=Topic(row.topic),
        sentiment=Sentiment(row.sentiment),
        alert=row.alert,
        at=row.at,
        text=whole[:TEXT_MOST],
        title=title[:200],
        names=tuple(dict.fromkeys(one["text"][:40] for name in ("shops", "places") for one in view.get(name, ()))),
        url=told.get("url"),
        author_kind=told.get("author_kind") or "unknown",
        like_count=told.get("like_count"),
        comment_count=told.get("comment_count"),
        repost_count=told.get("repost_count"),
        is_practice=row.is_practice,
    )
