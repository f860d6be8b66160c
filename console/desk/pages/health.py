"""来源健康: what was really seen of each daily source on the last fourteen days, and which are left alone."""

from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from console.desk.context import DeskOf
from console.desk.security.access import CENTRE, allow
from console.source_health import read_health
from leads_db.records.account import Role
from leads_db.store.engine import reading
from leads_db.store.source_days import shanghai_day

router = APIRouter(dependencies=[allow(*CENTRE, Role.OPS, Role.AUDITOR)])
DAYS = 14
GAPS_SHOWN = 120


@router.get("/sources/health")
def health(desk: DeskOf) -> HTMLResponse:
    """Daily sources, those with gaps first, then every day on which not all was seen, newest first."""
    watched = {source.name: source for source in desk.sources if source.is_watched}
    now = desk.clock()
    with reading(desk.engine) as connection:
        found = read_health(connection, list(watched), now, days=DAYS)
    ordered = sorted(found, key=lambda one: (one.is_seen, -one.blind_count, -one.gap_count, one.source))
    today = shanghai_day(now)
    gaps = sorted(
        (day for one in found for day in one.gaps),
        key=lambda day: (day.day, day.source),
        reverse=True,
    )
    context = {
        "lines": [(watched[one.source], one, {day.day: day for day in one.days}) for one in ordered],
        "days": [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)],
        "gaps": gaps[:GAPS_SHOWN],
        "gap_count": len(gaps),
    }
    return desk.render("health.html", context)
