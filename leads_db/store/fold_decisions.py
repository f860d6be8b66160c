"""What people corrected in the folding: posts taken out of an event, events put together, and either taken back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from leads_db.errors import DecisionRefused, NotFound
from leads_db.opinion_tables import event_posts, fold_decisions
from leads_db.records.account import Actor
from leads_db.records.opinion import FoldKind
from leads_db.store.audit import save_audit
from leads_db.store.opinion_events import insert_event, read_event, read_event_posts, refresh_events
from leads_db.store.record_json import to_json
from leads_db.store.turns import take_turn
from leads_db.store.upsert import chunks

REASON_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldDecision:
    """One correction, as it stands in the store."""

    id: int
    kind: FoldKind
    event: int
    """The event that stayed."""
    other: int
    """The one that a split made or a merge emptied."""
    mention_ids: tuple[int, ...]
    """The posts that moved."""
    actor: str
    reason: str
    at: datetime


def split_event(
    connection: Connection, event_id: int, mention_ids: Sequence[int], actor: Actor, *, reason: str, at: datetime
) -> int:
    """Take posts out of an event into one of their own; return its number. Later folding keeps them apart.

    Raises NotFound, DecisionRefused where the posts are not the event's or nothing would be left of it.
    """
    take_turn(connection, "folding")
    read_event(connection, event_id)
    posts, wanted = read_event_posts(connection, event_id), set(mention_ids)
    moved = [post for post in posts if post.mention_id in wanted]
    if len(moved) != len(wanted) or not moved or len(moved) == len(posts):
        raise DecisionRefused(event=event_id, posts=len(posts), found=len(moved))
    other = insert_event(connection, moved[0])
    ids = [post.mention_id for post in moved]
    _move(connection, ids, moved[0].indication, to=other, root=moved[0].mention_id)
    refresh_events(connection, (event_id, other))
    _save(connection, FoldKind.SPLIT, event_id, other, ids, actor, reason, at)
    return other


def merge_events(
    connection: Connection, event_id: int, other_id: int, actor: Actor, *, reason: str, at: datetime
) -> None:
    """Put the posts of `other_id` into `event_id`; what is like them later goes there too.

    Raises NotFound, DecisionRefused for events of two indications, one of the practice market, or the same one.
    """
    take_turn(connection, "folding")
    event, other = read_event(connection, event_id), read_event(connection, other_id)
    same_kind = (event.indication, event.is_practice) == (other.indication, other.is_practice)
    if event_id == other_id or not same_kind or not other.post_count:
        raise DecisionRefused(event=event_id, other=other_id)
    query = select(event_posts.c.mention_id).where(event_posts.c.event_id == other_id).order_by(event_posts.c.id)
    ids = list(connection.scalars(query))
    _move(connection, ids, event.indication, to=event_id)
    refresh_events(connection, (event_id, other_id))
    _save(connection, FoldKind.MERGE, event_id, other_id, ids, actor, reason, at)


def take_back(connection: Connection, decision_id: int, actor: Actor, *, reason: str, at: datetime) -> None:
    """Undo a split or a merge: the posts go back where they were, by a decision of the other kind.

    Raises NotFound, DecisionRefused where somebody moved them on since.
    """
    take_turn(connection, "folding")
    row = connection.execute(select(fold_decisions).where(fold_decisions.c.id == decision_id)).one_or_none()
    if row is None:
        raise NotFound(f"fold decision {decision_id}")
    known = _decision(row)
    is_split = known.kind is FoldKind.SPLIT
    there, back = (known.other, known.event) if is_split else (known.event, known.other)
    held = set(connection.scalars(select(event_posts.c.mention_id).where(event_posts.c.event_id == there)))
    ids = [mention_id for mention_id in known.mention_ids if mention_id in held]
    if not ids:
        raise DecisionRefused(decision=decision_id)
    _move(connection, ids, read_event(connection, there).indication, to=back)
    refresh_events(connection, (there, back))
    kind = FoldKind.MERGE if is_split else FoldKind.SPLIT
    _save(connection, kind, known.event, known.other, ids, actor, reason, at)


def read_fold_decisions(connection: Connection, event_id: int) -> tuple[FoldDecision, ...]:
    """What was corrected about an event, the newest first."""
    is_of = (fold_decisions.c.event_id == event_id) | (fold_decisions.c.other_id == event_id)
    query = select(fold_decisions).where(is_of).order_by(fold_decisions.c.id.desc())
    return tuple(map(_decision, connection.execute(query)))


def _move(
    connection: Connection, mention_ids: Sequence[int], indication: str, *, to: int, root: int | None = None
) -> None:
    values: dict[str, object] = {"event_id": to, "is_by_hand": True}
    if root is not None:
        values["root_id"] = root
    for chunk in chunks(mention_ids):
        same = (event_posts.c.mention_id.in_(chunk), event_posts.c.indication == indication)
        connection.execute(update(event_posts).where(*same).values(**values))


def _save(
    connection: Connection,
    kind: FoldKind,
    event: int,
    other: int,
    ids: Sequence[int],
    actor: Actor,
    reason: str,
    at: datetime,
) -> None:
    row = {
        "kind": kind,
        "event_id": event,
        "other_id": other,
        "mention_ids": to_json({"ids": ids}),
        "actor": actor.name,
        "reason": reason[:REASON_MOST],
        "at": at,
    }
    connection.execute(insert(fold_decisions).values(row))
    detail = {"other": other, "posts": len(ids), "reason": reason[:REASON_MOST]}
    save_audit(connection, at=at, actor=actor.name, action=f"opinion.{kind}", subject=f"event {event}", detail=detail)


def _decision(row: Row[Any]) -> FoldDecision:
    return FoldDecision(
        id=row.id,
        kind=FoldKind(row.kind),
        event=row.event_id,
        other=row.other_id,
        mention_ids=tuple(json.loads(row.mention_ids)["ids"]),
        actor=row.actor,
        reason=row.reason,
        at=row.at,
    )
