"""papers"""

import sqlalchemy as sa
from alembic import op

import leads_db.tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = leads_db.tables.UtcDateTime(timezone=True)
KEEP = {
    "sqlite": (
        "CREATE TRIGGER papers_keep BEFORE UPDATE ON papers "
        "BEGIN SELECT RAISE(ABORT, 'papers are append-only'); END",
        "CREATE TRIGGER papers_stay BEFORE DELETE ON papers WHEN NOT OLD.is_practice "
        "BEGIN SELECT RAISE(ABORT, 'papers are append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION papers_refuse() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION 'papers are append-only'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER papers_keep BEFORE UPDATE ON papers FOR EACH ROW EXECUTE FUNCTION papers_refuse()",
        "CREATE TRIGGER papers_stay BEFORE DELETE ON papers FOR EACH ROW WHEN (NOT OLD.is_practice) "
        "EXECUTE FUNCTION papers_refuse()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "papers",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("issued_by", sa.String(length=100), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("supersedes", sa.String(length=22), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["supersedes"], ["papers.uid"], name=op.f("fk_papers_supersedes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint("uid", name=op.f("uq_papers_uid")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_papers_supersedes")),
    )
    op.create_index("ix_papers_subject", "papers", ["subject"])
    op.create_index("ix_papers_city_kind_issued_at", "papers", ["city", "kind", "issued_at"])
    for statement in KEEP.get(op.get_bind().dialect.name, ()):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("migrations go forward only; restore the backup instead")
