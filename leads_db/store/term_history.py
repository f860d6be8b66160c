"""What each search term brought on each run of a source: what it cost, whether it was answered, what was new."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from leads_db.lead_tables import lead_listings, leads
from leads_db.records import Outcome
from leads_db.store.source_days import shanghai_day
from leads_db.tables import fetch_reports, listings, runs, snapshots, units

Key = tuple[int, str]
"""Run, term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermSearch:
    """One term in one run."""

    term: str
    day: date
    """In Shanghai, when the run was queued."""
    requests: int
    """Item pages included."""
    is_seen: bool
    """The source answered; a refusal says nothing of the term."""
    listings_new: int = 0
    """Listings that nobody had met before and this term brought first."""
    leads_new: int = 0


def read_term_history(
    connection: Connection, source: str, *, since: datetime, before_run: int | None = None
) -> tuple[TermSearch, ...]:
    """Every term of the source's runs queued at or after `since`, oldest first; `before_run`: only of earlier runs."""
    wanted = [runs.c.source == source, runs.c.queued_at >= since, units.c.term != ""]
    if before_run is not None:
        wanted.append(runs.c.id < before_run)
    query = (
        select(units.c.run_id, units.c.term, units.c.outcome, runs.c.queued_at)
        .join(runs, runs.c.id == units.c.run_id)
        .where(*wanted, units.c.outcome.is_not(None))
        .order_by(units.c.run_id, units.c.id)
    )
    seen: dict[Key, bool] = {}
    days: dict[int, date] = {}
    for run_id, term, outcome, queued_at in connection.execute(query):
        seen[run_id, term] = seen.get((run_id, term), False) or Outcome(outcome).is_seen
        days[run_id] = shanghai_day(queued_at)
    run_ids = sorted(days)
    costs = _counts(connection, _requests(run_ids))
    fresh, gained = _counts(connection, _new_listings(run_ids)), _counts(connection, _new_leads(run_ids))
    return tuple(
        TermSearch(
            term=term,
            day=days[run_id],
            requests=costs.get((run_id, term), 0),
            is_seen=is_seen,
            listings_new=fresh.get((run_id, term), 0),
            leads_new=gained.get((run_id, term), 0),
        )
        for (run_id, term), is_seen in seen.items()
    )


def _requests(run_ids: Iterable[int]) -> Select[Any]:
    return (
        select(units.c.run_id, units.c.term, func.count())
        .join(fetch_reports, fetch_reports.c.unit_id == units.c.id)
        .where(units.c.run_id.in_(list(run_ids)))
        .group_by(units.c.run_id, units.c.term)
    )


def _new_listings(run_ids: Iterable[int]) -> Select[Any]:
    return (
        select(snapshots.c.run_id, snapshots.c.search_term, func.count(snapshots.c.listing_id.distinct()))
        .join(listings, (listings.c.id == snapshots.c.listing_id) & (listings.c.first_run_id == snapshots.c.run_id))
        .where(snapshots.c.run_id.in_(list(run_ids)), snapshots.c.search_term.is_not(None))
        .group_by(snapshots.c.run_id, snapshots.c.search_term)
    )


def _new_leads(run_ids: Iterable[int]) -> Select[Any]:
    return (
        select(snapshots.c.run_id, snapshots.c.search_term, func.count(leads.c.id.distinct()))
        .join(lead_listings, lead_listings.c.listing_id == snapshots.c.listing_id)
        .join(leads, (leads.c.id == lead_listings.c.lead_id) & (leads.c.first_run_id == snapshots.c.run_id))
        .where(snapshots.c.run_id.in_(list(run_ids)), snapshots.c.search_term.is_not(None))
        .group_by(snapshots.c.run_id, snapshots.c.search_term)
    )


def _counts(connection: Connection, query: Select[Any]) -> dict[Key, int]:
    return {(run_id, term): count for run_id, term, count in connection.execute(query)}
