"""How many of a run's listings tell each field, kept when the run ends, to be held against the source's own past."""

import json
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from leads_db.source_tables import run_fields
from leads_db.store.upsert import insert_new
from leads_db.tables import listings, snapshots

COVERED = (
    "url",
    "description",
    "attributes",
    "category",
    "price_cny",
    "price_raw",
    "shop_name",
    "shop_id",
    "operator_name",
    "operator_code",
    "operator_address",
    "shop_location",
    "ships_from",
)
"""Fields of Listing that a source may stop telling and whose absence makes a new snapshot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCount:
    """One field in one run."""

    run_id: int
    field: str
    filled: int
    """Listings that tell it."""
    total: int
    """Listings that the run met."""

    @property
    def share(self) -> float:
        """0..1."""
        return self.filled / self.total if self.total else 0.0


def count_fields(connection: Connection, run_id: int) -> dict[str, FieldCount]:
    """Field → its count over the listings that the run met, each as it stands in its newest snapshot."""
    met = select(listings.c.id).where(listings.c.last_run_id == run_id)
    newest = (
        select(snapshots.c.listing_id, func.max(snapshots.c.seen_at).label("seen_at"))
        .where(snapshots.c.listing_id.in_(met))
        .group_by(snapshots.c.listing_id)
        .subquery()
    )
    query = select(snapshots.c.listing_id, snapshots.c.record).join(
        newest, (newest.c.listing_id == snapshots.c.listing_id) & (newest.c.seen_at == snapshots.c.seen_at)
    )
    told: Counter[str] = Counter()
    seen: set[int] = set()
    for listing_id, record in connection.execute(query.order_by(snapshots.c.id.desc())):
        if listing_id not in seen:
            seen.add(listing_id)
            told.update(_told(json.loads(record)))
    return {name: FieldCount(run_id=run_id, field=name, filled=told[name], total=len(seen)) for name in COVERED if seen}


def save_fields(
    connection: Connection, source: str, counts: Mapping[str, FieldCount], *, thin: Container[str], now: datetime
) -> None:
    """Keep the counts of a run that ended, `thin` naming the fields that thinned out; the first ones of a run stand."""
    rows = [
        {
            "run_id": one.run_id,
            "source": source,
            "field": one.field,
            "filled": one.filled,
            "total": one.total,
            "is_thin": one.field in thin,
            "ended_at": now,
        }
        for one in counts.values()
    ]
    insert_new(connection, run_fields, rows, "run_id", "field")


def read_fields(
    connection: Connection, source: str, *, since: datetime, before_run: int | None = None
) -> tuple[FieldCount, ...]:
    """Counts of the source's runs that ended at or after `since`, oldest first; `before_run`: only of earlier runs."""
    columns = (run_fields.c.run_id, run_fields.c.field, run_fields.c.filled, run_fields.c.total)
    query = select(*columns).where(run_fields.c.source == source, run_fields.c.ended_at >= since)
    if before_run is not None:
        query = query.where(run_fields.c.run_id < before_run)
    return tuple(FieldCount(**row._asdict()) for row in connection.execute(query.order_by(run_fields.c.run_id)))


def read_run_fields(connection: Connection, run_id: int) -> tuple[FieldCount, ...]:
    """Counts of one run's fields, in the order of COVERED."""
    columns = (run_fields.c.run_id, run_fields.c.field, run_fields.c.filled, run_fields.c.total)
    query = select(*columns).where(run_fields.c.run_id == run_id).order_by(run_fields.c.id)
    return tuple(FieldCount(**row._asdict()) for row in connection.execute(query))


def _told(row: Mapping[str, object]) -> set[str]:
    return {name for name in COVERED if row.get(name)}


def read_thin_fields(connection: Connection, run_ids: Sequence[int]) -> dict[int, tuple[FieldCount, ...]]:
    """Run → the fields that had thinned out in it."""
    columns = (run_fields.c.run_id, run_fields.c.field, run_fields.c.filled, run_fields.c.total)
    query = select(*columns).where(run_fields.c.run_id.in_(run_ids), run_fields.c.is_thin).order_by(run_fields.c.id)
    found: dict[int, tuple[FieldCount, ...]] = {}
    for row in connection.execute(query):
        found[row.run_id] = (*found.get(row.run_id, ()), FieldCount(**row._asdict()))
    return found
