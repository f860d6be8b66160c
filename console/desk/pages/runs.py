"""采集: runs, one run with the outcome of each request, and the sources."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from console.desk.asking import may
from console.desk.context import DeskOf
from console.desk.live_run import read_live, read_log
from console.desk.run_log import Level
from console.desk.security.access import CENTRE, allow
from console.source_health import read_health
from leads_db.errors import EvidenceError
from leads_db.evidence_file import read_evidence
from leads_db.records import RunState, UnitState
from leads_db.records.account import Role
from leads_db.store.engine import reading
from leads_db.store.evidence import is_practice_evidence, read_evidence_row
from leads_db.store.ops_views import read_ops_acts
from leads_db.store.run_views import count_outcomes_of_runs
from leads_db.store.runs import count_run, read_reports, read_runs
from leads_db.store.units import read_units

router = APIRouter(dependencies=[allow(*CENTRE, Role.OPS, Role.AUDITOR)])
RUNS_SHOWN = 50
REQUESTS_SHOWN = 200
UNITS_SHOWN = 200
ACTS_SHOWN = 20
Number = Annotated[int, Path(ge=1, le=2**62)]


@router.get("/runs")
def run_list(desk: DeskOf) -> HTMLResponse:
    """The newest runs with their requests by outcome."""
    with reading(desk.engine) as connection:
        found = read_runs(connection, limit=RUNS_SHOWN)
        outcomes = count_outcomes_of_runs(connection, [run.id for run in found])
        counts = {run.id: run.counts or count_run(connection, run.id) for run in found}
    return desk.render("runs.html", {"runs": found, "outcomes": outcomes, "counts": counts, "limit": RUNS_SHOWN})


@router.get("/runs/{number}")
def one_run(desk: DeskOf, number: Number, level: Level = Level.ALL) -> HTMLResponse:
    """One run: what goes on, outcomes, causes, units, dead letters, requests, what people did to it."""
    with reading(desk.engine) as connection:
        live = read_live(connection, desk, number)
        units = read_units(connection, number)
        context = {
            "reports": read_reports(connection, number, limit=REQUESTS_SHOWN),
            "acts": read_ops_acts(connection, limit=ACTS_SHOWN, run_id=number),
        }
    dead = [unit for unit in units if unit.state is UnitState.DEAD][:UNITS_SHOWN]
    shown = {"units": units[:UNITS_SHOWN], "unit_count": len(units), "dead": dead}
    log = read_log(desk, number, level) if may(Role.OPS) else ()
    return desk.render("run.html", {**context, **shown, "run": live.run, "live": live, "log": log, "level": level})


@router.get("/runs/{number}/live")
def live_part(desk: DeskOf, number: Number, level: Level = Level.ALL, shown: RunState | None = None) -> HTMLResponse:
    """The part of the page that changes while the run goes on; asked for every few seconds by the page itself.

    `shown`: the state that the page shows; once the run has another, the page is to load itself anew, buttons included.
    """
    with reading(desk.engine) as connection:
        live = read_live(connection, desk, number)
    log = read_log(desk, number, level) if may(Role.OPS) else ()
    answer = desk.render("run_live.html", {"run": live.run, "live": live, "log": log, "level": level})
    if shown not in (None, live.run.state):
        answer.headers["HX-Refresh"] = "true"
    return answer


@router.get("/sources")
def source_list(desk: DeskOf) -> HTMLResponse:
    """Every source with its last look."""
    sources = desk.sources
    with reading(desk.engine) as connection:
        looks = read_health(connection, [source.name for source in sources], desk.clock())
        outcomes = count_outcomes_of_runs(connection, [look.run.id for look in looks if look.run])
    lines = list(zip(sources, looks, strict=True))
    return desk.render("sources.html", {"lines": lines, "outcomes": outcomes})


@router.get("/evidence/{number}")
def one_evidence(desk: DeskOf, number: Number) -> HTMLResponse:
    """Where a kept page lies, and whether its bytes still have their digest; the bytes themselves are not served."""
    with reading(desk.engine) as connection:
        evidence = read_evidence_row(connection, number)
        is_practice = is_practice_evidence(connection, number)
    fault = ""
    try:
        read_evidence(desk.settings.evidence_folder, evidence)
    except EvidenceError as broken:
        fault = type(broken).__name__
    context = {"evidence": evidence, "number": number, "fault": fault, "is_practice": is_practice}
    return desk.render("evidence.html", context)
