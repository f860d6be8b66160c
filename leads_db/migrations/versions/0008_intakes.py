"""what others hand to the centre"""

import sqlalchemy as sa
from alembic import op

import leads_db.tables

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = leads_db.tables.UtcDateTime(timezone=True)


def text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def upgrade() -> None:
    op.create_table(
        "intakes",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        text("uid", 22),
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        text("kind", 20),
        text("sender", 100),
        text("their_number", 100),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("named_informer", sa.Boolean(), nullable=False),
        text("file_digest", 64),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("run_id", ID, nullable=True),
        text("actor", 100),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intakes")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_intakes_lead_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_intakes_uid")),
    )
    op.create_index("ix_intakes_lead_id", "intakes", ["lead_id"])
    op.create_index("ix_intakes_due_on", "intakes", ["due_on"])


def downgrade() -> None:
    raise RuntimeError("migrations go forward only; restore the backup instead")
