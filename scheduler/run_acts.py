"""What a person does to a run: cancel, pause, resume, collect its dead letters again. Each is written to the audit."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine

from leads_db.records import RunState
from leads_db.store.audit import save_audit
from leads_db.store.engine import writing
from leads_db.store.runs import read_run, save_run_state
from leads_db.store.units import SqlUnitQueue, utc_now
from scheduler import notes

Clock = Callable[[], datetime]


def cancel_run(engine: Engine, run_id: int, *, requested_by: str, reason: str, clock: Clock = utc_now) -> bool:
    """Cancel a run; whoever works on it ends its child within seconds. False when it was over already."""
    with writing(engine) as connection:
        if read_run(connection, run_id).state.is_over:
            return False
        _move(connection, run_id, RunState.CANCELLED, f"{notes.CANCELLED}：{reason}", clock())
        _tell(connection, run_id, "run_cancelled", requested_by, clock(), {"reason": reason})
    return True


def pause_run(engine: Engine, run_id: int, *, requested_by: str, reason: str = "", clock: Clock = utc_now) -> bool:
    """Hold a run: its child ends within seconds, its units wait. False when it is over or paused already."""
    with writing(engine) as connection:
        state = read_run(connection, run_id).state
        if state.is_over or state is RunState.PAUSED:
            return False
        _move(connection, run_id, RunState.PAUSED, f"{notes.PAUSED}：{reason}" if reason else notes.PAUSED, clock())
        _tell(connection, run_id, "run_paused", requested_by, clock(), {"reason": reason})
    return True


def resume_run(engine: Engine, run_id: int, *, requested_by: str, clock: Clock = utc_now) -> bool:
    """Put a paused run back into the queue; the scheduler goes on with it. False when it is not paused."""
    with writing(engine) as connection:
        if read_run(connection, run_id).state is not RunState.PAUSED:
            return False
        _move(connection, run_id, RunState.QUEUED, "", clock())
        _tell(connection, run_id, "run_resumed", requested_by, clock(), {})
    return True


def redrive_run(
    engine: Engine, run_id: int, *, requested_by: str, unit_id: int | None = None, clock: Clock = utc_now
) -> int:
    """Put the dead letters of a run (or the one of `unit_id`) back, queue it again if it is over; units open now.

    Units first, so that nobody ends the run again in between; repeating it mends one that was cut short.
    """
    queue = SqlUnitQueue(engine, clock)
    queue.redrive(run_id, unit_id)
    count = queue.open_count(run_id)
    if not count:
        return 0
    with writing(engine) as connection:
        if read_run(connection, run_id).state.is_over:
            _move(connection, run_id, RunState.QUEUED, "", clock())
        detail = {"units": count} if unit_id is None else {"units": count, "unit": unit_id}
        _tell(connection, run_id, "run_redriven", requested_by, clock(), detail)
    return count


def _move(connection: Connection, run_id: int, state: RunState, note: str, now: datetime) -> None:
    save_run_state(connection, run_id, state, now=now, note=note)


def _tell(
    connection: Connection, run_id: int, action: str, actor: str, now: datetime, detail: Mapping[str, object]
) -> None:
    save_audit(connection, at=now, actor=actor, action=action, subject=f"run {run_id}", detail=detail)
