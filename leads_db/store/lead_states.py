"""What a lead says of itself – verdict, likelihood, bureau, count, last seen – taken anew from its listings."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from leads_db.intake_tables import intakes
from leads_db.lead_tables import lead_listings, leads
from leads_db.records import Verdict
from leads_db.store.leads import QUEUED
from leads_db.store.record_json import assessment_from_json
from leads_db.store.upsert import chunks
from leads_db.tables import assessments, listings

TOGETHER = 300
"""Leads whose listings are read in one query."""
COLUMNS = (leads.c.verdict, leads.c.likelihood, leads.c.bureau, leads.c.listing_count, leads.c.last_seen_at)
NOWHERE = ("unknown", None)
"""Bureaus of an assessment that found no place."""

State = dict[str, object]
"""Column of `leads` → value."""


def refresh_leads(connection: Connection, listing_ids: Iterable[int]) -> None:
    """Take verdict, likelihood, bureau, count and last-seen of the leads of these listings anew.

    The gravest current assessment decides; a lead that no longer has one a person must see becomes lawful.
    """
    touched: set[int] = set()
    for chunk in chunks(sorted(set(listing_ids))):
        touched.update(connection.scalars(select(lead_listings.c.lead_id).where(lead_listings.c.listing_id.in_(chunk))))
    for chunk in chunks(sorted(touched), TOGETHER):
        stored = {row.id: row._asdict() for row in connection.execute(_by_id(chunk))}
        states = _read_states(connection, chunk)
        for lead_id, state in states.items():
            if state.get("bureau") in NOWHERE:  # a place found on the seller's other pages stays
                state["bureau"] = stored[lead_id]["bureau"] or state.get("bureau")
        moved = [
            {"row_id": lead_id, **state}
            for lead_id, state in states.items()
            if any(stored[lead_id][name] != value for name, value in state.items())
        ]
        if moved:
            connection.execute(update(leads).where(leads.c.id == bindparam("row_id")), moved)


def _by_id(lead_ids: Sequence[int]) -> Select[Any]:
    return select(leads.c.id, *COLUMNS).where(leads.c.id.in_(lead_ids))


def _read_states(connection: Connection, lead_ids: Sequence[int]) -> dict[int, State]:
    query = (
        select(
            leads.c.id,
            listings.c.id.label("listing_id"),
            listings.c.last_seen_at,
            assessments.c.id.label("assessment_id"),
            assessments.c.verdict,
            assessments.c.likelihood,
        )
        .join(lead_listings, lead_listings.c.lead_id == leads.c.id)
        .join(listings, listings.c.id == lead_listings.c.listing_id)
        .outerjoin(
            assessments,
            (assessments.c.listing_id == listings.c.id)
            & (assessments.c.indication == leads.c.indication)
            & assessments.c.is_current,
        )
        .where(leads.c.id.in_(lead_ids))
    )
    rows: dict[int, list[Any]] = {}
    for row in connection.execute(query):
        rows.setdefault(row.id, []).append(row)
    gravest = {lead_id: found for lead_id, group in rows.items() if (found := _gravest(group)) is not None}
    bureaus = _read_bureaus(connection, [row.assessment_id for row in gravest.values()])
    asked = set(connection.scalars(select(intakes.c.lead_id).where(intakes.c.lead_id.in_(lead_ids))))
    states = {lead_id: _state(group, gravest.get(lead_id), bureaus) for lead_id, group in rows.items()}
    for lead_id in asked & states.keys() - gravest.keys():
        states[lead_id]["verdict"] = Verdict.INSUFFICIENT  # somebody handed it over: a person must look
    return states


def _gravest(group: Sequence[Row[Any]]) -> Row[Any] | None:
    """The row that decides, None where no row has a verdict that a person must see."""
    open_rows = [row for row in group if row.verdict in QUEUED]
    return min(open_rows, key=lambda row: (QUEUED.index(row.verdict), -row.likelihood), default=None)


def _read_bureaus(connection: Connection, assessment_ids: Sequence[int]) -> dict[int, str | None]:
    query = select(assessments.c.id, assessments.c.record).where(assessments.c.id.in_(assessment_ids))
    return {number: assessment_from_json(text, ()).bureau for number, text in connection.execute(query)}


def _state(group: Sequence[Row[Any]], gravest: Row[Any] | None, bureaus: dict[int, str | None]) -> State:
    values: State = {
        "listing_count": len({row.listing_id for row in group if row.verdict in QUEUED}),
        "last_seen_at": max(row.last_seen_at for row in group),
        "verdict": Verdict.LAWFUL,
        "likelihood": 0.0,
    }
    if gravest is not None:
        bureau = bureaus[gravest.assessment_id]
        values |= {"verdict": gravest.verdict, "likelihood": gravest.likelihood, "bureau": bureau}
    return values
