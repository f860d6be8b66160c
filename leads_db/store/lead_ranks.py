"""Keep the rank of leads: see priority.py for what it rests on."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, case, func, select, update

from leads_db.lead_tables import lead_listings, leads
from leads_db.priority import Weighed, priority_of
from leads_db.records import Verdict
from leads_db.records.seller_list import SellerList
from leads_db.store.leads import QUEUED
from leads_db.store.readiness import forget_gaps
from leads_db.store.seller_lists import MarkIndex, lists_of, read_active_marks
from leads_db.store.upsert import chunks
from leads_db.tables import assessments, snapshots

TOGETHER = 300
"""Leads ranked in one query."""
COLUMNS = [
    leads.c[name]
    for name in ("id", "seller_key", "indication", "verdict", "likelihood", "bureau", "listing_count", "priority")
]


def rank_leads(connection: Connection, listing_ids: Iterable[int], *, local: frozenset[str], on: date) -> None:
    """Rank the leads of these listings anew. `local`: slugs of the indications of the installation's cities."""
    touched: set[int] = set()
    for chunk in chunks(sorted(set(listing_ids))):
        touched.update(connection.scalars(select(lead_listings.c.lead_id).where(lead_listings.c.listing_id.in_(chunk))))
    for chunk in chunks(sorted(touched), TOGETHER):
        rows = connection.execute(select(*COLUMNS).where(leads.c.id.in_(chunk))).all()
        gravest = _read_gravest(connection, chunk)
        forget_gaps(connection, leads.c.id.in_(chunk))
        marks = read_active_marks(connection, {row.seller_key for row in rows}, on)
        ranks = {row.id: priority_of(_weigh(row, gravest.get(row.id), marks, local)) for row in rows}
        moved = [{"row_id": row.id, "rank": ranks[row.id]} for row in rows if ranks[row.id] != row.priority]
        if moved:
            change = update(leads).where(leads.c.id == bindparam("row_id"))
            connection.execute(change.values(priority=bindparam("rank")), moved)


def _read_gravest(connection: Connection, lead_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Lead id → record of its gravest assessment and of the snapshot that it judged."""
    gravity = case({verdict: place for place, verdict in enumerate(QUEUED)}, value=assessments.c.verdict, else_=9)
    order = (gravity, assessments.c.likelihood.desc(), assessments.c.id)
    ranked = (
        select(
            leads.c.id.label("lead_id"),
            assessments.c.snapshot_id,
            assessments.c.record,
            func.row_number().over(partition_by=leads.c.id, order_by=order).label("place"),
        )
        .join(lead_listings, lead_listings.c.lead_id == leads.c.id)
        .join(assessments, assessments.c.listing_id == lead_listings.c.listing_id)
        .where(leads.c.id.in_(lead_ids), assessments.c.indication == leads.c.indication, assessments.c.is_current)
        .subquery()
    )
    query: Select[Any] = select(ranked.c.lead_id, ranked.c.record, snapshots.c.record.label("listing"))
    query = query.join(snapshots, snapshots.c.id == ranked.c.snapshot_id).where(ranked.c.place == 1)
    return {row.lead_id: row for row in connection.execute(query)}


def _weigh(row: Row[Any], gravest: Row[Any] | None, marks: MarkIndex, local: frozenset[str]) -> Weighed:
    told: Mapping[str, Any] = json.loads(gravest.listing) if gravest else {}
    price = told.get("price_cny")
    return Weighed(
        verdict=Verdict(row.verdict),
        likelihood=row.likelihood,
        listing_count=row.listing_count,
        price_cny=None if price is None else Decimal(str(price)),
        sold_count=told.get("sold_count"),
        readiness=json.loads(gravest.record)["readiness"] if gravest else {},
        bureau=row.bureau,
        is_local=row.indication in local,
        is_blacklisted=SellerList.BLACK in lists_of(marks, row.seller_key, row.indication),
    )
