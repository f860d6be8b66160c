"""What `gi-leads bench posts` measures: cross-validated and set-against-set figures, blind and real sets, baselines.

No figure is of a post that the model was fitted on: for the two composed sets models are fitted anew (scikit-learn);
the blind and the real sets are answered by the shipped one.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

from console.bench.measuring import Figure
from console.bench.post_figures import POST_MEASURES, Viewed
from console.bench.post_sets import BLIND, COMPOSED, LEARNT, REAL, PostCase, load_posts
from console.bench.sets import SHARED
from leads_db.records.opinion import OpinionView
from leads_db.register import Register, load_register
from pipelines.names.finder import NameFinder
from pipelines.opinions.analysis import Analysis
from pipelines.opinions.scoring import LinearModel

FOLDS = 5
SEED = 20261126
DRAWS = 300

Figures = dict[str, dict[str, Figure]]


def measure_shipped(*, with_intervals: bool) -> Figures:
    """The shipped model on the sets that it was not fitted on."""
    register = load_register()
    analysis = Analysis(register)
    names = [*BLIND, *([REAL] if (SHARED / "judgement" / f"posts.{REAL}.jsonl").is_file() else [])]
    return {f"posts {name}": _figures(_view(load_posts(name), analysis), with_intervals) for name in names}


def measure_fitted(*, with_intervals: bool) -> Figures:
    """Models fitted anew: one composed set from the other, and both in five folds; the learnt sets always help."""
    from console.bench.post_baselines import view_linear
    from console.bench.post_fitting import fit_model

    register = load_register()
    finder = NameFinder(register.indications.values())
    learnt = tuple(case for name in LEARNT for case in load_posts(name))
    sets = {name: load_posts(name) for name in COMPOSED}
    table: Figures = {}
    for known, asked in (COMPOSED, COMPOSED[::-1]):
        cases = (*learnt, *sets[known])
        viewed = _view(sets[asked], _analysis(register, finder, fit_model(cases, register)))
        table[f"posts {asked} from {known}"] = _figures(viewed, with_intervals)
        table[f"posts {asked} from {known}: linear text model"] = _figures(view_linear(cases, sets[asked]), False)
    everything = [case for cases in sets.values() for case in cases]
    viewed, plain = [], []
    for inside, outside in make_folds(everything):
        viewed += _view(outside, _analysis(register, finder, fit_model((*learnt, *inside), register)))
        plain += view_linear((*learnt, *inside), outside)
    table["posts, 5 folds"] = _figures(viewed, with_intervals)
    table["posts, 5 folds: linear text model"] = _figures(plain, False)
    return table


def make_folds(cases: Sequence[PostCase]) -> list[tuple[list[PostCase], list[PostCase]]]:
    """(fitted on, asked) of each fold; a burst is never parted."""
    groups = sorted({case.group for case in cases})
    random.Random(SEED).shuffle(groups)
    fold = {group: place % FOLDS for place, group in enumerate(groups)}
    return [
        ([case for case in cases if fold[case.group] != one], [case for case in cases if fold[case.group] == one])
        for one in range(FOLDS)
    ]


def _analysis(register: Register, finder: NameFinder, model: LinearModel) -> Analysis:
    return Analysis(register, finder=finder, model=model)


def _view(cases: Sequence[PostCase], analysis: Analysis) -> list[tuple[PostCase, OpinionView]]:
    return [(case, analysis.analyse(case.mention)) for case in cases]


def _figures(viewed: Viewed, with_intervals: bool) -> dict[str, Figure]:
    found = {}
    for name, measure in POST_MEASURES.items():
        low, high = _interval(viewed, name) if with_intervals else (None, None)
        found[name] = Figure(measure(viewed), low, high)
    return found


def _interval(viewed: Viewed, name: str) -> tuple[float, float]:
    """95 % over draws of whole groups with replacement; the same for the same input."""
    groups: Mapping[str, list[tuple[PostCase, OpinionView]]] = defaultdict(list)
    for pair in viewed:
        groups[pair[0].group].append(pair)
    held, rng = list(groups.values()), random.Random(SEED)
    drawn = sorted(
        POST_MEASURES[name]([pair for group in rng.choices(held, k=len(held)) for pair in group]) for _ in range(DRAWS)
    )
    return drawn[int(DRAWS * 0.025)], drawn[int(DRAWS * 0.975) - 1]
