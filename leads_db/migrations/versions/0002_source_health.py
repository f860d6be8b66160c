"""fields read by each run, facts of sellers"""

import sqlalchemy as sa
from alembic import op

import leads_db.tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = leads_db.tables.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "run_fields",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("is_thin", sa.Boolean(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_fields_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_fields")),
        sa.UniqueConstraint("run_id", "field", name=op.f("uq_run_fields_run_id_field")),
    )
    op.create_index("ix_run_fields_source_ended_at", "run_fields", ["source", "ended_at"])
    op.create_table(
        "seller_facts",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("seller_key", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("value_digest", sa.String(length=32), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("evidence_digest", sa.String(length=64), nullable=True),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seller_facts")),
        sa.UniqueConstraint(
            "seller_key", "field", "value_digest", name=op.f("uq_seller_facts_seller_key_field_value_digest")
        ),
    )
    op.create_index("ix_seller_facts_field_value_digest", "seller_facts", ["field", "value_digest"])


def downgrade() -> None:
    raise RuntimeError("migrations go forward only; restore the backup instead")
