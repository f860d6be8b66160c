"""handling of leads: their columns, dispatches, receipts, numbers, seals, lists of sellers"""

import hashlib
from datetime import UTC

import sqlalchemy as sa
from alembic import op

import leads_db.tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = leads_db.tables.UtcDateTime(timezone=True)
APPEND_ONLY = ("dispatches", "receipts", "seals")
FUNCTION = (
    "CREATE OR REPLACE FUNCTION rows_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF TG_OP = 'DELETE' AND OLD.is_practice THEN RETURN OLD; END IF; "
    "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
)
OPENED = '{"from":null,"to":"new","role":"system","reason":"","facts":{}}'


def text(name: str, length: int, default: str | None = None, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=null, server_default=default)


def row_id() -> sa.Column:
    return sa.Column("id", ID, autoincrement=True, nullable=False)


def practice() -> sa.Column:
    return sa.Column("is_practice", sa.Boolean(), nullable=False)


def upgrade() -> None:
    op.create_index("ix_audit_subject", "audit", ["subject"])
    _widen_leads()
    _open_leads(op.get_bind())
    _make_sendings()
    _make_numbers_and_seals()
    _make_lists()
    for table in APPEND_ONLY:
        _forbid_change(table, op.get_bind().dialect.name)


def _widen_leads() -> None:
    # SQLite rebuilds a table to change its key, and may not drop one that another points to
    op.execute("CREATE TABLE held_links AS SELECT id, lead_id, listing_id FROM lead_listings")
    op.drop_table("lead_listings")
    with op.batch_alter_table("leads") as table:
        for column in _handling():
            table.add_column(column)
        table.drop_constraint("uq_leads_seller_key_indication", type_="unique")
        table.create_unique_constraint(
            op.f("uq_leads_seller_key_indication_recurrence"), ["seller_key", "indication", "recurrence"]
        )
    # until the next sighting ranks them: likely ones first, below what was ranked
    op.execute("UPDATE leads SET state_since = first_seen_at, priority = likelihood")
    with op.batch_alter_table("leads") as table:
        table.alter_column("state_since", existing_type=MOMENT, nullable=False)
        for column in _handling():
            if column.server_default is not None:
                table.alter_column(column.name, existing_type=column.type, server_default=None)
    op.create_index("ix_leads_city_state_priority", "leads", ["city", "state", "priority"])
    op.create_index("ix_leads_host_state_priority", "leads", ["host", "state", "priority"])
    op.create_index("ix_leads_state_hold_until", "leads", ["state", "hold_until"])
    op.create_index("ix_leads_merged_into", "leads", ["merged_into"])
    op.create_table(
        "lead_listings",
        row_id(),
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("listing_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_listings_lead_id")),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name=op.f("fk_lead_listings_listing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_listings")),
        sa.UniqueConstraint("lead_id", "listing_id", name=op.f("uq_lead_listings_lead_id_listing_id")),
    )
    op.create_index("ix_lead_listings_listing_id", "lead_listings", ["listing_id"])
    op.execute("INSERT INTO lead_listings (lead_id, listing_id) SELECT lead_id, listing_id FROM held_links ORDER BY id")
    op.drop_table("held_links")


