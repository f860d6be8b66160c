"""The tables about leads: what the machine and people say of each, what was sent, numbers, seals, lists of sellers."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
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


def _lead(**options: Any) -> Column[Any]:
    return Column("lead_id", Id, ForeignKey("leads.id"), nullable=False, **options)


def _practice() -> Column[Any]:
    return Column("is_practice", Boolean, nullable=False, default=False)


leads = Table(
    "leads",
    metadata,
    _id(),
    Column("number", String(60), nullable=False, unique=True),
    Column("seller_key", String(32), nullable=False),
    Column("seller_name", String(400), nullable=False),
    Column("platform", String(40), nullable=False),
    Column("indication", String(60), nullable=False),
    Column("city", String(40), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("likelihood", Float, nullable=False),
    Column("bureau", String(60)),
    Column("listing_count", Integer, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("first_run_id", Id, nullable=False),
    _practice(),
    Column("recurrence", Integer, nullable=False, default=0),
    Column("priority", Float, nullable=False, default=0.0),
    # from here on what the events of the audit add up to, and nothing else: records/handling.py `Handling`
    Column("state", String(20), nullable=False, default="new"),
    Column("version", Integer, nullable=False, default=1),
    Column("state_since", UtcDateTime, nullable=False),
    Column("last_move", String(30), nullable=False, default="open"),
    Column("last_by", String(100), nullable=False, default="system"),
    Column("opened_by", String(100), nullable=False, default="system"),
    Column("reviewer", String(100)),
    Column("approver", String(100)),
    Column("host", String(60)),
    Column("round", Integer, nullable=False, default=0),
    Column("returns", Integer, nullable=False, default=0),
    Column("exclusion", String(40)),
    Column("excluded_acts", String(400), nullable=False, default=""),
    Column("hold_until", UtcDateTime),
    Column("hold_price_below", String(30)),
    Column("hold_sightings", Integer),
    Column("merged_into", String(60), index=True),
    Column("parent", String(60)),
    Column("asked", String(30)),
    Column("asked_by", String(100)),
    Column("flags", String(400), nullable=False, default=""),
    Column("outcome", Text, nullable=False, default="{}"),
    # and this, which may be forgotten at any time: what is missing before it may be sent (store/readiness.py)
    Column("gaps", String(60)),
    UniqueConstraint("seller_key", "indication", "recurrence"),
    Index("ix_leads_verdict_likelihood", "verdict", "likelihood"),
    Index("ix_leads_city_state_priority", "city", "state", "priority"),
    Index("ix_leads_city_priority", "city", "priority"),
    Index(
        "ix_leads_counted", "city", "first_seen_at", "is_practice", "verdict", "state", "indication", "host", "platform"
    ),
    Index("ix_leads_city_indication_priority", "city", "indication", "priority"),
    Index("ix_leads_city_bureau", "city", "bureau"),
    Index("ix_leads_city_state_verdict_indication", "city", "state", "verdict", "indication"),
    Index("ix_leads_city_state_indication_priority", "city", "state", "indication", "priority"),
    Index("ix_leads_city_state_flags", "city", "state", "flags"),
    Index("ix_leads_host_flags", "host", "flags"),
    Index("ix_leads_host_state_priority", "host", "state", "priority"),
    Index("ix_leads_state_hold_until", "state", "hold_until"),
    Index("ix_leads_last_by_state_since", "last_by", "state_since"),
    Index("ix_leads_state_state_since", "state", "state_since"),
)

lead_listings = Table(
    "lead_listings",
    metadata,
    _id(),
    _lead(),
    Column("listing_id", Id, ForeignKey("listings.id"), nullable=False),
    UniqueConstraint("lead_id", "listing_id"),
    Index("ix_lead_listings_listing_id", "listing_id"),
)

lead_terms = Table(
    "lead_terms",
    metadata,
    Column("term", String(4), primary_key=True),
    Column("lead_id", Id, ForeignKey("leads.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""Pairs of characters of shops' names: store/lead_search.py."""

dispatches = Table(
    "dispatches",
    metadata,
    _id(),
    Column("uid", String(22), nullable=False, unique=True),
    _lead(),
    Column("bureau", String(60), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("round", Integer, nullable=False),
    Column("number", String(100), nullable=False),
    Column("batch", String(22), nullable=False, index=True),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("sent_by", String(100), nullable=False),
    Column("seal", String(80), nullable=False),
    Column("letter", Text, nullable=False),
    _practice(),
    UniqueConstraint("lead_id", "bureau", "round", "kind"),
    Index("ix_dispatches_bureau_sent_at", "bureau", "sent_at"),
    Index("ix_dispatches_bureau_kind", "bureau", "kind"),
)
"""Append-only (migration 0004); practice rows alone may be wiped."""

receipts = Table(
    "receipts",
    metadata,
    _id(),
    Column("dispatch", String(22), ForeignKey("dispatches.uid"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("facts", Text, nullable=False, default="{}"),
    _practice(),
    UniqueConstraint("dispatch", "kind"),
)
"""Append-only, as dispatches."""

letter_numbers = Table(
    "letter_numbers",
    metadata,
    _id(),
    Column("organ", String(60), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("year", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("number", String(100), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("subject", String(200), nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("issued_by", String(100), nullable=False),
    Column("voided_at", UtcDateTime),
    _practice(),
    UniqueConstraint("organ", "kind", "year", "sequence"),
)

seals = Table(
    "seals",
    metadata,
    _id(),
    Column("name", String(80), nullable=False, unique=True),
    _lead(index=True),
    Column("manifest", Text, nullable=False),
    Column("manifest_digest", String(64), nullable=False),
    Column("sealed_at", UtcDateTime, nullable=False),
    Column("sealed_by", String(100), nullable=False),
    _practice(),
)
"""Append-only, as dispatches."""

seller_marks = Table(
    "seller_marks",
    metadata,
    _id(),
    Column("seller_key", String(32), nullable=False),
    Column("seller_name", String(400), nullable=False),
    Column("indication", String(60)),
    Column("mark", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),
    Column("actor", String(100), nullable=False),
    Column("marked_at", UtcDateTime, nullable=False),
    _practice(),
    Index("ix_seller_marks_seller_key", "seller_key"),
)

objections = Table(
    "objections",
    metadata,
    _id(),
    Column("uid", String(22), nullable=False, unique=True),
    _lead(index=True),
    Column("objector", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("result", Text, nullable=False, default=""),
    Column("received_at", UtcDateTime, nullable=False),
    Column("received_by", String(100), nullable=False),
    Column("settled_at", UtcDateTime),
    Column("settled_by", String(100)),
    _practice(),
)

exemptions = Table(
    "exemptions",
    metadata,
    _id(),
    Column("seller_key", String(32), nullable=False),
    Column("indication", String(60), nullable=False),
    Column("indicator", String(60), nullable=False),
    Column("objection", String(22), ForeignKey("objections.uid"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(100), nullable=False),
    _practice(),
    UniqueConstraint("seller_key", "indication", "indicator"),
)
