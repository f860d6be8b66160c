"""What the store remembers of imported files: when each was first brought in, and which import died on the way."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from leads_db.records import Run, RunState, Trigger
from leads_db.store.leases import read_lease_owner
from leads_db.store.runs import count_run, read_runs, save_run_state
from leads_db.tables import runs

DIGEST = "sha256"
"""Key of the file's digest in an import run's params."""


def read_first_import(connection: Connection, digest: str) -> datetime | None:
    """When a file of this sha256 (64 hex characters) was first imported; None: never.

    A second import keeps this moment: the file is as old as it was, and its rows without a time of their own
    must not look as if they had been seen again.
    """
    same = runs.c.params.contains(f'"{DIGEST}":"{digest}"', autoescape=True)
    query = select(func.min(runs.c.queued_at)).where(runs.c.trigger == Trigger.IMPORT, same)
    first: datetime | None = connection.scalar(query)
    return first


def find_dead_imports(connection: Connection, now: datetime) -> tuple[Run, ...]:
    """Open import runs whose process died: they hold no lease any more."""
    imports = (run for run in read_runs(connection, open_only=True) if run.trigger is Trigger.IMPORT)
    return tuple(run for run in imports if read_lease_owner(connection, f"source:{run.source}", now) is None)


def end_dead_imports(connection: Connection, now: datetime) -> tuple[int, ...]:
    """End the import runs whose process died, with what they committed; their numbers."""
    dead = find_dead_imports(connection, now)
    for run in dead:
        state = RunState.PARTIAL if count_run(connection, run.id)["listings"] else RunState.FAILED
        save_run_state(connection, run.id, state, now=now, note="导入进程中断：再导入同一文件即可补齐")
    return tuple(run.id for run in dead)
