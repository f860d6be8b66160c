"""All leads of a filter out of the store into a 线索台账 file, in batches."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Engine

from console.documents.lead_table import make_rows, save_lead_table
from console.naming import Names
from leads_db.records import Lead
from leads_db.store.engine import reading
from leads_db.store.lead_views import LeadListing, read_lead_listings
from leads_db.store.leads import LeadFilter, read_leads

BATCH = 500
LISTINGS_PER_LEAD = 200


def export_ledger(engine: Engine, wanted: LeadFilter, names: Names, file: Path, *, at_most: int | None = None) -> int:
    """Write the leads, the likeliest first; how many. Raises DocumentError."""
    return save_lead_table(file, make_rows(_read(engine, wanted, at_most), names))


def _read(engine: Engine, wanted: LeadFilter, at_most: int | None) -> Iterator[tuple[Lead, Sequence[LeadListing]]]:
    offset = 0
    with reading(engine) as connection:
        while True:
            limit = BATCH if at_most is None else min(BATCH, at_most - offset)
            batch = read_leads(connection, wanted, limit=limit, offset=offset) if limit > 0 else ()
            if not batch:
                return
            items = read_lead_listings(connection, [lead.number for lead in batch], per_lead=LISTINGS_PER_LEAD)
            yield from ((lead, items.get(lead.number, ())) for lead in batch)
            offset += len(batch)
