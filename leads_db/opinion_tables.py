"""The tables about opinions: views of posts, events they fold into, alerts, what people decided, lead candidates."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from leads_db.tables import Id, UtcDateTime, metadata


def _id() -> Column[Any]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _ref(target: str, name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Id, ForeignKey(f"{target}.id"), nullable=nullable)


opinion_views = Table(
    "opinion_views",
    metadata,
    _id(),
    _ref("mentions", "mention_id"),
    Column("indication", String(60), nullable=False),  # empty: none of ours
    Column("topic", String(30), nullable=False),
    Column("sentiment", String(10), nullable=False),
    Column("alert", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("model_version", String(60), nullable=False),
    Column("is_current", Boolean, nullable=False, default=True),
    Column("platform", String(40), nullable=False),
    Column("source", String(100), nullable=False),  # of the run that brought the post
    Column("at", UtcDateTime, nullable=False),  # posted, else first seen
    Column("slot", Integer, nullable=False),  # quarters of an hour since 1970, of `at`
    Column("record", Text, nullable=False),
    Column("analysed_at", UtcDateTime, nullable=False),
    Column("is_practice", Boolean, nullable=False, default=False),
    UniqueConstraint("mention_id", "indication", "model_version"),
    Index(
        "ix_opinion_views_counts",
        "indication",
        "is_current",
        "is_practice",
        "slot",
        "topic",
        "platform",
        "sentiment",
        "source",
    ),
)

opinion_sources = Table(
    "opinion_sources",
    metadata,
    _id(),
    Column("platform", String(40), nullable=False),
    Column("source", String(100), nullable=False),
    Column("is_practice", Boolean, nullable=False),
    Column("first_slot", Integer, nullable=False),  # of the oldest post that it brought
    UniqueConstraint("platform", "source", "is_practice"),
)

opinion_events = Table(
    "opinion_events",
    metadata,
    _id(),
    Column("indication", String(60), nullable=False),
    Column("topic", String(30), nullable=False),
    Column("title", String(200), nullable=False),
    _ref("mentions", "first_mention_id"),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("peak_at", UtcDateTime, nullable=False),
    Column("post_count", Integer, nullable=False),
    Column("negative_count", Integer, nullable=False),
    Column("sources", Text, nullable=False),
    Column("likes", BigInteger, nullable=False),
    Column("comments", BigInteger, nullable=False),
    Column("reposts", BigInteger, nullable=False),
    Column("told_count", Integer, nullable=False),
    Column("is_practice", Boolean, nullable=False, default=False),
    Index("ix_opinion_events_indication_last_at", "indication", "last_at"),
    sqlite_autoincrement=True,  # people write these numbers down
)

event_posts = Table(
    "event_posts",
    metadata,
    _id(),
    _ref("opinion_events", "event_id"),
    _ref("mentions", "mention_id"),
    _ref("mentions", "root_id"),  # the text that this one was folded to
    Column("indication", String(60), nullable=False),
    Column("form", String(32), nullable=False),  # digest of the normal form
    Column("similarity", Float, nullable=False),
    Column("is_by_hand", Boolean, nullable=False, default=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("mention_id", "indication"),
    Index("ix_event_posts_event_id_at", "event_id", "at"),
    Index("ix_event_posts_indication_at", "indication", "at"),
)

fold_decisions = Table(
    "fold_decisions",
    metadata,
    _id(),
    Column("kind", String(10), nullable=False),
    _ref("opinion_events", "event_id"),  # the event that stays
    _ref("opinion_events", "other_id"),  # the one that a split made, or that a merge emptied
    Column("mention_ids", Text, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_fold_decisions_event_id", "event_id"),
)

opinion_alerts = Table(
    "opinion_alerts",
    metadata,
    _id(),
    Column("indication", String(60), nullable=False),
    Column("topic", String(30), nullable=False),
    Column("level", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("began_at", UtcDateTime, nullable=False),  # start of the window that first was a burst
    Column("raised_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("observed", Integer, nullable=False),
    Column("expected", Float, nullable=False),
    Column("sources", Text, nullable=False),
    _ref("opinion_events", "event_id", nullable=True),
    Column("why", Text, nullable=False),
    Column("handled_by", String(100), nullable=False, default=""),
    Column("handled_at", UtcDateTime),
    Column("reason", Text, nullable=False, default=""),
    Column("is_practice", Boolean, nullable=False, default=False),
    Index("ix_opinion_alerts_indication_topic_last_at", "indication", "topic", "last_at"),
    sqlite_autoincrement=True,  # people write these numbers down
)

alert_rules = Table(
    "alert_rules",
    metadata,
    _id(),
    Column("kind", String(10), nullable=False),
    Column("indication", String(60), nullable=False),
    Column("topic", String(30), nullable=False),  # empty: every topic
    _ref("opinion_alerts", "alert_id", nullable=True),
    Column("until", UtcDateTime),
    Column("actor", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("undone_at", UtcDateTime),
    Column("undone_by", String(100), nullable=False, default=""),
    Index("ix_alert_rules_indication_topic", "indication", "topic"),
)

lead_candidates = Table(
    "lead_candidates",
    metadata,
    _id(),
    Column("indication", String(60), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("platform", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("text_digest", String(32), nullable=False),
    Column("seller_key", String(32)),
    _ref("mentions", "mention_id"),  # the first post that named it
    Column("state", String(20), nullable=False),
    Column("lead", String(60)),
    Column("handled_by", String(100), nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("made_at", UtcDateTime, nullable=False),
    Column("is_practice", Boolean, nullable=False, default=False),
    UniqueConstraint("indication", "kind", "platform", "text_digest"),
    Index("ix_lead_candidates_state", "state"),
    Index("ix_lead_candidates_lead", "lead"),
    sqlite_autoincrement=True,  # people write these numbers down
)

candidate_posts = Table(
    "candidate_posts",
    metadata,
    _id(),
    _ref("lead_candidates", "candidate_id"),
    _ref("mentions", "mention_id"),
    UniqueConstraint("candidate_id", "mention_id"),
    Index("ix_candidate_posts_mention_id", "mention_id"),
)

event_runs = Table(
    "event_runs",
    metadata,
    _id(),
    _ref("opinion_events", "event_id"),
    _ref("runs", "run_id"),
    _ref("opinion_alerts", "alert_id", nullable=True),
    Column("reason", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    UniqueConstraint("event_id", "run_id"),
    Index("ix_event_runs_run_id", "run_id"),
)
