"""总览 and 系统: what runs, what waits, what was given up, and whether the machine carries it."""

from collections.abc import Mapping
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from console.desk.context import Desk, DeskOf
from console.desk.machine import read_machine
from console.desk.pages.today import last_looks
from console.desk.security.access import allow
from leads_db.records import RunState
from leads_db.records.account import Role
from leads_db.store.backups import FAILED, MADE, read_last_backup
from leads_db.store.engine import reading
from leads_db.store.ops_views import count_dead, read_ops_acts, read_queue_depth
from leads_db.store.run_views import read_missed_runs
from leads_db.store.runs import count_run, read_runs

router = APIRouter(dependencies=[allow(Role.OPS)])
RUNS_SHOWN = 8
LATELY = timedelta(days=7)
BACKUP_OLD = timedelta(hours=26)
"""A night without a backup stands out."""


@router.get("/ops")
def overview(desk: DeskOf) -> HTMLResponse:
    """Everything that operations look at first."""
    now = desk.clock()
    with reading(desk.engine) as connection:
        context = {
            "depth": read_queue_depth(connection),
            "running": _with_counts(connection),
            "dead": count_dead(connection, since=now - LATELY),
            "missed": read_missed_runs(connection, since=now - LATELY),
            "looks": last_looks(connection, desk),
            "machine": read_machine(desk.engine, connection, desk.settings, now),
            "acts": read_ops_acts(connection, limit=6),
            "last_runs": read_runs(connection, limit=RUNS_SHOWN),
        }
    return desk.render("ops.html", context)


@router.get("/ops/system")
def system(desk: DeskOf) -> HTMLResponse:
    """Disk, database, memory, clock, versions, settings that matter, backup."""
    with reading(desk.engine) as connection:
        machine = read_machine(desk.engine, connection, desk.settings, desk.clock())
        made, failed = (read_last_backup(connection, action) for action in (MADE, FAILED))
    is_old = made is None or desk.clock() - made.at > BACKUP_OLD
    backups = {"made": made, "failed": failed, "is_backup_old": is_old}
    return desk.render("ops_system.html", {"machine": machine, "settings": _shown(desk), **backups})


def _with_counts(connection: Connection) -> list[tuple[object, Mapping[str, int]]]:
    found = [run for run in read_runs(connection, open_only=True) if run.state is not RunState.QUEUED]
    return [(run, count_run(connection, run.id)) for run in found[:RUNS_SHOWN]]


def _shown(desk: Desk) -> dict[str, object]:
    """Settings without addresses of databases, keys or people."""
    names = ("city", "daily_at", "workers", "practice", "desk_host", "desk_port")
    return {f"GI_{name.upper()}": getattr(desk.settings, name) for name in names}
