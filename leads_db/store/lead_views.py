"""What a person reads of leads: the listings under them with judgement and evidence, and counts. Reads only."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, case, func, select

from leads_db.lead_tables import lead_listings, leads
from leads_db.listing_rows import listing_from_row
from leads_db.records import Assessment, Finding, Listing, Verdict
from leads_db.records.handling import LeadState
from leads_db.store.leads import QUEUED
from leads_db.store.listings import read_newest_snapshots
from leads_db.store.record_json import assessment_from_json, finding_from_json
from leads_db.store.upsert import chunks
from leads_db.tables import assessments, evidence, findings, listings, snapshots


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadListing:
    """One listing under a lead: as last seen, judged for the lead's indication, with its evidence."""

    listing: Listing
    first_seen_at: datetime
    last_seen_at: datetime
    source: str
    notes: tuple[str, ...]
    """What could not be read of the page."""
    evidence_digest: str | None
    evidence_numbers: tuple[int, ...]
    assessment: Assessment | None
    """None: the newest snapshot no longer names the indication."""


def read_lead_listings(
    connection: Connection, numbers: Sequence[str], *, per_lead: int
) -> dict[str, tuple[LeadListing, ...]]:
    """Lead number → its listings, the gravest first, at most `per_lead` of each lead."""
    found: dict[str, tuple[LeadListing, ...]] = {}
    for chunk in chunks(numbers, 200):
        rows = connection.execute(_ranked(chunk, per_lead)).all()
        shown = _complete(connection, rows)
        for row, item in zip(rows, shown, strict=True):
            found[row.number] = (*found.get(row.number, ()), item)
    return found


def _ranked(numbers: Sequence[str], per_lead: int) -> Select[Any]:
    gravity = case({verdict: place for place, verdict in enumerate(QUEUED)}, value=assessments.c.verdict, else_=9)
    place = func.row_number().over(
        partition_by=leads.c.id, order_by=(gravity, assessments.c.likelihood.desc(), listings.c.id)
    )
    judged = (
        (assessments.c.listing_id == listings.c.id)
        & (assessments.c.indication == leads.c.indication)
        & assessments.c.is_current
    )
    ranked = (
        select(
            leads.c.number,
            listings.c.id.label("listing_id"),
            listings.c.first_seen_at,
            listings.c.last_seen_at,
            assessments.c.id.label("assessment_id"),
            assessments.c.record.label("assessment"),
            place.label("place"),
        )
        .join(lead_listings, lead_listings.c.lead_id == leads.c.id)
        .join(listings, listings.c.id == lead_listings.c.listing_id)
        .outerjoin(assessments, judged)
        .where(leads.c.number.in_(numbers))
        .subquery()
    )
    return select(ranked).where(ranked.c.place <= per_lead).order_by(ranked.c.number, ranked.c.place)


def _complete(connection: Connection, rows: Sequence[Row[Any]]) -> list[LeadListing]:
    shots = _read_snapshots(connection, [row.listing_id for row in rows])
    why = _read_findings(connection, [row.assessment_id for row in rows if row.assessment_id])
    kept = _read_evidence_numbers(connection, [shot.evidence_digest for shot in shots.values() if shot.evidence_digest])
    items = []
    for row in rows:
        shot = shots[row.listing_id]
        judged = row.assessment and assessment_from_json(row.assessment, tuple(why.get(row.assessment_id, ())))
        items.append(
            LeadListing(
                listing=listing_from_row(json.loads(shot.record)),
                first_seen_at=row.first_seen_at,
                last_seen_at=row.last_seen_at,
                source=shot.source,
                notes=tuple(shot.notes.split("\n")) if shot.notes else (),
                evidence_digest=shot.evidence_digest,
                evidence_numbers=tuple(kept.get(shot.evidence_digest or "", ())),
                assessment=judged or None,
            )
        )
    return items


def _read_snapshots(connection: Connection, listing_ids: Iterable[int]) -> dict[int, Row[Any]]:
    newest = read_newest_snapshots(connection, listing_ids)
    columns = (snapshots.c.listing_id, snapshots.c.record, snapshots.c.source, snapshots.c.notes)
    found: dict[int, Row[Any]] = {}
    for chunk in chunks(sorted(newest.values())):
        query = select(*columns, snapshots.c.evidence_digest).where(snapshots.c.id.in_(chunk))
        found.update({row.listing_id: row for row in connection.execute(query)})
    return found


def _read_findings(connection: Connection, assessment_ids: Sequence[int]) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = {}
    for chunk in chunks(assessment_ids):
        query = select(findings.c.assessment_id, findings.c.record).where(findings.c.assessment_id.in_(chunk))
        for number, text in connection.execute(query.order_by(findings.c.id)):
            found.setdefault(number, []).append(finding_from_json(text))
    return found


def _read_evidence_numbers(connection: Connection, digests: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for chunk in chunks(sorted(set(digests))):
        query = select(evidence.c.digest, evidence.c.id).where(evidence.c.digest.in_(chunk)).order_by(evidence.c.id)
        for digest, number in connection.execute(query):
            found.setdefault(digest, []).append(number)
    return found


def count_leads_by_indication(
    connection: Connection, cities: Sequence[str], *, since: datetime | None = None
) -> dict[str, dict[Verdict, int]]:
    """Leads that wait for triage: indication → verdict → count; `since`: only those that have waited since then."""
    query = (
        select(leads.c.indication, leads.c.verdict, func.count())
        .where(leads.c.city.in_(cities), leads.c.state == LeadState.NEW, leads.c.verdict.in_(QUEUED))
        .group_by(leads.c.indication, leads.c.verdict)
    )
    if since is not None:
        query = query.where(leads.c.state_since >= since)
    counts: dict[str, dict[Verdict, int]] = {}
    for indication, verdict, count in connection.execute(query):
        counts.setdefault(indication, {})[Verdict(verdict)] = count
    return counts


def read_lead_choices(connection: Connection, cities: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The indications and the bureau ids that leads carry: what a filter can offer."""
    named = {word for city in cities for word in _values(connection, leads.c.indication, city)}
    sent = {word for city in cities for word in _values(connection, leads.c.bureau, city)}
    return tuple(sorted(named)), tuple(sorted(sent))


def _values(connection: Connection, column: Column[Any], city: str) -> Sequence[str]:
    """The values of a column in one city: from each to the next along an index, not over all leads."""
    own = leads.c.city == city
    step = select(func.min(column).label("value")).where(own).cte("steps", recursive=True)
    following = select(func.min(column)).where(own, column > step.c.value).scalar_subquery()
    steps = step.union_all(select(following).where(step.c.value.is_not(None)))
    return connection.scalars(select(steps.c.value).where(steps.c.value.is_not(None))).all()


def read_lead_numbers_of(connection: Connection, listing_key: str) -> tuple[str, ...]:
    """Numbers of the leads under which a listing stands."""
    query = (
        select(leads.c.number)
        .join(lead_listings, lead_listings.c.lead_id == leads.c.id)
        .join(listings, listings.c.id == lead_listings.c.listing_id)
        .where(listings.c.key == listing_key)
        .order_by(leads.c.id)
    )
    return tuple(connection.scalars(query))
