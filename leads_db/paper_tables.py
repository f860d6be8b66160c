"""The table of issued papers. Rows are only ever added; triggers of migration 0006 hold the database to it."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from leads_db.tables import Id, UtcDateTime, metadata

__all__ = ["metadata", "papers"]

papers = Table(
    "papers",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("uid", String(22), nullable=False, unique=True),
    Column("kind", String(30), nullable=False),
    Column("number", String(100), nullable=False),
    Column("title", String(200), nullable=False),
    Column("city", String(40), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("file", Text, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("issued_by", String(100), nullable=False),
    Column("facts", Text, nullable=False),
    Column("supersedes", String(22), ForeignKey("papers.uid"), unique=True),
    Column("reason", Text, nullable=False),
    Column("is_practice", Boolean, nullable=False),
    Index("ix_papers_subject", "subject"),
    Index("ix_papers_city_kind_issued_at", "city", "kind", "issued_at"),
)
