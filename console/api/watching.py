"""Is it alive, whose token is this, which limits run, what was told."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from console.api.access import CallerOf, only
from console.api.answers import REFUSALS
from console.api.models import Caller, ClockLine, Health, NoticeLine
from console.desk.context import DeskOf
from leads_db.errors import StoreOutdated
from leads_db.records.account import CENTRE
from leads_db.records.clock import Clock
from leads_db.store.clocks import TimeRules, read_time_rules
from leads_db.store.county_views import COUNTY, read_county_clocks, read_open_numbers
from leads_db.store.due_clocks import OpenClock, read_open_clocks
from leads_db.store.engine import is_current, reading
from leads_db.store.notices import read_notices

open_router = APIRouter()
router = APIRouter(tags=["概况"])
CLOCKS_MOST = 500


@open_router.get("/health", responses={503: dict(REFUSALS[503])})
def health(desk: DeskOf) -> Health:
    """Open to everybody; tells nothing else."""
    with reading(desk.engine):
        pass
    if not is_current(desk.engine):
        raise StoreOutdated
    return Health(status="ok")


@router.get("/me")
def who_am_i(actor: CallerOf) -> Caller:
    """The account of the token."""
    return Caller(
        name=actor.name,
        shown=actor.shown,
        roles=sorted(actor.roles),
        cities=list(actor.cities),
        bureau=actor.bureau,
    )


@router.get("/clocks", dependencies=[only(*CENTRE, *COUNTY)])
def open_clocks(desk: DeskOf, actor: CallerOf, days: Annotated[int, Query(ge=0, le=400)] = 400) -> list[ClockLine]:
    """Open limits that are due within so many days, or late; for a bureau those of the leads that it hosts."""
    now = desk.clock()
    until = now + timedelta(days=days)
    with reading(desk.engine) as connection:
        rules = read_time_rules(connection, desk.settings.register_folder)
        if actor.is_centre:
            return _lines(rules, read_open_clocks(connection, due_before=until, actor=actor, limit=CLOCKS_MOST))
        hosted = read_county_clocks(connection, read_open_numbers(connection, actor), rules, now)
    mine = [clock for clocks in hosted.values() for clock in clocks if clock.due_at is None or clock.due_at < until]
    return _lines(rules, sorted(mine, key=lambda clock: (clock.due_at or until, clock.lead))[:CLOCKS_MOST])


def _lines(rules: TimeRules, clocks: Iterable[Clock | OpenClock]) -> list[ClockLine]:
    lines = []
    for clock in clocks:
        rule = rules.rule(clock.rule, clock.started_at)
        if rule is not None:
            lines.append(
                ClockLine(
                    lead=clock.lead,
                    rule=rule.id,
                    name=rule.name,
                    kind=rule.kind,
                    basis=rule.basis,
                    confirmed=rule.confirmed,
                    started_at=clock.started_at,
                    due_at=clock.due_at,
                )
            )
    return lines


@router.get("/notices")
def notices(desk: DeskOf, actor: CallerOf, unread: Literal["true", "false"] = "false") -> list[NoticeLine]:
    """The newest hundred that concern the caller."""
    with reading(desk.engine) as connection:
        found = read_notices(connection, actor, unread_only=unread == "true", limit=100)
    return [NoticeLine.model_validate(notice) for notice in found]
