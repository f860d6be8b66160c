"""Opinion events: posts folded into one, what they add up to, and what people corrected."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from leads_db.errors import NotFound
from leads_db.opinion_tables import event_posts, opinion_events, opinion_views
from leads_db.records.opinion import OpinionEvent, Post, Reach, Sentiment, Topic
from leads_db.store.opinions import read_posts
from leads_db.store.record_json import to_json
from leads_db.store.upsert import chunks, insert_new

TITLE_MOST = 80
NUMBER_MOST = 2**62
"""Sums of displayed counts end here: what a page shows may be any number."""
HOUR_S = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """Where one post goes: event number, negative for an event that is still to be made."""

    post: Post
    event: int
    root: int
    """Mention id of the text it was folded to."""
    form: str
    """32 hex characters of its normal form."""
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownText:
    """A text that was folded already."""

    post: Post
    event: int
    root: int
    is_by_hand: bool


def save_folds(connection: Connection, folds: Sequence[Folded]) -> tuple[int, ...]:
    """Store where posts went and return the events that changed; a post that has its place already keeps it."""
    placed = _read_places(connection, folds)
    fresh = [fold for fold in folds if (fold.post.mention_id, fold.post.indication) not in placed]
    made: dict[int, int] = {}
    for fold in fresh:
        if fold.event < 0 and fold.event not in made:
            made[fold.event] = insert_event(connection, fold.post)
    rows: list[dict[str, Any]] = [
        {
            "event_id": made.get(fold.event, fold.event),
            "mention_id": fold.post.mention_id,
            "root_id": fold.root,
            "indication": fold.post.indication,
            "form": fold.form,
            "similarity": fold.similarity,
            "is_by_hand": False,
            "at": fold.post.at,
        }
        for fold in fresh
    ]
    insert_new(connection, event_posts, rows, "mention_id", "indication")
    touched = {row["event_id"] for row in rows} | set(placed.values())
    refresh_events(connection, touched)
    return tuple(sorted(touched))


def _read_places(connection: Connection, folds: Sequence[Folded]) -> dict[tuple[int, str], int]:
    columns = (event_posts.c.mention_id, event_posts.c.indication, event_posts.c.event_id)
    found: dict[tuple[int, str], int] = {}
    for chunk in chunks(sorted({fold.post.mention_id for fold in folds})):
        for mention_id, indication, event in connection.execute(
            select(*columns).where(event_posts.c.mention_id.in_(chunk))
        ):
            found[mention_id, indication] = event
    wanted = {(fold.post.mention_id, fold.post.indication) for fold in folds}
    return {pair: event for pair, event in found.items() if pair in wanted}


def insert_event(connection: Connection, post: Post) -> int:
    """A new event that begins with this post; its posts are still to be hung on it. Return its number."""
    row = {
        "indication": post.indication,
        "topic": post.topic,
        "title": title_of(post),
        "first_mention_id": post.mention_id,
        "first_at": post.at,
        "last_at": post.at,
        "peak_at": post.at,
        "post_count": 0,
        "negative_count": 0,
        "sources": "{}",
        "likes": 0,
        "comments": 0,
        "reposts": 0,
        "told_count": 0,
        "is_practice": post.is_practice,
    }
    return int(connection.execute(insert(opinion_events).values(row).returning(opinion_events.c.id)).scalar_one())


def title_of(post: Post) -> str:
    """What an event is called: the first post's title, else its beginning, on one line."""
    line = " ".join((post.title or post.text).split())
    return line if len(line) <= TITLE_MOST else line[: TITLE_MOST - 1] + "…"


def refresh_events(connection: Connection, event_ids: Iterable[int]) -> None:
    """Take what events tell of themselves anew from their posts; one without posts keeps its last words."""
    for event_id in sorted(set(event_ids)):
        posts = read_event_posts(connection, event_id)
        values = _sums(posts) if posts else {"post_count": 0, "negative_count": 0}
        connection.execute(update(opinion_events).where(opinion_events.c.id == event_id).values(**values))


