"""What must not go unnoticed: a disk that fills up, a run that stands still."""

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from leads_db.records import Run, RunState, Trigger
from leads_db.store.leases import read_lease_owner
from leads_db.store.runs import read_runs
from leads_db.tables import fetch_reports, runs
from scheduler import notes
from scheduler.ordering import URGENT

DISK_FLOOR = 0.05
"""Share of the disk that stays free: below it no new run starts …"""
DISK_FLOOR_BYTES = 5_000_000_000
"""… but so many bytes are enough on any disk."""
STANDSTILL = timedelta(minutes=15)
"""A running run without a stored request for so long is noted."""


def has_space(folder: Path) -> bool:
    """True while enough of the disk under `folder` is free; a folder that is still to be made counts as its parent."""
    whole = folder.resolve()
    usage = shutil.disk_usage(next(place for place in (whole, *whole.parents) if place.exists()))
    return usage.free >= min(usage.total * DISK_FLOOR, DISK_FLOOR_BYTES)


def find_idle_runs(connection: Connection, now: datetime) -> tuple[Run, ...]:
    """Collections that are queued or running while nobody works on them: urgent ones first, then the oldest.

    Those of a busy source wait, and paused ones until they are resumed.
    """
    idle: dict[str, Run] = {}
    for run in sorted(read_runs(connection, open_only=True), key=lambda run: (not run.params.get(URGENT), run.id)):
        if run.trigger is Trigger.IMPORT or run.state is RunState.PAUSED:  # an import is worked by whoever started it
            continue
        held = (read_lease_owner(connection, name, now) for name in (f"run:{run.id}", f"source:{run.source}"))
        if not any(held):
            idle.setdefault(run.source, run)
    return tuple(idle.values())


def find_standstills(connection: Connection, now: datetime) -> Mapping[int, int]:
    """Run number → whole minutes without a stored request, for runs that stand still."""
    newest = select(func.max(fetch_reports.c.fetched_at)).where(fetch_reports.c.run_id == runs.c.id).scalar_subquery()
    query = select(runs.c.id, runs.c.started_at, newest).where(
        runs.c.state == RunState.RUNNING, runs.c.trigger != Trigger.IMPORT
    )
    still = {}
    for run_id, started_at, fetched_at in connection.execute(query):
        waited = now - max(filter(None, (started_at, _aware(fetched_at, now))), default=now)
        if waited > STANDSTILL:
            still[run_id] = int(waited.total_seconds() // 60)
    return still


def save_standstill(connection: Connection, run_id: int, minutes: int) -> None:
    """Note on the run that it stands still; the note goes when the run ends with its own."""
    same = update(runs).where(runs.c.id == run_id, runs.c.state == RunState.RUNNING)
    connection.execute(same.values(note=notes.no_progress(minutes)))


def _aware(moment: datetime | None, now: datetime) -> datetime | None:
    """A maximum comes back from SQLite without its zone."""
    return moment.replace(tzinfo=now.tzinfo) if moment and moment.tzinfo is None else moment
