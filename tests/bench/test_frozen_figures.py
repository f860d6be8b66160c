"""The figures of the bench are committed: a change of any must be made knowingly (`gi-leads bench --save FILE`)."""

import json
from pathlib import Path

import pytest

from console.bench.command import frozen_text
from console.bench.measuring import measure_background, measure_baselines, measure_probes, measure_sets
from console.bench.sets import BLIND, COMPOSED, FIT, load_set

FROZEN = Path(__file__).parent / "frozen.json"
GOALS = {
    "verdict macro-F1": 0.90,
    "average precision": 0.95,
    "indication right": 0.98,
    "acts micro-F1": 0.85,
    "bureau right": 0.97,
}
SETS = tuple(load_set(name) for name in COMPOSED)
FURTHER = tuple(load_set(name) for name in (*BLIND, *FIT))
KEPT = json.loads(FROZEN.read_text("utf-8"))


def plain(tables: dict[str, dict[str, object]]) -> dict[str, dict[str, float]]:
    return json.loads(frozen_text(tables))  # type: ignore[arg-type]


def test_the_judgement_measures_as_frozen() -> None:
    measured = plain(measure_sets((*SETS, *FURTHER), with_intervals=False))
    assert measured == {name: KEPT[name] for name in measured}


@pytest.mark.slow
def test_the_baselines_measure_as_frozen() -> None:
    measured = plain(measure_baselines(SETS))
    for name, figures in measured.items():
        assert figures == pytest.approx(KEPT[name], abs=0.02 if "linear" in name else 1e-9), name


@pytest.mark.slow
def test_the_probes_measure_as_frozen() -> None:
    assert plain({"probes": measure_probes(SETS)})["probes"] == KEPT["probes"]


@pytest.mark.shared
@pytest.mark.slow
def test_the_background_measures_as_frozen() -> None:
    assert plain({"background": measure_background(SETS)})["background"] == KEPT["background"]


def test_the_frozen_figures_reach_their_goals() -> None:
    for name in ("open", "open2"):
        assert {measure for measure, least in GOALS.items() if KEPT[name][measure] < least} == set()
        assert KEPT[name]["honest called infringing"] <= 0.01
        assert KEPT[name]["calibration error"] <= 0.055
    assert KEPT["probes"]["pairs: the likelier one scores higher"] >= 0.95
    assert KEPT["probes"]["quote removed: the likelihood falls"] >= 0.95
