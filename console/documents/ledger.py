"""All leads of a filter out of the store into a 线索台账 file, in batches."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from console.documents.lead_table import save_lead_table
from console.documents.ledger_columns import Entry, make_rows
from console.naming import Names
from console.words import SHANGHAI
from leads_db.store.engine import reading
from leads_db.store.lead_views import read_lead_listings
from leads_db.store.leads import LeadFilter, read_leads
from leads_db.store.standings import read_standings
from leads_db.store.workday_changes import read_calendar

BATCH = 500
LISTINGS_PER_LEAD = 200


def export_ledger(engine: Engine, wanted: LeadFilter, names: Names, file: Path, *, at_most: int | None = None) -> int:
    """Write the leads, the likeliest first; how many. Raises DocumentError."""
    today = datetime.now(UTC).astimezone(SHANGHAI).date()
    with reading(engine) as connection:
        calendar = read_calendar(connection)
        return save_lead_table(file, make_rows(_read(connection, wanted, at_most), names, calendar, today))


def _read(connection: Connection, wanted: LeadFilter, at_most: int | None) -> Iterator[Entry]:
    offset = 0
    while True:
        limit = BATCH if at_most is None else min(BATCH, at_most - offset)
        batch = read_leads(connection, wanted, limit=limit, offset=offset) if limit > 0 else ()
        if not batch:
            return
        numbers = [lead.number for lead in batch]
        items = read_lead_listings(connection, numbers, per_lead=LISTINGS_PER_LEAD)
        standings = read_standings(connection, numbers)
        for lead in batch:
            yield Entry(lead, items.get(lead.number, ()), standings.get(lead.number))
        offset += len(batch)
