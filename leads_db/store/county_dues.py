"""The first deadline of each lead that a bureau has open, for its figures: from the kept clocks, so that it is quick
for thousands of leads; from the events where the kept clocks do not follow them yet, so that it is right.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from leads_db.lead_tables import leads
from leads_db.notice_tables import clock_place, lead_clocks
from leads_db.records.account import Actor
from leads_db.store.clocks import TimeRules
from leads_db.store.county_views import hosted_and_open, read_county_clocks, read_open_numbers, rules_of_bureaus
from leads_db.store.upsert import chunks
from leads_db.tables import audit

FRESH_MOST = 2_000
"""Entries of the audit that the kept clocks may lack; of more, all deadlines are worked out from the events."""
TOGETHER = 500


def read_first_dues(connection: Connection, actor: Actor, by: TimeRules, now: datetime) -> Mapping[str, datetime]:
    """Lead that the bureau hosts and has not closed → when its first deadline falls due; none while all are paused."""
    fresh = _find_fresh(connection, by)
    if fresh is None:
        return _from_events(connection, read_open_numbers(connection, actor), by, now)
    kept = _from_kept(connection, actor, by)
    moved = read_open_numbers(connection, actor, among=fresh) if fresh else ()
    return {number: due for number, due in kept.items() if number not in fresh} | _from_events(
        connection, moved, by, now
    )


def _find_fresh(connection: Connection, by: TimeRules) -> frozenset[str] | None:
    """Leads with events that the kept clocks lack; None where these cannot be used: other rules, or too far behind."""
    place = connection.execute(select(clock_place)).one_or_none()
    if place is None or place.basis != by.basis or place.lead_id is not None:
        return None
    newer = select(audit.c.subject).where(audit.c.id > place.audit_id).limit(FRESH_MOST + 1)
    subjects = connection.scalars(newer).all()
    return frozenset(subjects) if len(subjects) <= FRESH_MOST else None


def _from_kept(connection: Connection, actor: Actor, by: TimeRules) -> dict[str, datetime]:
    # in the sum, not in the condition: else SQLite walks the open clocks of all bureaus
    first = func.min(case((lead_clocks.c.ended_at.is_(None), lead_clocks.c.due_at)))
    query = hosted_and_open(actor, leads.c.number, first).group_by(leads.c.number)
    query = query.join(lead_clocks, lead_clocks.c.lead == leads.c.number)
    rows = connection.execute(query.where(lead_clocks.c.rule.in_(rules_of_bureaus(by))))
    return {row[0]: row[1] for row in rows if row[1]}


def _from_events(connection: Connection, numbers: Collection[str], by: TimeRules, now: datetime) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for chunk in chunks(list(numbers), TOGETHER):
        for number, clocks in read_county_clocks(connection, chunk, by, now).items():
            if clocks and clocks[0].due_at:
                found[number] = clocks[0].due_at
    return found
