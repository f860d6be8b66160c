"""indexes for what the ledger's filters offer, and for limits by their due day"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_leads_city_indication", "leads", ["city", "indication"])
    op.create_index("ix_leads_city_bureau", "leads", ["city", "bureau"])
    op.create_index("ix_lead_clocks_due_at", "lead_clocks", ["due_at"])


def downgrade() -> None:
    raise RuntimeError("migrations go forward only; restore the backup instead")
