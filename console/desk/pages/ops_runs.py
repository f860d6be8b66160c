"""What operations do to runs and dead letters: each a form, each written to the audit by the scheduler's functions."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from console.desk.asking import see_other
from console.desk.context import DeskOf
from console.desk.language import translated as _
from console.desk.pages.runs import Number
from console.desk.run_log import Level, read_log_tail
from console.desk.security.access import ActorOf, allow
from leads_db.errors import CrawlError, NotFound, RegisterError
from leads_db.records import Trigger
from leads_db.records.account import Actor, Role
from leads_db.store.engine import reading
from leads_db.store.ops_views import count_dead, read_dead_letters, read_ops_acts
from leads_db.store.runs import read_run
from leads_db.store.units import utc_now
from scheduler.ordering import order_again
from scheduler.run_acts import cancel_run, pause_run, redrive_run, resume_run

router = APIRouter(dependencies=[allow(Role.OPS)])
LATELY = timedelta(days=7)
DEAD_SHOWN, ACTS_SHOWN = 300, 200
LOGS = ("scheduler", "desk", "practice-market")
Reason = Annotated[str, Form(min_length=2, max_length=200)]
OVER = "这次采集已经结束，没有改动。"


def count_new_dead(connection: Connection, actor: Actor) -> int:
    """For the header: dead letters of the last seven days."""
    return count_dead(connection, since=utc_now() - LATELY)


COUNTERS = {"/ops/dead-letters": count_new_dead}


@router.post("/runs/{number}/cancel")
def cancel(desk: DeskOf, actor: ActorOf, number: Number, reason: Reason) -> RedirectResponse:
    """End it; what it has committed stays."""
    done = cancel_run(desk.engine, number, requested_by=actor.name, reason=reason.strip(), clock=desk.clock)
    return _told(number, done, _("已取消；已经取到的内容保留。"))


@router.post("/runs/{number}/pause")
def pause(desk: DeskOf, actor: ActorOf, number: Number) -> RedirectResponse:
    """Hold it; its units wait."""
    done = pause_run(desk.engine, number, requested_by=actor.name, clock=desk.clock)
    return _told(number, done, _("已暂停；没有做完的单元等待续跑。"))


@router.post("/runs/{number}/resume")
def resume(desk: DeskOf, actor: ActorOf, number: Number) -> RedirectResponse:
    """Go on with it."""
    done = resume_run(desk.engine, number, requested_by=actor.name, clock=desk.clock)
    return _told(number, done, _("已续跑，排队等待调度。"))


@router.post("/runs/{number}/again")
def again(desk: DeskOf, actor: ActorOf, number: Number) -> RedirectResponse:
    """A new run with the same parameters; a file is imported again by whoever has it."""
    with reading(desk.engine) as connection:
        if read_run(connection, number).trigger is Trigger.IMPORT:
            return see_other(f"/runs/{number}", told=_("文件导入不能在这里再跑。"), kind="bad")
    try:
        new = order_again(desk.engine, desk.settings, number, requested_by=actor.name, clock=desk.clock)
    except (CrawlError, RegisterError) as fault:
        return see_other(f"/runs/{number}", told=str(fault), kind="bad")
    return see_other(f"/runs/{new}", told=_("已以同参数再排一次。"))


@router.post("/runs/{number}/redrive")
def redrive(
    desk: DeskOf, actor: ActorOf, number: Number, unit: Annotated[int | None, Form(ge=1, le=2**62)] = None
) -> RedirectResponse:
    """Fresh attempts for one dead letter or all of the run's."""
    with reading(desk.engine) as connection:
        read_run(connection, number)  # NotFound before anything is done
    count = redrive_run(desk.engine, number, requested_by=actor.name, unit_id=unit, clock=desk.clock)
    told = _("已重投，现有 {count} 个单元等待。", count=count) if count else _("没有可重投的死信。")
    return see_other("/ops/dead-letters" if unit else f"/runs/{number}", told=told, kind="good" if count else "note")


@router.get("/ops/dead-letters")
def dead_letters(desk: DeskOf, days: Annotated[int, Query(ge=1, le=366)] = 7) -> HTMLResponse:
    """Units that were given up lately, with cause and attempts, run by run."""
    since = desk.clock() - timedelta(days=days)
    with reading(desk.engine) as connection:
        found = read_dead_letters(connection, since=since, limit=DEAD_SHOWN)
        total = count_dead(connection, since=since)
    by_run: dict[int, list[object]] = {}
    for letter in found:
        by_run.setdefault(letter.unit.run_id, []).append(letter)
    return desk.render("ops_dead.html", {"by_run": by_run, "total": total, "shown": len(found), "days": days})


@router.get("/ops/log")
def log(desk: DeskOf, name: Annotated[str, Query(max_length=40)] = LOGS[0], level: Level = Level.ALL) -> HTMLResponse:
    """What people did to runs, and the end of the services' logs."""
    if name not in LOGS:
        raise NotFound(f"log {name}")
    with reading(desk.engine) as connection:
        acts = read_ops_acts(connection, limit=ACTS_SHOWN)
    lines = read_log_tail(desk.settings.home / "logs" / f"{name}.log", level)
    context = {"acts": acts, "lines": lines, "logs": LOGS, "name": name, "level": level, "levels": tuple(Level)}
    return desk.render("ops_log.html", context)


def _told(number: int, done: bool, told: str) -> RedirectResponse:
    return see_other(f"/runs/{number}", told=told if done else _(OVER), kind="good" if done else "note")
