"""How a source's last runs ended, as far as the circuit breaker asks."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from leads_db.records import Outcome, RunState, Trigger
from leads_db.tables import runs, units

DEAD = (Outcome.TRANSPORT_ERROR, Outcome.NOT_FOUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnd:
    """One run that is over, or one that is still open."""

    run_id: int
    is_over: bool
    is_probe: bool
    """It asked for one page only, to see whether the source answers again."""
    is_refused: bool
    """Nothing was seen, and every unit was refused or met no answer. A changed layout is neither."""
    ended_at: datetime | None


def read_run_ends(connection: Connection, source: str, *, limit: int = 20) -> tuple[RunEnd, ...]:
    """The source's newest runs, newest first; imports and cancelled runs say nothing of it and are left out."""
    columns = (runs.c.id, runs.c.state, runs.c.params, runs.c.finished_at)
    query = select(*columns).where(
        runs.c.source == source, runs.c.trigger != Trigger.IMPORT, runs.c.state != RunState.CANCELLED
    )
    rows = connection.execute(query.order_by(runs.c.id.desc()).limit(limit)).all()
    failed = [row.id for row in rows if row.state == RunState.FAILED]
    told = select(units.c.run_id, units.c.outcome).where(units.c.run_id.in_(failed)).distinct()
    outcomes: dict[int, list[str | None]] = {}
    for run_id, outcome in connection.execute(told) if failed else ():
        outcomes.setdefault(run_id, []).append(outcome)
    return tuple(
        RunEnd(
            run_id=row.id,
            is_over=RunState(row.state).is_over,
            is_probe=bool(json.loads(row.params).get("probe")),
            is_refused=row.id in outcomes and all(map(_refuses, outcomes[row.id])),
            ended_at=row.finished_at,
        )
        for row in rows
    )


def _refuses(name: str | None) -> bool:
    return name is not None and (Outcome(name).stops_source or Outcome(name) in DEAD)
