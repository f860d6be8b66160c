"""indexes for what somebody decided last, and for states by their age"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_leads_last_by_state_since", "leads", ["last_by", "state_since"])
    op.create_index("ix_leads_state_state_since", "leads", ["state", "state_since"])