def _handling() -> tuple[sa.Column, ...]:
    return (
        sa.Column("recurrence", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("priority", sa.Float(), nullable=False, server_default="0"),
        text("state", 20, "new"),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("state_since", MOMENT, nullable=True),
        text("last_move", 30, "open"),
        text("last_by", 100, "system"),
        text("opened_by", 100, "system"),
        text("reviewer", 100, null=True),
        text("approver", 100, null=True),
        text("host", 60, null=True),
        sa.Column("round", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("returns", sa.Integer(), nullable=False, server_default="0"),
        text("exclusion", 40, null=True),
        text("excluded_acts", 400, ""),
        sa.Column("hold_until", MOMENT, nullable=True),
        text("hold_price_below", 30, null=True),
        sa.Column("hold_sightings", sa.Integer(), nullable=True),
        text("merged_into", 60, null=True),
        text("parent", 60, null=True),
        text("asked", 30, null=True),
        text("asked_by", 100, null=True),
        text("flags", 400, ""),
        sa.Column("outcome", sa.Text(), nullable=False, server_default="{}"),
    )


def _open_leads(connection: sa.Connection) -> None:
    """Every lead that stands gets the event that opens it, so that its events tell all of it."""
    audit = sa.table(
        "audit",
        sa.column("id", ID),
        sa.column("at", MOMENT),
        *(sa.column(name, sa.String()) for name in ("actor", "action", "subject", "detail", "prev_hash", "hash")),
    )
    leads = sa.table("leads", sa.column("id", ID), sa.column("number", sa.String()), sa.column("first_seen_at", MOMENT))
    last = connection.scalar(sa.select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)) or "0" * 64
    rows = []
    for number, at in connection.execute(sa.select(leads.c.number, leads.c.first_seen_at).order_by(leads.c.id)):
        stamp = at.astimezone(UTC).isoformat(timespec="microseconds")
        words = ("system", "lead.open", number, OPENED)
        digest = hashlib.sha256("\n".join((last, stamp, *words)).encode()).hexdigest()
        rows.append(dict(zip(("actor", "action", "subject", "detail"), words, strict=True)))
        rows[-1] |= {"at": at, "prev_hash": last, "hash": digest}
        last = digest
    if rows:
        connection.execute(sa.insert(audit), rows)


def _make_sendings() -> None:
    op.create_table(
        "dispatches",
        row_id(),
        text("uid", 22),
        sa.Column("lead_id", ID, nullable=False),
        text("bureau", 60),
        text("kind", 20),
        sa.Column("round", sa.Integer(), nullable=False),
        text("number", 100),
        text("batch", 22),
        sa.Column("sent_at", MOMENT, nullable=False),
        text("sent_by", 100),
        text("seal", 80),
        sa.Column("letter", sa.Text(), nullable=False),
        practice(),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_dispatches_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatches")),
        sa.UniqueConstraint("uid", name=op.f("uq_dispatches_uid")),
        sa.UniqueConstraint(
            "lead_id", "bureau", "round", "kind", name=op.f("uq_dispatches_lead_id_bureau_round_kind")
        ),
    )
    op.create_index("ix_dispatches_batch", "dispatches", ["batch"])
    op.create_index("ix_dispatches_bureau_sent_at", "dispatches", ["bureau", "sent_at"])
    op.create_table(
        "receipts",
        row_id(),
        text("dispatch", 22),
        text("kind", 20),
        sa.Column("at", MOMENT, nullable=False),
        text("actor", 100),
        sa.Column("facts", sa.Text(), nullable=False),
        practice(),
        sa.ForeignKeyConstraint(["dispatch"], ["dispatches.uid"], name=op.f("fk_receipts_dispatch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("dispatch", "kind", name=op.f("uq_receipts_dispatch_kind")),
    )


def _make_numbers_and_seals() -> None:
    op.create_table(
        "letter_numbers",
        row_id(),
        text("organ", 60),
        text("kind", 40),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        text("number", 100),
        text("state", 20),
        sa.Column("reason", sa.Text(), nullable=False),
        text("subject", 200),
        sa.Column("issued_at", MOMENT, nullable=False),
        text("issued_by", 100),
        sa.Column("voided_at", MOMENT, nullable=True),
        practice(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_numbers")),
        sa.UniqueConstraint("number", name=op.f("uq_letter_numbers_number")),
        sa.UniqueConstraint(
            "organ", "kind", "year", "sequence", name=op.f("uq_letter_numbers_organ_kind_year_sequence")
        ),
    )
    op.create_table(
        "seals",
        row_id(),
        text("name", 80),
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        text("manifest_digest", 64),
        sa.Column("sealed_at", MOMENT, nullable=False),
        text("sealed_by", 100),
        practice(),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_seals_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
        sa.UniqueConstraint("name", name=op.f("uq_seals_name")),
    )
    op.create_index("ix_seals_lead_id", "seals", ["lead_id"])


def _make_lists() -> None:
    op.create_table(
        "seller_marks",
        row_id(),
        text("seller_key", 32),
        text("seller_name", 400),
        text("indication", 60, null=True),
        text("mark", 10),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        text("actor", 100),
        sa.Column("marked_at", MOMENT, nullable=False),
        practice(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seller_marks")),
    )
    op.create_index("ix_seller_marks_seller_key", "seller_marks", ["seller_key"])
    op.create_table(
        "objections",
        row_id(),
        text("uid", 22),
        sa.Column("lead_id", ID, nullable=False),
        text("objector", 200),
        sa.Column("text", sa.Text(), nullable=False),
        text("state", 20),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        text("received_by", 100),
        sa.Column("settled_at", MOMENT, nullable=True),
        text("settled_by", 100, null=True),
        practice(),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_objections_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sa.UniqueConstraint("uid", name=op.f("uq_objections_uid")),
    )
    op.create_index("ix_objections_lead_id", "objections", ["lead_id"])
    op.create_table(
        "exemptions",
        row_id(),
        text("seller_key", 32),
        text("indication", 60),
        text("indicator", 60),
        text("objection", 22),
        sa.Column("at", MOMENT, nullable=False),
        text("actor", 100),
        practice(),
        sa.ForeignKeyConstraint(["objection"], ["objections.uid"], name=op.f("fk_exemptions_objection")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemptions")),
        sa.UniqueConstraint(
            "seller_key", "indication", "indicator", name=op.f("uq_exemptions_seller_key_indication_indicator")
        ),
    )


def _forbid_change(table: str, database: str) -> None:
    """Rows of `table` stay as they were written; only practice rows may be deleted."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    if database == "sqlite":
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT OLD.is_practice {refuse}")
        same = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {same} {refuse}")
        return
    op.execute(FUNCTION)
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION rows_append_only()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION rows_append_only()"
    )


def downgrade() -> None:
    raise RuntimeError("migrations go forward only; restore the backup instead")
