"""The tables about sources and sellers, beside those of tables.py: fields that runs read, facts that sellers tell."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from leads_db.tables import Id, UtcDateTime, metadata

run_fields = Table(
    "run_fields",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("run_id", Id, ForeignKey("runs.id"), nullable=False),
    Column("source", String(100), nullable=False),
    Column("field", String(40), nullable=False),
    Column("filled", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("is_thin", Boolean, nullable=False),
    Column("ended_at", UtcDateTime, nullable=False),
    UniqueConstraint("run_id", "field"),
    Index("ix_run_fields_source_ended_at", "source", "ended_at"),
)

seller_facts = Table(
    "seller_facts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("seller_key", String(32), nullable=False),
    Column("field", String(40), nullable=False),
    Column("value", Text, nullable=False),
    Column("value_digest", String(32), nullable=False),
    Column("how", String(20), nullable=False),
    Column("url", Text, nullable=False),
    Column("source", String(100), nullable=False),
    Column("evidence_digest", String(64)),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("run_id", Id, nullable=False),
    Column("is_practice", Boolean, nullable=False, default=False),
    UniqueConstraint("seller_key", "field", "value_digest"),
    Index("ix_seller_facts_field_value_digest", "field", "value_digest"),
)
