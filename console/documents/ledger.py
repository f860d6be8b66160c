"""All leads of a filter out of the store into a 线索台账 file, in batches."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from console.documents.export_note import ExportNote
from console.documents.lead_table import save_lead_table
from console.documents.ledger_columns import Entry, make_rows
from console.naming import Names
from console.words import SHANGHAI
from leads_db.records.account import Actor
from leads_db.store.engine import reading
from leads_db.store.lead_views import read_lead_listings
from leads_db.store.leads import read_leads_of
from leads_db.store.queue_views import QueueFilter, read_queue
from leads_db.store.standings import read_standings
from leads_db.store.workday_changes import read_calendar

BATCH = 500
LISTINGS_PER_LEAD = 200


def export_ledger(
    engine: Engine,
    wanted: QueueFilter,
    actor: Actor,
    names: Names,
    file: Path,
    *,
    at_most: int | None = None,
    note: ExportNote | None = None,
) -> int:
    """Write the leads that the actor sees, the first in rank first; how many. Raises DocumentError."""
    today = datetime.now(UTC).astimezone(SHANGHAI).date()
    with reading(engine) as connection:
        calendar = read_calendar(connection)
        rows = make_rows(_read(connection, wanted, actor, at_most), names, calendar, today)
        return save_lead_table(file, rows, note)


def _read(connection: Connection, wanted: QueueFilter, actor: Actor, at_most: int | None) -> Iterator[Entry]:
    count, after = 0, None
    while True:
        limit = BATCH if at_most is None else min(BATCH, at_most - count)
        batch = read_queue(connection, wanted, actor, limit=limit, after=after) if limit > 0 else ()
        if not batch:
            return
        numbers = [row.number for row in batch]
        items = read_lead_listings(connection, numbers, per_lead=LISTINGS_PER_LEAD)
        standings = read_standings(connection, numbers)
        for lead in read_leads_of(connection, numbers):
            yield Entry(lead, items.get(lead.number, ()), standings.get(lead.number))
        count, after = count + len(batch), batch[-1].place
