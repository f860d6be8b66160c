"""The table of what others hand to the centre; one row a seller and indication, beside the lead it belongs to."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, String, Table, Text

from leads_db.tables import Id, UtcDateTime, metadata

__all__ = ["intakes", "metadata"]

intakes = Table(
    "intakes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("uid", String(22), nullable=False, unique=True),
    Column("lead_id", Id, ForeignKey("leads.id"), nullable=False),
    Column("joined", Boolean, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("sender", String(100), nullable=False),
    Column("their_number", String(100), nullable=False),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date),
    Column("named_informer", Boolean, nullable=False),
    Column("file_digest", String(64), nullable=False),
    Column("record", Text, nullable=False),
    Column("run_id", Id),
    Column("actor", String(100), nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("is_practice", Boolean, nullable=False, default=False),
    Index("ix_intakes_lead_id", "lead_id"),
    Index("ix_intakes_due_on", "due_on"),
)
"""`record`: all of the Intake as JSON."""
