"""Looks after feedback: is the listing gone, does the shop sell again? One look for each feedback."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select, update

from leads_db.lead_tables import lead_listings, leads
from leads_db.notice_tables import rechecks
from leads_db.records.handling import LeadState
from leads_db.store.record_json import to_json
from leads_db.store.upsert import insert_new
from leads_db.tables import fetch_reports, listings


class RecheckState(StrEnum):
    """What became of a look."""

    RUNNING = "running"
    DONE = "done"
    BY_HAND = "by_hand"
    """The program may not or could not look; a person does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """One look."""

    lead: str
    asked_at: datetime
    """Time of the feedback."""
    source: str
    """Empty: no configured source reads these pages."""
    run_id: int | None
    state: RecheckState
    urls: Mapping[str, str]
    """Key of a listing → the address that is looked at."""
    result: Mapping[str, str]
    """Key of a listing → there, gone_404, gone_410, delisted, or unclear and why."""
    planned_at: datetime
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedLead:
    """A lead whose feedback was not looked after yet."""

    number: str
    asked_at: datetime
    indication: str
    city: str
    host: str | None
    is_practice: bool


def read_awaited(connection: Connection, *, limit: int) -> tuple[AwaitedLead, ...]:
    """Leads in feedback without a look, the oldest feedback first."""
    looked = and_(rechecks.c.lead == leads.c.number, rechecks.c.asked_at == leads.c.state_since)
    more = (leads.c.indication, leads.c.city, leads.c.host, leads.c.is_practice)
    query = select(leads.c.number, leads.c.state_since.label("asked_at"), *more).outerjoin(rechecks, looked)
    query = query.where(leads.c.state == LeadState.FEEDBACK, rechecks.c.id.is_(None))
    rows = connection.execute(query.order_by(leads.c.state_since, leads.c.id).limit(limit))
    return tuple(AwaitedLead(**row._asdict()) for row in rows)


def count_looks(connection: Connection, since: datetime) -> int:
    """How many looks asked a source at or after `since`."""
    query = select(func.count()).select_from(rechecks)
    return connection.execute(query.where(rechecks.c.run_id.is_not(None), rechecks.c.planned_at >= since)).scalar_one()


def save_recheck(connection: Connection, look: Recheck) -> bool:
    """Plan a look; False when one is planned for this feedback already."""
    row = {name: getattr(look, name) for name in Recheck.__slots__}
    row |= {"urls": to_json(look.urls), "result": to_json(look.result)}
    same = (rechecks.c.lead == look.lead, rechecks.c.asked_at == look.asked_at)
    if connection.execute(select(rechecks.c.id).where(*same)).first():
        return False
    insert_new(connection, rechecks, [row], "lead", "asked_at")
    return True


def save_run_of_recheck(connection: Connection, look: Recheck, run_id: int) -> None:
    """Name the run that looks."""
    connection.execute(_same(look).values(run_id=run_id))


def settle_recheck(
    connection: Connection, look: Recheck, state: RecheckState, result: Mapping[str, str], now: datetime
) -> bool:
    """End a look; False when somebody else did."""
    ended = _same(look).where(rechecks.c.state == RecheckState.RUNNING)
    done = connection.execute(ended.values(state=state, result=to_json(result), settled_at=now))
    return done.rowcount == 1


def _same(look: Recheck) -> Any:
    return update(rechecks).where(rechecks.c.lead == look.lead, rechecks.c.asked_at == look.asked_at)


def read_rechecks(
    connection: Connection, *, lead: str | None = None, state: RecheckState | None = None, limit: int = 100
) -> tuple[Recheck, ...]:
    """Looks, the oldest first."""
    query = select(*(rechecks.c[name] for name in Recheck.__slots__)).order_by(rechecks.c.id).limit(limit)
    if lead is not None:
        query = query.where(rechecks.c.lead == lead)
    if state is not None:
        query = query.where(rechecks.c.state == state)
    return tuple(_recheck(row) for row in connection.execute(query))


def read_page_outcomes(connection: Connection, run_id: int, mark: str) -> dict[str, tuple[str, int | None]]:
    """What follows `mark` in the reports' query → outcome and status of the last answer to it."""
    columns = (fetch_reports.c.query, fetch_reports.c.outcome, fetch_reports.c.http_status)
    query = select(*columns).where(fetch_reports.c.run_id == run_id, fetch_reports.c.query.startswith(mark))
    rows = connection.execute(query.order_by(fetch_reports.c.id))
    return {row.query.removeprefix(mark): (row.outcome, row.http_status) for row in rows}


def read_seen_since(connection: Connection, number: str, since: datetime) -> frozenset[str]:
    """Keys of the lead's listings that were seen after `since`: those it had, and those that its seller put up anew."""
    query = (
        select(listings.c.key)
        .join(lead_listings, lead_listings.c.listing_id == listings.c.id)
        .join(leads, leads.c.id == lead_listings.c.lead_id)
        .where(leads.c.number == number, listings.c.last_seen_at > since)
    )
    return frozenset(connection.scalars(query))


def _recheck(row: Row[Any]) -> Recheck:
    told = row._asdict()
    told |= {"urls": json.loads(row.urls), "result": json.loads(row.result), "state": RecheckState(row.state)}
    return Recheck(**told)
