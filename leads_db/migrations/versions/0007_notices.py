"""clocks of leads, changed days, looks after feedback, notices"""

import sqlalchemy as sa
from alembic import op

import leads_db.tables

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = leads_db.tables.UtcDateTime(timezone=True)


def row_id() -> sa.Column:
    return sa.Column("id", ID, autoincrement=True, nullable=False)


def text(name: str, length: int, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=null)


def moment(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, MOMENT, nullable=null)


def upgrade() -> None:
    _make_clocks()
    _make_rechecks()
    _make_notices()


def _make_clocks() -> None:
    op.create_table(
        "lead_clocks",
        row_id(),
        text("lead", 60),
        text("rule", 40),
        sa.Column("turn", sa.Integer(), nullable=False),
        moment("started_at"),
        moment("due_at", null=True),
        moment("ended_at", null=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_clocks")),
        sa.UniqueConstraint("lead", "rule", "turn", name=op.f("uq_lead_clocks_lead_rule_turn")),
    )
    op.create_index("ix_lead_clocks_ended_at_due_at", "lead_clocks", ["ended_at", "due_at"])
    op.create_table(
        "clock_place",
        text("name", 20),
        sa.Column("audit_id", ID, nullable=False),
        sa.Column("lead_id", ID, nullable=True),
        text("basis", 32),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_clock_place")),
    )
    op.create_table(
        "clock_marks",
        row_id(),
        text("lead", 60),
        text("rule", 40),
        sa.Column("turn", sa.Integer(), nullable=False),
        text("step", 20),
        moment("due_at"),
        moment("made_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_marks")),
        sa.UniqueConstraint(
            "lead", "rule", "turn", "step", "due_at", name=op.f("uq_clock_marks_lead_rule_turn_step_due_at")
        ),
    )
    op.create_table(
        "day_changes",
        text("subject", 10),
        text("kind", 20),
        text("name", 60),
        text("source", 200),
        text("changed_by", 100),
        moment("changed_at"),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_day_changes")),
    )


def _make_rechecks() -> None:
    op.create_table(
        "rechecks",
        row_id(),
        text("lead", 60),
        moment("asked_at"),
        text("source", 100),
        sa.Column("run_id", ID, nullable=True),
        text("state", 20),
        sa.Column("urls", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        moment("planned_at"),
        moment("settled_at", null=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rechecks")),
        sa.UniqueConstraint("lead", "asked_at", name=op.f("uq_rechecks_lead_asked_at")),
    )
    op.create_index("ix_rechecks_run_id", "rechecks", ["run_id"])
    op.create_index("ix_rechecks_state", "rechecks", ["state"])


def _make_notices() -> None:
    op.create_table(
        "notices",
        row_id(),
        text("uid", 22),
        text("once", 200),
        text("kind", 20),
        text("text", 400),
        text("lead", 60, null=True),
        text("role", 20),
        text("city", 40, null=True),
        text("bureau", 60, null=True),
        text("account", 60, null=True),
        moment("made_at"),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("uid", name=op.f("uq_notices_uid")),
        sa.UniqueConstraint("once", name=op.f("uq_notices_once")),
    )
    op.create_index("ix_notices_lead", "notices", ["lead"])
    op.create_index("ix_notices_role_made_at", "notices", ["role", "made_at"])
    op.create_index("ix_notices_bureau_made_at", "notices", ["bureau", "made_at"])
    op.create_table(
        "notice_reads",
        row_id(),
        sa.Column("notice_id", ID, nullable=False),
        text("account", 100),
        moment("read_at"),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_reads_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_reads")),
        sa.UniqueConstraint("account", "notice_id", name=op.f("uq_notice_reads_account_notice_id")),
    )
    op.create_index("ix_notice_reads_notice_id", "notice_reads", ["notice_id"])
    op.create_table(
        "notice_sendings",
        row_id(),
        sa.Column("notice_id", ID, nullable=False),
        text("channel", 40),
        text("state", 20),
        sa.Column("attempts", sa.Integer(), nullable=False),
        moment("not_before"),
        text("cause", 200),
        moment("settled_at", null=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_sendings_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_sendings")),
        sa.UniqueConstraint("notice_id", "channel", name=op.f("uq_notice_sendings_notice_id_channel")),
    )
    op.create_index("ix_notice_sendings_state_not_before", "notice_sendings", ["state", "not_before"])


def downgrade() -> None:
    raise RuntimeError("migrations go forward only; restore the backup instead")
