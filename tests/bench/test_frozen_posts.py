"""The figures of the analysis of posts are committed too (`gi-leads bench posts --save tests/bench/frozen.json`)."""

import json
from pathlib import Path

import pytest

from console.bench.command import frozen_text
from console.bench.post_command import REAL
from console.bench.post_figures import POST_GOALS
from console.bench.post_measuring import make_folds, measure_fitted, measure_shipped
from console.bench.post_sets import BLIND, COMPOSED, LEARNT, load_posts
from console.bench.sets import SHARED

KEPT = json.loads((Path(__file__).parent / "frozen.json").read_text("utf-8"))
NEAR = 0.02
"""A fitted model differs by the library's version and the machine; the shipped weights do not."""


def plain(tables: dict[str, dict[str, object]]) -> dict[str, dict[str, float]]:
    return json.loads(frozen_text(tables))  # type: ignore[arg-type]


def test_the_shipped_analysis_measures_as_frozen() -> None:
    measured = plain(measure_shipped(with_intervals=False))  # type: ignore[arg-type]
    assert f"posts {BLIND[0]}" in measured
    assert measured == {name: KEPT[name] for name in measured}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_models_fitted_anew_measure_as_frozen() -> None:
    measured = plain(measure_fitted(with_intervals=False))  # type: ignore[arg-type]
    for name, figures in measured.items():
        assert figures == pytest.approx(KEPT[name], abs=NEAR), name


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_real_reviews_measure_as_frozen() -> None:
    from console.bench.review_measuring import measure_reviews

    if not SHARED.is_dir():
        pytest.skip("../shared is not beside the project")
    measured = plain({REAL: measure_reviews()})  # type: ignore[dict-item]
    assert measured[REAL] == pytest.approx(KEPT[REAL], abs=NEAR)


def test_the_last_blind_posts_reach_their_goals() -> None:
    figures = KEPT[f"posts {BLIND[-1]}"]
    assert {name for name, least in POST_GOALS.items() if figures[name] < least} == set()


def test_no_blind_post_is_fitted_on() -> None:
    fitted = {case.mention.text for name in (*LEARNT, *COMPOSED) for case in load_posts(name)}
    assert not fitted & {case.mention.text for name in BLIND for case in load_posts(name)}


def test_the_analysis_stands_above_the_plain_models_beside_it() -> None:
    for name in ("alert F1", "topic macro-F1", "sentiment macro-F1", "indication right"):
        assert KEPT["posts, 5 folds"][name] > KEPT["posts, 5 folds: linear text model"][name]
    real = KEPT[REAL]
    assert real["shopping reviews, sentiment"] > real["shopping reviews, pysenti"]
    assert real["herb reviews, sentiment, 5 folds"] > real["herb reviews, pysenti"]


def test_no_group_is_parted_and_every_post_is_asked_once() -> None:
    cases = [case for name in COMPOSED for case in load_posts(name)]
    folds = make_folds(cases)
    for inside, outside in folds:
        assert not {case.group for case in inside} & {case.group for case in outside}
    assert sorted(case.id for _, outside in folds for case in outside) == sorted(case.id for case in cases)
