"""What has been fetched before, so that it is neither asked for again nor kept twice."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from leads_db.records import Outcome
from leads_db.tables import fetch_reports, runs


def read_item_pages(connection: Connection, run_id: int, since: datetime) -> frozenset[str]:
    """Addresses of the pages that brought this run an item at or after `since`, as they answered."""
    query = select(fetch_reports.c.url).where(
        fetch_reports.c.run_id == run_id,
        fetch_reports.c.outcome == Outcome.OK,
        fetch_reports.c.items_found > 0,
        fetch_reports.c.fetched_at >= since,
    )
    return frozenset(connection.scalars(query))


def read_item_times(connection: Connection, source: str, since: datetime) -> dict[str, datetime]:
    """Address of each page that brought the source an item at or after `since` → when it did so last."""
    last = func.max(fetch_reports.c.fetched_at).label("last")
    query = select(fetch_reports.c.url, last).where(
        fetch_reports.c.source == source,
        fetch_reports.c.outcome == Outcome.OK,
        fetch_reports.c.items_found > 0,
        fetch_reports.c.fetched_at >= since,
    )
    return {row.url: row.last for row in connection.execute(query.group_by(fetch_reports.c.url))}


def read_kept_digests(connection: Connection, source: str, *, run_count: int) -> frozenset[str]:
    """Digests of the pages that the last `run_count` runs of a source kept."""
    last = select(runs.c.id).where(runs.c.source == source).order_by(runs.c.id.desc()).limit(run_count)
    query = select(fetch_reports.c.evidence_digest).distinct()
    kept = query.where(fetch_reports.c.run_id.in_(last), fetch_reports.c.evidence_digest.is_not(None))
    return frozenset(connection.scalars(kept))