def _sums(posts: Sequence[Post]) -> dict[str, object]:
    """`posts` by time."""
    hours = Counter(int(post.at.timestamp()) // HOUR_S for post in posts)
    peak = min(hours, key=lambda hour: (-hours[hour], hour))
    topics = Counter(post.topic for post in posts)
    first = posts[0]
    reach = reach_of(posts)
    return {
        "topic": max(topics, key=lambda topic: (topics[topic], topic == first.topic)),
        "title": title_of(first),
        "first_mention_id": first.mention_id,
        "first_at": first.at,
        "last_at": posts[-1].at,
        "peak_at": datetime.fromtimestamp(peak * HOUR_S, first.at.tzinfo),
        "post_count": len(posts),
        "negative_count": sum(post.sentiment is Sentiment.NEGATIVE for post in posts),
        "sources": to_json(dict(Counter(post.platform for post in posts).most_common())),
        "likes": reach.likes,
        "comments": reach.comments,
        "reposts": reach.reposts,
        "told_count": reach.told,
    }


def reach_of(posts: Iterable[Post]) -> Reach:
    """What these posts tell of their audience."""
    counts = [(post.like_count, post.comment_count, post.repost_count) for post in posts]
    likes, comments, reposts = (
        min(NUMBER_MOST, sum(max(0, row[at] or 0) for row in counts)) if counts else 0 for at in range(3)
    )
    told = sum(any(value is not None for value in row) for row in counts)
    return Reach(likes=likes, comments=comments, reposts=reposts, told=told)


def read_event(connection: Connection, event_id: int) -> OpinionEvent:
    """One event. Raises NotFound."""
    row = connection.execute(select(opinion_events).where(opinion_events.c.id == event_id)).one_or_none()
    if row is None:
        raise NotFound(f"opinion event {event_id}")
    return event_of(row)


def read_events(
    connection: Connection,
    indications: Sequence[str],
    *,
    since: datetime,
    until: datetime,
    least_posts: int = 2,
    is_practice: bool = False,
    limit: int = 50,
) -> tuple[OpinionEvent, ...]:
    """Events that were spoken of between the moments, those with most posts first."""
    query = select(opinion_events).where(
        opinion_events.c.indication.in_(indications),
        opinion_events.c.last_at >= since,
        opinion_events.c.first_at < until,
        opinion_events.c.post_count >= least_posts,
        opinion_events.c.is_practice == is_practice,
    )
    ordered = query.order_by(opinion_events.c.post_count.desc(), opinion_events.c.id.desc()).limit(limit)
    return tuple(map(event_of, connection.execute(ordered)))


def event_of(row: Row[Any]) -> OpinionEvent:
    """The OpinionEvent in a row of the table."""
    return OpinionEvent(
        id=row.id,
        indication=row.indication,
        topic=Topic(row.topic),
        title=row.title,
        first_mention=row.first_mention_id,
        first_at=row.first_at,
        last_at=row.last_at,
        peak_at=row.peak_at,
        post_count=row.post_count,
        negative_count=row.negative_count,
        sources=json.loads(row.sources),
        reach=Reach(likes=row.likes, comments=row.comments, reposts=row.reposts, told=row.told_count),
        is_practice=row.is_practice,
    )


def read_event_posts(connection: Connection, event_id: int) -> tuple[Post, ...]:
    """The posts of an event by time; those that a newer model reads otherwise are left out."""
    query = select(event_posts.c.mention_id, event_posts.c.indication).where(event_posts.c.event_id == event_id)
    rows = connection.execute(query).all()
    return read_posts(connection, [row.mention_id for row in rows], rows[0].indication) if rows else ()


def read_known_texts(
    connection: Connection, indication: str, *, since: datetime, is_practice: bool, limit: int = 20_000
) -> tuple[KnownText, ...]:
    """Texts of an indication that are still spoken of, each form once, by time; what a person placed comes last."""
    columns = [event_posts.c[name] for name in ("id", "mention_id", "event_id", "root_id", "form", "is_by_hand")]
    joined = event_posts.join(opinion_events, opinion_events.c.id == event_posts.c.event_id)
    query = select(*columns).select_from(joined)
    live = (event_posts.c.indication == indication, event_posts.c.at >= since)
    of_kind = opinion_events.c.is_practice == is_practice
    rows = connection.execute(query.where(*live, of_kind).order_by(event_posts.c.at.desc()).limit(limit)).all()
    kept: dict[str, Row[Any]] = {}
    for row in rows:
        held = kept.get(row.form)
        if held is None or (row.is_by_hand and not held.is_by_hand):
            kept[row.form] = row
    posts = {
        post.mention_id: post for post in read_posts(connection, [row.mention_id for row in kept.values()], indication)
    }
    known = [
        KnownText(post=posts[row.mention_id], event=row.event_id, root=row.root_id, is_by_hand=row.is_by_hand)
        for row in kept.values()
        if row.mention_id in posts
    ]
    return tuple(sorted(known, key=lambda one: (one.is_by_hand, one.post.at, one.post.mention_id)))


def read_events_of(connection: Connection, mention_ids: Iterable[int], indication: str) -> Mapping[int, int]:
    """Mention id → number of its event."""
    found: dict[int, int] = {}
    for chunk in chunks(sorted(set(mention_ids))):
        query = select(event_posts.c.mention_id, event_posts.c.event_id).where(
            event_posts.c.mention_id.in_(chunk), event_posts.c.indication == indication
        )
        found.update((mention_id, event) for mention_id, event in connection.execute(query))
    return found


def find_main_event(
    connection: Connection, indication: str, topic: str, *, first: int, end: int, is_practice: bool
) -> int | None:
    """The event that most posts of this topic in the slots `first` to before `end` belong to."""
    views = opinion_views.c
    query = (
        select(event_posts.c.event_id)
        .join(
            opinion_views,
            (views.mention_id == event_posts.c.mention_id) & (views.indication == event_posts.c.indication),
        )
        .where(views.indication == indication, views.topic == topic, views.is_practice == is_practice, views.is_current)
        .where(views.slot >= first, views.slot < end)
        .group_by(event_posts.c.event_id)
    )
    found: int | None = connection.scalar(query.order_by(func.count().desc(), event_posts.c.event_id).limit(1))
    return found
