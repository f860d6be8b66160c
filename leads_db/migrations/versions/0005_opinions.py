"""views of posts, opinion events, alerts, decisions about them, lead candidates"""

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
    op.create_table(
        "lead_candidates",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("indication", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_digest", sa.String(length=32), nullable=False),
        sa.Column("seller_key", sa.String(length=32), nullable=True),
        sa.Column("mention_id", ID, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("lead", sa.String(length=60), nullable=True),
        sa.Column("handled_by", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_lead_candidates_mention_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_candidates")),
        sa.UniqueConstraint(
            "indication",
            "kind",
            "platform",
            "text_digest",
            name=op.f("uq_lead_candidates_indication_kind_platform_text_digest"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_lead_candidates_lead", "lead_candidates", ["lead"])
    op.create_index("ix_lead_candidates_state", "lead_candidates", ["state"])
    op.create_table(
        "opinion_events",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("indication", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("first_mention_id", ID, nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("peak_at", MOMENT, nullable=False),
        sa.Column("post_count", sa.Integer(), nullable=False),
        sa.Column("negative_count", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("likes", sa.BigInteger(), nullable=False),
        sa.Column("comments", sa.BigInteger(), nullable=False),
        sa.Column("reposts", sa.BigInteger(), nullable=False),
        sa.Column("told_count", sa.Integer(), nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["first_mention_id"], ["mentions.id"], name=op.f("fk_opinion_events_first_mention_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_events")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_opinion_events_indication_last_at", "opinion_events", ["indication", "last_at"])
    op.create_table(
        "opinion_views",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("mention_id", ID, nullable=False),
        sa.Column("indication", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("sentiment", sa.String(length=10), nullable=False),
        sa.Column("alert", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("model_version", sa.String(length=60), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("analysed_at", MOMENT, nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_opinion_views_mention_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_views")),
        sa.UniqueConstraint(
            "mention_id",
            "indication",
            "model_version",
            name=op.f("uq_opinion_views_mention_id_indication_model_version"),
        ),
    )
    op.create_index(
        "ix_opinion_views_counts",
        "opinion_views",
        ["indication", "is_current", "is_practice", "slot", "topic", "platform", "sentiment", "source"],
    )
    op.create_table(
        "candidate_posts",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("candidate_id", ID, nullable=False),
        sa.Column("mention_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["lead_candidates.id"], name=op.f("fk_candidate_posts_candidate_id")),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_candidate_posts_mention_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_posts")),
        sa.UniqueConstraint("candidate_id", "mention_id", name=op.f("uq_candidate_posts_candidate_id_mention_id")),
    )
    op.create_index("ix_candidate_posts_mention_id", "candidate_posts", ["mention_id"])
    op.create_table(
        "event_posts",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("mention_id", ID, nullable=False),
        sa.Column("root_id", ID, nullable=False),
        sa.Column("indication", sa.String(length=60), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("is_by_hand", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["opinion_events.id"], name=op.f("fk_event_posts_event_id")),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_event_posts_mention_id")),
        sa.ForeignKeyConstraint(["root_id"], ["mentions.id"], name=op.f("fk_event_posts_root_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_posts")),
        sa.UniqueConstraint("mention_id", "indication", name=op.f("uq_event_posts_mention_id_indication")),
    )
    op.create_index("ix_event_posts_event_id_at", "event_posts", ["event_id", "at"])
    op.create_index("ix_event_posts_indication_at", "event_posts", ["indication", "at"])
    op.create_table(
        "fold_decisions",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("mention_ids", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["opinion_events.id"], name=op.f("fk_fold_decisions_event_id")),
        sa.ForeignKeyConstraint(["other_id"], ["opinion_events.id"], name=op.f("fk_fold_decisions_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fold_decisions")),
    )
    op.create_index("ix_fold_decisions_event_id", "fold_decisions", ["event_id"])
    op.create_table(
        "opinion_alerts",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("indication", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("observed", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("event_id", ID, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("handled_by", sa.String(length=100), nullable=False),
        sa.Column("handled_at", MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["opinion_events.id"], name=op.f("fk_opinion_alerts_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_alerts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_opinion_alerts_indication_topic_last_at", "opinion_alerts", ["indication", "topic", "last_at"])
    op.create_table(
        "alert_rules",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("indication", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("alert_id", ID, nullable=True),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["opinion_alerts.id"], name=op.f("fk_alert_rules_alert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_rules")),
    )
    op.create_index("ix_alert_rules_indication_topic", "alert_rules", ["indication", "topic"])
    op.create_table(
        "event_runs",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("alert_id", ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["opinion_alerts.id"], name=op.f("fk_event_runs_alert_id")),
        sa.ForeignKeyConstraint(["event_id"], ["opinion_events.id"], name=op.f("fk_event_runs_event_id")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_event_runs_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_runs")),
        sa.UniqueConstraint("event_id", "run_id", name=op.f("uq_event_runs_event_id_run_id")),
    )
    op.create_index("ix_event_runs_run_id", "event_runs", ["run_id"])
    op.create_table(
        "opinion_sources",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.Column("first_slot", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_sources")),
        sa.UniqueConstraint(
            "platform", "source", "is_practice", name=op.f("uq_opinion_sources_platform_source_is_practice")
        ),
    )


def downgrade() -> None:
    raise RuntimeError("migrations go forward only; restore the backup instead")
