"""indexes for figures over a time"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_leads_city_first_seen_at", "leads", ["city", "first_seen_at"])
    op.create_index("ix_audit_action_at", "audit", ["action", "at"])


def downgrade() -> None:
    raise RuntimeError("migrations go forward only; restore the backup instead")
