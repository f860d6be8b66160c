"""`gi-leads bench`: measure, print the tables, and keep the figures as JSON where asked."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from console.bench.measuring import Figure, measure_background, measure_baselines, measure_probes, measure_sets
from console.bench.sets import BLIND, COMPOSED, FIT, FOLDER, load_set
from console.screen import print_lines, print_table

GOALS = {
    "verdict macro-F1": "≥ 0.90",
    "average precision": "≥ 0.95",
    "honest called infringing": "≤ 0.01",
    "indication right": "≥ 0.98",
    "acts micro-F1": "≥ 0.85",
    "bureau right": "≥ 0.97",
    "calibration error": "≤ 0.05",
    "pairs: the likelier one scores higher": "≥ 0.95",
    "quote removed: the likelihood falls": "≥ 0.95",
    "rewordings: the verdict of the base": "≥ 0.95",
    "rewordings: the likelihood within 0.2": "≥ 0.95",
    "disguised names found": "≥ 0.95",
    "resembling titles hit": "≤ 0.01",
    "false leads per 10,000 of them": "≤ 2",
    "average precision at 1 % positives": "≥ 0.90",
    "precision among the top 50 at 1 %": "≥ 0.90",
}


def run_bench(names: tuple[str, ...], save: Path | None) -> None:
    """Measure the named sets, or the packaged ones with all probes. Raises ImportFileBroken."""
    sets = tuple(load_set(name) for name in names or COMPOSED)
    further = () if names else tuple(load_set(name) for name in (*BLIND, *FIT))
    judged = measure_sets((*sets, *further), with_intervals=True)
    _print_columns("The judgement (95 % interval, sellers drawn anew)", judged)
    beside = measure_baselines(sets)
    _print_columns("Baselines on the same listings", beside)
    told = measure_probes(sets) if FOLDER.is_dir() else {}
    real = measure_background(sets)
    rows = [(name, _shown(figure), GOALS.get(name, "")) for name, figure in (told | real).items()]
    print_table("Probes", ("measure", "figure", "goal"), rows)
    if not real:
        print_lines("Real background: not measured, ../shared is not beside the project.")
    if save is not None:
        measured = json.loads(frozen_text(judged | beside | {"probes": told, "background": real}))
        held = json.loads(save.read_text(encoding="utf-8")) if save.is_file() else {}
        kept = {name: figures for name, figures in held.items() if name.startswith("posts")}
        save.write_text(json.dumps(kept | measured, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def frozen_text(tables: Mapping[str, Mapping[str, Figure]]) -> str:
    """The figures without intervals, four decimals, in a stable order."""
    plain: dict[str, Any] = {
        column: {name: round(figure.value, 4) for name, figure in figures.items()} for column, figures in tables.items()
    }
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _print_columns(title: str, table: Mapping[str, Mapping[str, Figure]]) -> None:
    columns = list(table)
    names = dict.fromkeys(name for figures in table.values() for name in figures)
    if len(columns) > 4:  # baselines: one a line reads better
        rows = [(column, *(f"{table[column][name].value:.3f}" for name in names)) for column in columns]
        print_table(title, ("baseline", *names), rows)
        return
    rows = [(name, *(_shown(table[column][name]) for column in columns), GOALS.get(name, "")) for name in names]
    print_table(title, ("measure", *columns, "goal"), rows)


def _shown(figure: Figure) -> str:
    interval = "" if figure.low is None or figure.high is None else f" [{figure.low:.3f}, {figure.high:.3f}]"
    return f"{figure.value:.3f}{interval}"
