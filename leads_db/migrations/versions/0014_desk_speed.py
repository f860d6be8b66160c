"""indexes for lists of one name and for counts; gaps of leads kept; figures of past days kept"""

import sqlalchemy as sa
from alembic import op

import leads_db.tables

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = leads_db.tables.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.add_column("leads", sa.Column("gaps", sa.String(length=60), nullable=True))
    op.drop_index("ix_leads_city_indication", "leads")
    op.create_index("ix_leads_city_indication_priority", "leads", ["city", "indication", "priority"])
    op.drop_index("ix_leads_city_state_verdict", "leads")
    of_counts = ["city", "state", "verdict", "indication"]
    op.create_index("ix_leads_city_state_verdict_indication", "leads", of_counts)
    of_lists = ["city", "state", "indication", "priority"]
    op.create_index("ix_leads_city_state_indication_priority", "leads", of_lists)
    op.create_index("ix_leads_city_state_flags", "leads", ["city", "state", "flags"])
    op.drop_index("ix_leads_city_first_seen_at", "leads")
    counted = ["city", "first_seen_at", "is_practice", "verdict", "state", "indication", "host", "platform"]
    op.create_index("ix_leads_counted", "leads", counted)
    op.create_index("ix_leads_host_flags", "leads", ["host", "flags"])
    op.create_index("ix_dispatches_bureau_kind", "dispatches", ["bureau", "kind"])
    op.create_table(
        "figure_days",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("city", sa.String(length=40), nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("counted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "day", "city", "is_practice", name=op.f("pk_figure_days")),
    )


def downgrade() -> None:
    raise RuntimeError("migrations go forward only; restore the backup instead")
