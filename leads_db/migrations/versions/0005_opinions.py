"""opinions"""

import sqlalchemy as sa
from alembic import op

import leads_db.tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = leads_db.tables.UtcDateTime(timezone=True)


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise RuntimeError("migrations go forward only; restore the backup instead")
