"""What a person reads of runs: the last look at each source, requests by outcome, missed runs. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from leads_db.records import Outcome, Run, RunState, Trigger
from leads_db.store.due_runs import DueState
from leads_db.store.runs import read_run
from leads_db.store.source_days import WHOLE
from leads_db.store.upsert import chunks
from leads_db.tables import due_runs, fetch_reports, runs

LATE = (DueState.MISSED, DueState.MERGED, DueState.CAUGHT_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastLook:
    """The last ended run of a source: what the present list of leads rests on."""

    source: str
    run: Run | None
    """None: the source was never collected to an end."""
    seen_at: datetime | None
    """End of its last run that saw all of it; None: never."""

    @property
    def is_seen(self) -> bool:
        """True only when the last run saw the whole source."""
        return self.run is not None and self.run.state is RunState.FINISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedRun:
    """A due time that was not met when it came."""

    job: str
    due_at: datetime
    state: DueState
    run_id: int | None
    note: str


def read_last_looks(connection: Connection, sources: Iterable[str]) -> tuple[LastLook, ...]:
    """The last ended run of each of these sources, in their order.

    Only whole collections are looks at a source: no import, no run for one indication or a few pages, no probe.
    """
    over = [state for state in RunState if state.is_over]
    ended = runs.c.state.in_(over) & (runs.c.trigger != Trigger.IMPORT) & runs.c.params.in_(WHOLE)
    query = select(runs.c.source, func.max(runs.c.id)).where(ended).group_by(runs.c.source)
    newest = dict(connection.execute(query).all())
    full = select(runs.c.source, func.max(runs.c.finished_at)).where(ended, runs.c.state == RunState.FINISHED)
    seen = dict(connection.execute(full.group_by(runs.c.source)).all())
    return tuple(
        LastLook(
            source=source,
            run=read_run(connection, newest[source]) if source in newest else None,
            seen_at=seen.get(source),
        )
        for source in sources
    )


def read_whole_runs(connection: Connection, source: str, *, limit: int) -> tuple[Run, ...]:
    """The source's last whole collections that are over, newest first."""
    over = [state for state in RunState if state.is_over]
    query = (
        select(runs.c.id)
        .where(
            runs.c.source == source,
            runs.c.state.in_(over),
            runs.c.trigger != Trigger.IMPORT,
            runs.c.params.in_(WHOLE),
        )
        .order_by(runs.c.id.desc())
        .limit(limit)
    )
    return tuple(read_run(connection, run_id) for run_id in connection.scalars(query))


def count_outcomes_of_runs(connection: Connection, run_ids: Sequence[int]) -> dict[int, dict[Outcome, int]]:
    """Run → outcome → requests."""
    counts: dict[int, dict[Outcome, int]] = {}
    for chunk in chunks(run_ids):
        pair = (fetch_reports.c.run_id, fetch_reports.c.outcome)
        query = select(*pair, func.count()).where(fetch_reports.c.run_id.in_(chunk)).group_by(*pair)
        for run_id, outcome, count in connection.execute(query):
            counts.setdefault(run_id, {})[Outcome(outcome)] = count
    return counts


def read_missed_runs(connection: Connection, *, since: datetime) -> tuple[MissedRun, ...]:
    """Due times at or after `since` that were missed, newest first, with what became of them."""
    query = (
        select(due_runs.c.job, due_runs.c.due_at, due_runs.c.state, due_runs.c.run_id, due_runs.c.note)
        .where(due_runs.c.state.in_(LATE), due_runs.c.due_at >= since)
        .order_by(due_runs.c.due_at.desc(), due_runs.c.id)
    )
    return tuple(MissedRun(**{**row._asdict(), "state": DueState(row.state)}) for row in connection.execute(query))
