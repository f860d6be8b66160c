"""数据质量: each daily source's last whole runs held against one another: items, outcomes, retries, fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from console.desk.context import DeskOf
from console.desk.security.access import allow
from console.words import moment
from leads_db.errors import NotFound
from leads_db.records import Outcome, Run
from leads_db.records.account import Role
from leads_db.store.engine import reading
from leads_db.store.field_coverage import FieldCount, read_fields, read_run_fields
from leads_db.store.ops_views import count_retries
from leads_db.store.run_views import count_outcomes_of_runs, read_whole_runs

router = APIRouter(dependencies=[allow(Role.OPS)])
RUNS_COMPARED = 14
FIELDS_FOR = timedelta(days=90)
DROP = 0.5
"""Fewer than this share of the usual number of items stands out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """One source's newest whole run beside those before it."""

    source: str
    runs: tuple[Run, ...]
    """Newest first."""
    outcomes: Mapping[int, Mapping[Outcome, int]]
    fields: tuple[FieldCount, ...]
    """Of the newest run, the thinnest first."""
    retries: int

    @property
    def items(self) -> list[int]:
        """Items of each run, newest first."""
        return [items_of(run) for run in self.runs]

    @property
    def usual(self) -> float | None:
        """Median of the earlier runs; None where there is none."""
        return median(self.items[1:]) if len(self.runs) > 1 else None

    @property
    def is_dropped(self) -> bool:
        """True when the newest run brought far less than usual."""
        return bool(self.usual) and self.items[0] < DROP * (self.usual or 0)

    @property
    def refused_share(self) -> float:
        """Of the newest run's requests, those that were not answered with what was asked for; 0..1."""
        counts = self.outcomes.get(self.runs[0].id, {}) if self.runs else {}
        total = sum(counts.values())
        return sum(count for outcome, count in counts.items() if not outcome.is_seen) / total if total else 0.0


def items_of(run: Run) -> int:
    """Listings that it met, or posts that were new."""
    return max(run.counts.get("listings", 0), run.counts.get("mentions_new", 0))


@router.get("/ops/quality")
def quality(desk: DeskOf, source: Annotated[str, Query(pattern=r"^[a-z0-9-]{0,60}$")] = "") -> HTMLResponse:
    """All daily sources, and one of them run by run."""
    names = [line.name for line in desk.sources if line.is_watched and not line.fault]
    if source and source not in names:
        raise NotFound(f"source {source}")
    with reading(desk.engine) as connection:
        monitors = [read_monitor(connection, name) for name in names]
        since = desk.clock() - FIELDS_FOR
        fields = read_fields(connection, source, since=since) if source else ()
    chosen = next((monitor for monitor in monitors if monitor.source == source), None)
    context = {"monitors": monitors, "chosen": chosen, "items_of": items_of}
    return desk.render("ops_quality.html", {**context, "plot": plot(chosen), "table": field_table(chosen, fields)})


def read_monitor(connection: Connection, source: str) -> Monitor:
    """The last whole runs of a source."""
    found = read_whole_runs(connection, source, limit=RUNS_COMPARED)
    newest = found[0].id if found else 0
    return Monitor(
        source=source,
        runs=found,
        outcomes=count_outcomes_of_runs(connection, [run.id for run in found]),
        fields=tuple(sorted(read_run_fields(connection, newest), key=lambda one: one.share)),
        retries=count_retries(connection, newest),
    )


def plot(chosen: Monitor | None) -> dict[str, object]:
    """Items run by run as a chart; empty without a source."""
    if chosen is None:
        return {}
    runs = chosen.runs[::-1]
    return {
        "grid": {"left": 50, "right": 16, "top": 16, "bottom": 28},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [moment(run.finished_at)[5:] for run in runs]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [{"type": "line", "data": [items_of(run) for run in runs], "color": "#0b4f9e"}],
    }


def field_table(chosen: Monitor | None, fields: Sequence[FieldCount]) -> list[tuple[str, list[FieldCount | None]]]:
    """Field → its count in each of the shown runs, oldest first."""
    if chosen is None:
        return []
    by_key = {(one.field, one.run_id): one for one in fields}
    names = dict.fromkeys(one.field for one in fields)
    return [(name, [by_key.get((name, run.id)) for run in chosen.runs[::-1]]) for name in names]
