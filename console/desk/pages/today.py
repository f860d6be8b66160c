"""今日: what is new, what waits, and what was not seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from console.desk.context import Desk, DeskOf
from console.desk.lead_lines import LeadLine, read_lead_lines
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from console.source_health import SourceHealth, read_health
from console.words import SHANGHAI
from leads_db.records import Verdict
from leads_db.records.account import Actor
from leads_db.records.handling import LeadFlag, LeadState
from leads_db.records.opinion import AlertState
from leads_db.store.alerts import read_alerts
from leads_db.store.due_clocks import count_open_clocks
from leads_db.store.engine import reading
from leads_db.store.lead_views import count_leads_by_indication
from leads_db.store.leads import QUEUED
from leads_db.store.queue_views import QueueFilter, read_queue
from leads_db.store.run_views import count_outcomes_of_runs, read_missed_runs
from leads_db.store.runs import read_runs
from leads_db.store.triage_views import count_flagged, count_new_since, count_waiting

router = APIRouter(dependencies=[allow(*CENTRE)])
MISSED_FOR = timedelta(days=7)
FIRST_READ = 10
"""Leads to read first: ten good ones beat three hundred rows."""
MOST_CLOCKS = 1_000
SOON, ALERTS_FOR = timedelta(days=2), timedelta(days=7)
LOOKED_AT = 100
"""The likeliest leads among which those that concern this city are sought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """What waits, in numbers."""

    fresh: int
    recurred: int
    soon: int
    late: int
    returned: int
    fed_back: int
    alerts: int


@router.get("/")
def today(desk: DeskOf, actor: ActorOf) -> HTMLResponse:
    """The first page of the day; the day begins at midnight in Shanghai."""
    midnight = desk.clock().astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    cities = cities_of(desk, actor)
    with reading(desk.engine) as connection:
        looks = last_looks(connection, desk)
        waiting = count_leads_by_indication(connection, cities)
        context = {
            "waiting": sorted(waiting.items(), key=lambda pair: _place(desk, *pair)),
            "new": count_leads_by_indication(connection, cities, since=midnight),
            "looks": looks,
            "first": likeliest(connection, desk, actor, cities),
            "to_do": to_do(connection, desk, actor, midnight),
            "outcomes": count_outcomes_of_runs(connection, [look.run.id for look in looks if look.run]),
            "missed": read_missed_runs(connection, since=midnight - MISSED_FOR),
            "open_runs": read_runs(connection, open_only=True),
        }
    return desk.render("today.html", {**context, "queued": QUEUED, "midnight": midnight})


def last_looks(connection: Connection, desk: Desk) -> tuple[SourceHealth, ...]:
    """The health of each source that is collected daily: what the leads rest on."""
    return read_health(connection, [source.name for source in desk.sources if source.is_watched], desk.clock())


def to_do(connection: Connection, desk: Desk, actor: Actor, midnight: datetime) -> ToDo:
    """How many of each kind wait for a person of the centre."""
    now = desk.clock()
    late, soon = count_open_clocks(connection, actor, now=now, due_before=now + SOON, most=MOST_CLOCKS)
    ours = [slug for slug in desk.names.indications if desk.names.is_ours(slug, None, cities_of(desk, actor))]
    return ToDo(
        fresh=count_new_since(connection, actor, midnight),
        recurred=count_flagged(connection, actor, LeadState.NEW, LeadFlag.RECURRED),
        soon=soon,
        late=late,
        returned=count_waiting(connection, actor, [LeadState.RETURNED]),
        fed_back=count_waiting(connection, actor, [LeadState.FEEDBACK]),
        alerts=len(read_alerts(connection, ours, since=now - ALERTS_FOR, states=[AlertState.OPEN])),
    )


def likeliest(connection: Connection, desk: Desk, actor: Actor, cities: tuple[str, ...]) -> tuple[LeadLine, ...]:
    """The leads to read first: those that concern this city before the rest, each by likelihood.

    Leads of the practice market are shown only while there is no real one among the first.
    """
    found = read_queue(connection, QueueFilter(states=(LeadState.NEW,)), actor, limit=LOOKED_AT)
    real = [row for row in found if not row.is_practice] or found
    ordered = sorted(
        real, key=lambda row: (not desk.names.is_ours(row.indication, row.bureau, cities), -row.likelihood)
    )
    return read_lead_lines(connection, ordered[:FIRST_READ])


def _place(desk: Desk, slug: str, counts: Mapping[Verdict, int]) -> tuple[bool, int, str]:
    """The city's own indications first, then those with more leads."""
    return not desk.names.is_ours(slug, None, desk.settings.cities), -sum(counts.values()), slug
