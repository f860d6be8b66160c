"""采集: runs, one run with the outcome of each request, and the sources."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from console.desk.context import DeskOf
from console.desk.security.access import CENTRE, allow
from console.source_health import read_health
from leads_db.errors import EvidenceError
from leads_db.evidence_file import read_evidence
from leads_db.records import UnitState
from leads_db.records.account import Role
from leads_db.store.engine import reading
from leads_db.store.evidence import is_practice_evidence, read_evidence_row
from leads_db.store.run_views import count_outcomes_of_runs
from leads_db.store.runs import count_outcomes, count_run, read_reports, read_run, read_runs
from leads_db.store.units import read_units

router = APIRouter(dependencies=[allow(*CENTRE, Role.OPS, Role.AUDITOR)])
RUNS_SHOWN = 50
REQUESTS_SHOWN = 200
UNITS_SHOWN = 200
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
def one_run(desk: DeskOf, number: Number) -> HTMLResponse:
    """One run: outcomes, units, dead letters, requests."""
    with reading(desk.engine) as connection:
        run = read_run(connection, number)
        units = read_units(connection, number)
        context = {
            "outcomes": count_outcomes(connection, number),
            "counts": count_run(connection, number),
            "reports": read_reports(connection, number, limit=REQUESTS_SHOWN),
        }
    dead = [unit for unit in units if unit.state is UnitState.DEAD]
    return desk.render(
        "run.html",
        {**context, "run": run, "units": units[:UNITS_SHOWN], "unit_count": len(units), "dead": dead[:UNITS_SHOWN]},
    )


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
