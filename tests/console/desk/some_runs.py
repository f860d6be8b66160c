"""Runs of a source `shop`, as operations find them."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine

from leads_db.records import Outcome, RunState, Trigger, WatchTerm
from leads_db.store.engine import reading, writing
from leads_db.store.runs import read_run, save_new_run, save_run_state
from leads_db.store.units import SqlUnitQueue

OPS_PAGES = (
    "/ops",
    "/ops/schedule",
    "/ops/collect",
    "/runs",
    "/sources",
    "/sources/health",
    "/ops/dead-letters",
    "/ops/quality",
    "/ops/quality?source=shop",
    "/ops/system",
    "/ops/log",
)
MakeRun = Callable[..., int]


def new_run(
    engine: Engine,
    state: RunState = RunState.RUNNING,
    *,
    dead: bool = False,
    trigger: Trigger = Trigger.ON_DEMAND,
) -> int:
    """The number of a new run with three units, in the given state; `dead`: all of them given up."""
    now = datetime.now(UTC)
    params = {"indication": "huanren-rice", "pages": 2}
    facts = {"source": "shop", "trigger": trigger, "requested_by": "ops-1", "reason": "试", "params": params}
    with writing(engine) as connection:
        number = save_new_run(connection, now=now, **facts)  # type: ignore[arg-type]
    queue = SqlUnitQueue(engine)
    terms = [WatchTerm(indication="huanren-rice", text=text, kind="name") for text in ("桓仁大米", "大米", "米")]
    queue.add(number, "shop", terms, [(1, 2)])
    if dead:
        queue.stop_source(number, Outcome.BLOCKED_CAPTCHA, "slider")
    with writing(engine) as connection:
        save_run_state(connection, number, RunState.RUNNING, now=now)
        if state is not RunState.RUNNING:
            save_run_state(connection, number, state, now=now)
    return number


def state_of(engine: Engine, number: int) -> RunState:
    """Where the run stands now."""
    with reading(engine) as connection:
        return read_run(connection, number).state
