"""今日: what is new, what waits, and what was not seen."""

from collections.abc import Mapping
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from console.desk.context import Desk, DeskOf
from console.desk.lead_lines import LeadLine, read_lead_lines
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from console.source_health import SourceHealth, read_health
from console.words import SHANGHAI
from leads_db.records import Verdict
from leads_db.store.engine import reading
from leads_db.store.lead_views import count_leads_by_indication
from leads_db.store.leads import QUEUED, LeadFilter, read_leads
from leads_db.store.run_views import count_outcomes_of_runs, read_missed_runs
from leads_db.store.runs import read_runs

router = APIRouter(dependencies=[allow(*CENTRE)])
MISSED_FOR = timedelta(days=7)
FIRST_READ = 10
"""Leads to read first: ten good ones beat three hundred rows."""
LOOKED_AT = 200
"""The likeliest leads among which those that concern this city are sought."""


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
            "first": likeliest(connection, desk, cities),
            "outcomes": count_outcomes_of_runs(connection, [look.run.id for look in looks if look.run]),
            "missed": read_missed_runs(connection, since=midnight - MISSED_FOR),
            "open_runs": read_runs(connection, open_only=True),
        }
    return desk.render("today.html", {**context, "queued": QUEUED, "midnight": midnight})


def last_looks(connection: Connection, desk: Desk) -> tuple[SourceHealth, ...]:
    """The health of each source that is collected daily: what the leads rest on."""
    return read_health(connection, [source.name for source in desk.sources if source.is_watched], desk.clock())


def likeliest(connection: Connection, desk: Desk, cities: tuple[str, ...]) -> tuple[LeadLine, ...]:
    """The leads to read first: those that concern this city before the rest, each by likelihood.

    Leads of the practice market are shown only while there is no real one.
    """
    for practice in (False, True):
        found = read_leads(connection, LeadFilter(cities=cities, is_practice=practice), limit=LOOKED_AT)
        if found:
            ordered = sorted(found, key=lambda lead: not desk.names.is_ours(lead.indication, lead.bureau, cities))
            return read_lead_lines(connection, ordered[:FIRST_READ])
    return ()


def _place(desk: Desk, slug: str, counts: Mapping[Verdict, int]) -> tuple[bool, int, str]:
    """The city's own indications first, then those with more leads."""
    return not desk.names.is_ours(slug, None, desk.settings.cities), -sum(counts.values()), slug
