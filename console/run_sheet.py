"""Runs on the terminal: the list, and one run with its outcomes, units and dead letters."""

from collections import Counter

from console.screen import print_lines, print_table
from console.session import Session
from console.words import moment
from leads_db.records import Trigger, UnitState
from leads_db.store.engine import reading
from leads_db.store.runs import count_outcomes, count_run, read_run, read_runs
from leads_db.store.units import read_units


def print_runs(session: Session, limit: int) -> None:
    """The newest runs, one line each."""
    with reading(session.engine) as connection:
        found = read_runs(connection, limit=limit)
    rows = []
    for run in found:
        counts = [run.counts.get(name, "") for name in ("requests", "listings", "leads_new")]
        times = (moment(run.queued_at), moment(run.finished_at))
        rows.append((run.id, run.source, run.trigger, run.state, *times, *counts, run.note))
    heads = ("run", "source", "trigger", "state", "queued", "finished", "requests", "listings", "new leads", "note")
    print_table("Runs (Asia/Shanghai)", heads, rows)


def print_run(session: Session, number: int) -> None:
    """One run; an import has a file where a collection has requests and units. Raises NotFound."""
    with reading(session.engine) as connection:
        run = read_run(connection, number)
        counts = count_run(connection, number)
        outcomes = count_outcomes(connection, number)
        units = read_units(connection, number)
    print_lines(f"Run {run.id}: {run.source}, {run.trigger}, {run.state}")
    print_lines(f"asked for by {run.requested_by}: {run.reason or '(daily)'}")
    print_lines(f"queued {moment(run.queued_at)}, started {moment(run.started_at)}, finished {moment(run.finished_at)}")
    if run.note:
        print_lines(run.note)
    print_table("Counts", ("what", "count"), counts.items())
    if run.trigger is Trigger.IMPORT:
        print_table("File", ("what", "value"), run.params.items())
        return
    print_table("Requests by outcome", ("outcome", "requests"), outcomes.items())
    states = Counter((unit.state, unit.outcome or "") for unit in units)
    print_table("Units", ("state", "outcome", "units"), [(*pair, count) for pair, count in states.items()])
    dead = [unit for unit in units if unit.state is UnitState.DEAD]
    if dead:
        rows = [
            (unit.id, unit.term or "(all)", unit.page_from, unit.page_to, unit.outcome, unit.cause) for unit in dead
        ]
        print_table("Dead letters", ("unit", "term", "from page", "outcome", "cause"), rows)
