"""The gate before sending: what of a lead must be filled in first. A lead with a gap stands on the to-fill list.

Lists read the gaps that are kept with the lead; who changes what they rest on forgets them, and `keep_gaps` works them
out anew soon after. The gate itself (`find_gaps`) always reads the facts.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, or_, select, update

from leads_db.lead_tables import lead_listings, leads, seals
from leads_db.records.handling import LeadEvent, LeadState, Move
from leads_db.source_tables import seller_facts
from leads_db.store.events import read_last_events
from leads_db.store.upsert import chunks
from leads_db.tables import assessments

SURE_ENOUGH = {"subject": 0.4, "jurisdiction": 0.6}
"""Gauge of the judgement → from where on it is not grey: an operator's name or code; a place of business."""
NAMES_SUBJECT = ("operator_name", "operator_code")
NAMES_PLACE = ("operator_address",)
BY_PERSON = (Move.ROUTE, Move.REROUTE)
"""Moves by which a person, with a reason, said which bureau is competent."""
NO_BUREAU = ("unknown", "overseas")
WAITING = (LeadState.CONFIRMED, LeadState.APPROVED)
"""States whose leads lists show with their gaps."""
TOGETHER = 300


class Gap(StrEnum):
    """What is missing before a lead may be sent."""

    SUBJECT = "subject"
    JURISDICTION = "jurisdiction"
    SEAL = "seal"


def find_gaps(connection: Connection, numbers: Sequence[str]) -> Mapping[str, tuple[Gap, ...]]:
    """Lead number → its gaps, for those that have any."""
    found: dict[str, tuple[Gap, ...]] = {}
    for chunk in chunks(list(numbers), TOGETHER):
        columns = (leads.c.id, leads.c.number, leads.c.seller_key, leads.c.host)
        rows = connection.execute(select(*columns).where(leads.c.number.in_(chunk))).all()
        gauges = _read_gauges(connection, [row.id for row in rows])
        told = _read_told(connection, {row.seller_key for row in rows})
        routed = {number: event.move in BY_PERSON for number, event in read_routings(connection, chunk).items()}
        sealed = set(connection.scalars(select(seals.c.lead_id).where(seals.c.lead_id.in_([row.id for row in rows]))))
        for row in rows:
            known, gauge = told.get(row.seller_key, set()), gauges.get(row.id, {})
            holds = {
                Gap.SUBJECT: _is_told(gauge, "subject", known, NAMES_SUBJECT),
                Gap.JURISDICTION: (row.host or NO_BUREAU[0]) not in NO_BUREAU
                and (routed.get(row.number, False) or _is_told(gauge, "jurisdiction", known, NAMES_PLACE)),
                Gap.SEAL: row.id in sealed,
            }
            if not all(holds.values()):
                found[row.number] = tuple(gap for gap, held in holds.items() if not held)
    return found


def _is_told(gauge: Mapping[str, float], name: str, known: set[str], fields: Sequence[str]) -> bool:
    return gauge.get(name, 0.0) >= SURE_ENOUGH[name] or bool(known.intersection(fields))


def read_routings(connection: Connection, numbers: Sequence[str]) -> dict[str, LeadEvent]:
    """Lead number → the event that last said to whom it goes: host, assistants, copies."""
    return read_last_events(connection, numbers, (Move.APPROVE, *BY_PERSON))


def _read_gauges(connection: Connection, lead_ids: Sequence[int]) -> dict[int, dict[str, float]]:
    """Lead id → the best gauges among its listings: what one page tells of the seller is told."""
    query = (
        select(leads.c.id, assessments.c.record)
        .join(lead_listings, lead_listings.c.lead_id == leads.c.id)
        .join(assessments, assessments.c.listing_id == lead_listings.c.listing_id)
        .where(leads.c.id.in_(lead_ids), assessments.c.indication == leads.c.indication, assessments.c.is_current)
    )
    best: dict[int, dict[str, float]] = {}
    for lead_id, text in connection.execute(query):
        held = best.setdefault(lead_id, {})
        for name, value in json.loads(text)["readiness"].items():
            held[name] = max(value, held.get(name, 0.0))
    return best


def _read_told(connection: Connection, keys: Iterable[str]) -> dict[str, set[str]]:
    """Seller key → fields of which a page or a person told something."""
    told: dict[str, set[str]] = {}
    columns = (seller_facts.c.seller_key, seller_facts.c.field)
    wanted = (seller_facts.c.seller_key.in_(sorted(keys)), seller_facts.c.field.in_(NAMES_SUBJECT + NAMES_PLACE))
    for key, field in connection.execute(select(*columns).where(*wanted)):
        told.setdefault(key, set()).add(field)
    return told


def read_gaps(connection: Connection, rows: Sequence[Row[Any]]) -> Mapping[str, tuple[Gap, ...]]:
    """Lead number → its gaps, for those that have any, as they are kept; `rows`: number and gaps of `leads`."""
    kept = {row.number: tuple(map(Gap, row.gaps.split())) for row in rows if row.gaps}
    return {**kept, **find_gaps(connection, [row.number for row in rows if row.gaps is None])}


def forget_gaps(connection: Connection, *whose: ColumnElement[bool]) -> None:
    """Something that these leads' gaps rest on has changed: call it in the same transaction."""
    connection.execute(update(leads).where(leads.c.gaps.is_not(None), *whose).values(gaps=None))


def read_unkept(connection: Connection, *, limit: int) -> Sequence[str]:
    """Numbers of waiting leads of which no gaps are kept."""
    query = select(leads.c.number).where(leads.c.state.in_(WAITING), leads.c.gaps.is_(None))
    return connection.scalars(query.order_by(leads.c.id).limit(limit)).all()


def keep_gaps(connection: Connection, *, limit: int = TOGETHER) -> int:
    """Work out and keep the gaps of waiting leads of which none are kept; how many leads that were."""
    numbers = read_unkept(connection, limit=limit)
    if numbers:
        gaps = find_gaps(connection, numbers)
        rows = [{"of": number, "found": " ".join(gaps.get(number, ()))} for number in numbers]
        change = update(leads).where(leads.c.number == bindparam("of")).values(gaps=bindparam("found"))
        connection.execute(change, rows)
    return len(numbers)


def read_to_fill(connection: Connection, cities: Sequence[str], *, limit: int = 200) -> Mapping[str, tuple[Gap, ...]]:
    """The to-fill list: confirmed and approved leads of these cities that cannot be sent, the first in rank first."""
    lacking = (leads.c.city.in_(cities), leads.c.state.in_(WAITING), or_(leads.c.gaps.is_(None), leads.c.gaps != ""))
    query: Select[Any] = select(leads.c.number, leads.c.gaps).where(*lacking)
    rows = connection.execute(query.order_by(leads.c.priority.desc(), leads.c.id.desc()).limit(limit)).all()
    gaps = read_gaps(connection, rows)
    return {row.number: gaps[row.number] for row in rows if row.number in gaps}
