"""Alembic's entry: the engine comes from leads_db.store.engine.upgrade."""

from alembic import context

from leads_db import (
    account_tables,
    intake_tables,
    lead_tables,
    notice_tables,
    opinion_tables,
    paper_tables,
    source_tables,
)
from leads_db.tables import metadata

for tables in (
    account_tables,
    intake_tables,
    lead_tables,
    notice_tables,
    opinion_tables,
    paper_tables,
    source_tables,
):
    assert tables.metadata is metadata  # loaded, so that every table is known
engine = context.config.attributes["engine"]
with engine.connect().execution_options(writes=True) as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
