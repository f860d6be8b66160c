"""Wipe what the practice market left: every row that carries its mark, one audit row instead."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, func, select, update

from leads_db.errors import StoreBusy
from leads_db.lead_tables import (
    dispatches,
    exemptions,
    lead_listings,
    lead_terms,
    leads,
    letter_numbers,
    objections,
    receipts,
    seals,
    seller_marks,
)
from leads_db.notice_tables import (
    clock_marks,
    figure_days,
    lead_clocks,
    notice_reads,
    notice_sendings,
    notices,
    rechecks,
)
from leads_db.opinion_tables import (
    alert_rules,
    candidate_posts,
    event_posts,
    event_runs,
    fold_decisions,
    lead_candidates,
    opinion_alerts,
    opinion_events,
    opinion_sources,
    opinion_views,
)
from leads_db.paper_tables import papers
from leads_db.records import RunState
from leads_db.source_tables import run_fields, seller_facts
from leads_db.store.audit import save_audit
from leads_db.tables import (
    assessments,
    due_runs,
    evidence,
    fetch_reports,
    findings,
    listings,
    mentions,
    runs,
    snapshots,
    units,
)


def wipe_practice(connection: Connection, *, now: datetime, actor: str) -> dict[str, int]:
    """Delete every practice row; return table → rows deleted. Raises StoreBusy while a practice run is open.

    Lead numbers stay used. The evidence files are the caller's, after this transaction has been committed.
    """
    _refuse_open_runs(connection)
    counts = {}
    # The due times stay, without their runs: else the market would count as a new source and be collected at once.
    drills = select(runs.c.id).where(runs.c.is_practice)
    connection.execute(update(due_runs).where(due_runs.c.run_id.in_(drills)).values(run_id=None))
    for table, condition in _marked():
        counts[table.name] = connection.execute(delete(table).where(condition)).rowcount
    save_audit(connection, at=now, actor=actor, action="practice.wipe", subject="practice", detail=counts)
    return counts


def _refuse_open_runs(connection: Connection) -> None:
    open_states = (RunState.QUEUED, RunState.RUNNING)
    query = select(func.min(runs.c.id)).where(runs.c.is_practice, runs.c.state.in_(open_states))
    number = connection.scalar(query)
    if number is not None:
        raise StoreBusy(f"practice run {number} is not over. Wait, or `gi-leads runs cancel {number}`, then wipe again")


def _marked() -> list[tuple[Table, ColumnElement[bool]]]:
    """Tables in an order that breaks no reference, each with what marks its practice rows."""
    wares = select(listings.c.id).where(listings.c.is_practice)
    judged = select(assessments.c.id).where(assessments.c.listing_id.in_(wares))
    drills = select(runs.c.id).where(runs.c.is_practice)
    hung = lead_listings.c.listing_id.in_(wares) | lead_listings.c.lead_id.in_(
        select(leads.c.id).where(leads.c.is_practice)
    )
    played = select(leads.c.number).where(leads.c.is_practice)
    told = select(notices.c.id).where(notices.c.is_practice)
    return [
        *_marked_opinions(drills),
        (clock_marks, clock_marks.c.lead.in_(played)),
        (lead_clocks, lead_clocks.c.is_practice),
        (figure_days, figure_days.c.is_practice),
        (rechecks, rechecks.c.lead.in_(played)),
        (notice_reads, notice_reads.c.notice_id.in_(told)),
        (notice_sendings, notice_sendings.c.notice_id.in_(told)),
        (notices, notices.c.is_practice),
        (findings, findings.c.assessment_id.in_(judged)),
        (assessments, assessments.c.listing_id.in_(wares)),
        (lead_listings, hung),
        (lead_terms, lead_terms.c.lead_id.in_(select(leads.c.id).where(leads.c.is_practice))),
        (receipts, receipts.c.is_practice),
        (dispatches, dispatches.c.is_practice),
        (letter_numbers, letter_numbers.c.is_practice),
        (seals, seals.c.is_practice),
        (exemptions, exemptions.c.is_practice),
        (objections, objections.c.is_practice),
        (seller_marks, seller_marks.c.is_practice),
        (leads, leads.c.is_practice),
        (snapshots, snapshots.c.listing_id.in_(wares)),
        (listings, listings.c.is_practice),
        (mentions, mentions.c.is_practice),
        (seller_facts, seller_facts.c.is_practice),
        (papers, papers.c.is_practice),
        (evidence, evidence.c.is_practice),
        (fetch_reports, fetch_reports.c.run_id.in_(drills)),
        (units, units.c.run_id.in_(drills)),
        (run_fields, run_fields.c.run_id.in_(drills)),
        (runs, runs.c.is_practice),
    ]


def _marked_opinions(drills: Select[Any]) -> list[tuple[Table, ColumnElement[bool]]]:
    events = select(opinion_events.c.id).where(opinion_events.c.is_practice)
    alerts = select(opinion_alerts.c.id).where(opinion_alerts.c.is_practice)
    named = select(lead_candidates.c.id).where(lead_candidates.c.is_practice)
    return [
        (candidate_posts, candidate_posts.c.candidate_id.in_(named)),
        (lead_candidates, lead_candidates.c.is_practice),
        (event_runs, event_runs.c.event_id.in_(events) | event_runs.c.run_id.in_(drills)),
        (alert_rules, alert_rules.c.alert_id.in_(alerts)),
        (fold_decisions, fold_decisions.c.event_id.in_(events)),
        (opinion_alerts, opinion_alerts.c.is_practice),
        (event_posts, event_posts.c.event_id.in_(events)),
        (opinion_events, opinion_events.c.is_practice),
        (opinion_views, opinion_views.c.is_practice),
        (opinion_sources, opinion_sources.c.is_practice),
    ]
