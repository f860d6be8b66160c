"""调度: when each daily source comes next, what was missed and why, and one button to catch up."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from console.desk.asking import see_other
from console.desk.context import DeskOf
from console.desk.language import translated as _
from console.desk.pages.today import last_looks
from console.desk.security.access import ActorOf, allow
from leads_db.errors import CrawlError
from leads_db.records import Trigger
from leads_db.records.account import Role
from leads_db.store.due_runs import read_newest_due
from leads_db.store.engine import reading
from leads_db.store.run_views import read_missed_runs
from leads_db.store.runs import read_runs
from scheduler.clocks import latest_due
from scheduler.ordering import Order, order_run

router = APIRouter(dependencies=[allow(Role.OPS)])
LATELY = timedelta(days=14)
SHOWN = 100
SourceName = Annotated[str, Form(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Reason = Annotated[str, Form(min_length=2, max_length=200)]


@router.get("/ops/schedule")
def schedule(desk: DeskOf) -> HTMLResponse:
    """One row a daily source, then the missed due times."""
    now = desk.clock()
    with reading(desk.engine) as connection:
        looks = last_looks(connection, desk)
        due = {look.source: read_newest_due(connection, f"collect:{look.source}", now) for look in looks}
        missed = read_missed_runs(connection, since=now - LATELY)
        busy = {run.source: run for run in read_runs(connection, open_only=True)}
    context = {"looks": looks, "due": due, "missed": missed[:SHOWN], "missed_count": len(missed), "busy": busy}
    return desk.render("ops_schedule.html", {**context, "next_at": next_due(desk.settings.daily_at, now)})


@router.post("/ops/schedule/catch-up")
def catch_up(desk: DeskOf, actor: ActorOf, source: SourceName, reason: Reason) -> RedirectResponse:
    """Queue a whole collection of one daily source now, unless one is open already."""
    watched = {line.name for line in desk.sources if line.is_watched and not line.fault}
    with reading(desk.engine) as connection:
        open_run = next((run for run in read_runs(connection, open_only=True) if run.source == source), None)
    if source not in watched or open_run is not None:
        told = _("这个来源已有采集在进行或等待，没有再排。") if open_run else _("没有这个每日采集的来源。")
        return see_other("/ops/schedule", told=told, kind="bad")
    order = Order(source=source, reason=reason.strip())
    try:
        number = order_run(
            desk.engine, desk.settings, order, requested_by=actor.name, trigger=Trigger.CATCH_UP, clock=desk.clock
        )
    except CrawlError as fault:
        return see_other("/ops/schedule", told=str(fault), kind="bad")
    return see_other(f"/runs/{number}", told=_("已排入补跑。"))


def next_due(daily_at: str, now: datetime) -> datetime:
    """The next daily time after `now`; aware UTC."""
    return latest_due(daily_at, now) + timedelta(days=1)
