"""search of shops by parts of their names; indexes for ledger and counts"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_index("ix_leads_city_priority", "leads", ["city", "priority"])
    op.create_index("ix_leads_city_state_verdict", "leads", ["city", "state", "verdict"])
    op.create_table(
        "lead_terms",
        sa.Column("term", sa.String(length=4), nullable=False),
        sa.Column("lead_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_terms_lead_id")),
        sa.PrimaryKeyConstraint("term", "lead_id", name=op.f("pk_lead_terms")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_lead_terms_lead_id", "lead_terms", ["lead_id"])
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    import unicodedata

    leads = sa.table("leads", sa.column("id", ID), sa.column("seller_name", sa.String()))
    terms = sa.table("lead_terms", sa.column("term", sa.String()), sa.column("lead_id", ID))
    rows = []
    for lead_id, name in connection.execute(sa.select(leads.c.id, leads.c.seller_name)).all():
        plain = "".join(unicodedata.normalize("NFKC", name).casefold().split())
        pairs = {plain[place : place + 2] for place in range(len(plain) - 1)} or {plain}
        rows += [{"term": term[:4], "lead_id": lead_id} for term in sorted(pairs)[:80] if term]
    for first in range(0, len(rows), 20_000):
        connection.execute(sa.insert(terms), rows[first : first + 20_000])


def downgrade() -> None:
    raise RuntimeError("migrations go forward only; restore the backup instead")
