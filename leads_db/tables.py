"""The tables of the store. SQLite and PostgreSQL alike; nothing here asks which of the two it is."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime in, an aware UTC datetime out; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values; SQLite keeps the UTC wall time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored; give it a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back that SQLite does not keep."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id() -> Column[Any]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _ref(target: str, name: str, **options: Any) -> Column[Any]:
    return Column(name, Id, ForeignKey(f"{target}.id"), **options)


runs = Table(
    "runs",
    metadata,
    _id(),
    Column("source", String(100), nullable=False),
    Column("trigger", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("requested_by", String(100), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("params", Text, nullable=False, default="{}"),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("counts", Text, nullable=False, default="{}"),
    Column("note", Text, nullable=False, default=""),
    Column("is_practice", Boolean, nullable=False, default=False),
    Index("ix_runs_state", "state"),
    sqlite_autoincrement=True,  # people write these numbers down: after a wipe they are not used again
)

units = Table(
    "units",
    metadata,
    _id(),
    _ref("runs", "run_id", nullable=False),
    Column("source", String(100), nullable=False),
    Column("indication", String(60), nullable=False),
    Column("term", String(200), nullable=False),
    Column("page_from", Integer, nullable=False),
    Column("page_to", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", UtcDateTime, nullable=False),
    Column("lease_owner", String(100)),
    Column("lease_until", UtcDateTime),
    Column("outcome", String(30)),
    Column("cause", Text, nullable=False, default=""),
    UniqueConstraint("run_id", "term", "page_from"),
    Index("ix_units_run_id_state", "run_id", "state"),
)

fetch_reports = Table(
    "fetch_reports",
    metadata,
    _id(),
    Column("uid", String(32), nullable=False, unique=True),
    _ref("runs", "run_id", nullable=False, index=True),
    _ref("units", "unit_id"),
    Column("source", String(100), nullable=False),
    Column("query", String(400), nullable=False),
    Column("page", Integer),
    Column("url", Text, nullable=False),
    Column("outcome", String(30), nullable=False),
    Column("reason", Text, nullable=False),
    Column("http_status", Integer),
    Column("elapsed_ms", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("items_found", Integer, nullable=False),
    Column("items_new", Integer, nullable=False),
    Column("total_claimed", Integer),
    Column("retry_after_s", Float),
    Column("evidence_digest", String(64)),
    Column("fetched_at", UtcDateTime, nullable=False),
)

evidence = Table(
    "evidence",
    metadata,
    _id(),
    Column("digest", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("url_digest", String(32), nullable=False),
    Column("http_status", Integer, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("captured_at", UtcDateTime, nullable=False),
    Column("warc_file", Text, nullable=False),
    Column("warc_offset", BigInteger, nullable=False),
    Column("warc_length", Integer, nullable=False),
    Column("is_practice", Boolean, nullable=False, default=False),
    UniqueConstraint("digest", "url_digest"),
    sqlite_autoincrement=True,  # people write these numbers down: after a wipe they are not used again
)

listings = Table(
    "listings",
    metadata,
    _id(),
    Column("key", String(32), nullable=False, unique=True),
    Column("platform", String(40), nullable=False),
    Column("item_id", String(400), nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("first_run_id", Id, nullable=False),
    Column("last_run_id", Id, nullable=False),
    Column("content_hash", String(32), nullable=False),
    Column("is_practice", Boolean, nullable=False, default=False),
    Index("ix_listings_first_run_id", "first_run_id"),
)

snapshots = Table(
    "snapshots",
    metadata,
    _id(),
    _ref("listings", "listing_id", nullable=False),
    Column("content_hash", String(32), nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("run_id", Id, nullable=False),
    Column("source", String(200), nullable=False),
    Column("search_term", String(200)),
    Column("evidence_digest", String(64)),
    Column("notes", Text, nullable=False, default=""),
    Column("record", Text, nullable=False),
    UniqueConstraint("listing_id", "seen_at", "content_hash"),
    Index("ix_snapshots_run_id", "run_id"),
)

mentions = Table(
    "mentions",
    metadata,
    _id(),
    Column("key", String(32), nullable=False, unique=True),
    Column("platform", String(40), nullable=False),
    Column("post_id", String(400), nullable=False),
    Column("posted_at", UtcDateTime),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("first_run_id", Id, nullable=False),
    Column("evidence_digest", String(64)),
    Column("record", Text, nullable=False),
    Column("is_practice", Boolean, nullable=False, default=False),
)

assessments = Table(
    "assessments",
    metadata,
    _id(),
    _ref("snapshots", "snapshot_id", nullable=False),
    _ref("listings", "listing_id", nullable=False),
    Column("indication", String(60), nullable=False),
    Column("model_version", String(40), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("likelihood", Float, nullable=False),
    Column("is_current", Boolean, nullable=False, default=True),
    Column("record", Text, nullable=False),
    Column("assessed_at", UtcDateTime, nullable=False),
    UniqueConstraint("snapshot_id", "indication", "model_version"),
    Index("ix_assessments_listing_id_indication", "listing_id", "indication"),
)

findings = Table(
    "findings",
    metadata,
    _id(),
    _ref("assessments", "assessment_id", nullable=False),
    Column("indicator", String(60), nullable=False),
    Column("state", String(10), nullable=False),
    Column("strength", Float, nullable=False),
    Column("weight", Float, nullable=False),
    Column("record", Text, nullable=False),
    UniqueConstraint("assessment_id", "indicator"),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", Integer, nullable=False),
)

due_runs = Table(
    "due_runs",
    metadata,
    _id(),
    Column("job", String(100), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("run_id", Id),
    Column("note", Text, nullable=False, default=""),
    Column("settled_at", UtcDateTime, nullable=False),
    UniqueConstraint("job", "due_at"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("detail", Text, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Index("ix_audit_subject", "subject"),
    Index("ix_audit_action_at", "action", "at"),
)
