"""The tables about time and notices: clocks of leads, changed days, figures of days, looks after feedback, what is told
to whom.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from leads_db.tables import Id, UtcDateTime, metadata

__all__ = [
    "clock_marks",
    "clock_place",
    "day_changes",
    "figure_days",
    "lead_clocks",
    "metadata",
    "notice_reads",
    "notice_sendings",
    "notices",
    "rechecks",
]

lead_clocks = Table(
    "lead_clocks",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("lead", String(60), nullable=False),
    Column("rule", String(40), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("extensions", Integer, nullable=False),
    Column("is_practice", Boolean, nullable=False),
    UniqueConstraint("lead", "rule", "turn"),
    Index("ix_lead_clocks_ended_at_due_at", "ended_at", "due_at"),
    Index("ix_lead_clocks_due_at", "due_at"),
)
"""What the events of a lead say of its clocks, kept for lists; always recomputable (store/clocks.py)."""

clock_place = Table(
    "clock_place",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("audit_id", Id, nullable=False),
    Column("lead_id", Id),
    Column("basis", String(32), nullable=False),
)
"""One row: up to where the audit was read; up to which lead a recomputing of all came; digest of rules and calendar."""

clock_marks = Table(
    "clock_marks",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("lead", String(60), nullable=False),
    Column("rule", String(40), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("step", String(20), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    UniqueConstraint("lead", "rule", "turn", "step", "due_at"),
)
"""Which reminder was made for which due time: once each."""

day_changes = Table(
    "day_changes",
    metadata,
    Column("subject", String(10), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("name", String(60), nullable=False),
    Column("source", String(200), nullable=False),
    Column("changed_by", String(100), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
"""Corrections of the calendar of workdays.csv: a day (2027-02-08) or a year (2027)."""

figure_days = Table(
    "figure_days",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("city", String(40), primary_key=True),
    Column("is_practice", Boolean, primary_key=True),
    Column("figures", Text, nullable=False),
    Column("counted_at", UtcDateTime, nullable=False),
)
"""What was counted of a past day in Shanghai, kept for sums over many; always recountable (store/figure_days.py)."""

rechecks = Table(
    "rechecks",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("lead", String(60), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("source", String(100), nullable=False),
    Column("run_id", Id, index=True),
    Column("state", String(20), nullable=False),
    Column("urls", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    UniqueConstraint("lead", "asked_at"),
    Index("ix_rechecks_state", "state"),
)
"""One look after each feedback; `asked_at`: the feedback's time."""

notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("uid", String(22), nullable=False, unique=True),
    Column("once", String(200), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("text", String(400), nullable=False),
    Column("lead", String(60), index=True),
    Column("role", String(20), nullable=False),
    Column("city", String(40)),
    Column("bureau", String(60)),
    Column("account", String(60)),
    Column("made_at", UtcDateTime, nullable=False),
    Column("is_practice", Boolean, nullable=False),
    Index("ix_notices_role_made_at", "role", "made_at"),
    Index("ix_notices_bureau_made_at", "bureau", "made_at"),
)

notice_reads = Table(
    "notice_reads",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("notice_id", Id, ForeignKey("notices.id"), nullable=False),
    Column("account", String(100), nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    UniqueConstraint("account", "notice_id"),
    Index("ix_notice_reads_notice_id", "notice_id"),
)

notice_sendings = Table(
    "notice_sendings",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("notice_id", Id, ForeignKey("notices.id"), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("cause", String(200), nullable=False),
    Column("settled_at", UtcDateTime),
    UniqueConstraint("notice_id", "channel"),
    Index("ix_notice_sendings_state_not_before", "state", "not_before"),
)
"""The outbox of the channels; delivered at least once, each notice with its uid."""
