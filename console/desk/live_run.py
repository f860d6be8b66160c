"""A run as its page shows it while it goes on: progress where the end is known, else a rate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from console.desk.context import Desk
from console.desk.run_log import Level, LogEntry, read_log_tail
from leads_db.records import Outcome, Run, RunState
from leads_db.store.leases import read_lease_owner
from leads_db.store.ops_views import count_bytes, count_retries, read_causes
from leads_db.store.runs import count_outcomes, count_run, read_run


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRun:
    """One look at a run."""

    run: Run
    counts: Mapping[str, int]
    outcomes: Mapping[Outcome, int]
    causes: tuple[tuple[Outcome, str, int], ...]
    """Why requests brought nothing."""
    size: int
    """Bytes of its answers."""
    retries: int
    is_worked: bool
    """A process holds it now."""
    now: datetime

    @property
    def ended(self) -> int:
        """Units that are done or given up."""
        return self.counts["units_done"] + self.counts["units_dead"]

    @property
    def has_bar(self) -> bool:
        """A bar is honest only where the work was cut into several units."""
        return self.counts["units"] > 1

    @property
    def worked_s(self) -> float:
        """Seconds since its start, to its end or to now; pauses included."""
        if self.run.started_at is None:
            return 0.0
        return max(0.0, ((self.run.finished_at or self.now) - self.run.started_at).total_seconds())

    @property
    def per_minute(self) -> float:
        """Requests a minute so far."""
        return self.counts["requests"] * 60 / self.worked_s if self.worked_s else 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds that the open units will take if they go like those before; None where that cannot be said."""
        if self.run.state is not RunState.RUNNING or not self.has_bar or self.ended == 0:
            return None
        return self.worked_s / self.ended * (self.counts["units"] - self.ended)


def read_live(connection: Connection, desk: Desk, number: int) -> LiveRun:
    """Raises NotFound."""
    now = desk.clock()
    return LiveRun(
        run=read_run(connection, number),
        counts=count_run(connection, number),
        outcomes=count_outcomes(connection, number),
        causes=read_causes(connection, number),
        size=count_bytes(connection, number),
        retries=count_retries(connection, number),
        is_worked=read_lease_owner(connection, f"run:{number}", now) is not None,
        now=now,
    )


def read_log(desk: Desk, number: int, level: Level) -> tuple[LogEntry, ...]:
    """The end of the run's log."""
    return read_log_tail(desk.settings.home / "logs" / f"run-{number}.log", level)
