"""Answers against truths → the figures of the judgement. Pure functions over lists of equal length."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from console.bench.sets import Case

VERDICTS = ("infringing", "unlicensed_local", "irregular_use", "lawful", "insufficient", "unrelated")
HONEST = ("lawful", "unlicensed_local")
DRAWS = 300
"""Bootstrap draws for an interval."""
BINS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What a judge, or a baseline, said of one case."""

    verdict: str
    likelihood: float
    indication: str | None = None
    acts: frozenset[str] = frozenset()
    bureau: str | None = None


Answered = Sequence[tuple[Case, Answer]]
Measure = Callable[[Answered], float]


def _right(case: Case, answer: Answer, *, strictly: bool) -> str:
    """The label that the answer is held against: its own where the truth accepts it."""
    accepted = not strictly and answer.verdict in case.truth.verdicts
    return answer.verdict if accepted else case.truth.verdict


def macro_f1(answered: Answered, *, strictly: bool = False) -> float:
    """Mean F1 over the verdicts that occur."""
    pairs = [(_right(case, answer, strictly=strictly), answer.verdict) for case, answer in answered]
    scores = []
    for verdict in VERDICTS:
        hits = sum(truth == said == verdict for truth, said in pairs)
        total = sum((truth == verdict) + (said == verdict) for truth, said in pairs)
        if total and any(truth == verdict for truth, _ in pairs):
            scores.append(2 * hits / total)
    return sum(scores) / len(scores) if scores else 0.0


def strict_macro_f1(answered: Answered) -> float:
    """The same without the answers that also count as right."""
    return macro_f1(answered, strictly=True)


def average_precision(answered: Answered) -> float:
    """Of `infringing` by likelihood; ties count as if the worst came first."""
    ranked = sorted((-answer.likelihood, case.truth.verdict == "infringing") for case, answer in answered)
    found, total = 0, 0.0
    for place, (_, positive) in enumerate(ranked, 1):
        if positive:
            found += 1
            total += found / place
    return total / found if found else 0.0


def honest_accused(answered: Answered) -> float:
    """Share of `lawful` and `unlicensed_local` that is called infringing."""
    honest = [(case, answer) for case, answer in answered if case.truth.verdict in HONEST]
    accused = sum(answer.verdict == "infringing" and "infringing" not in case.truth.verdicts for case, answer in honest)
    return accused / len(honest) if honest else 0.0


def indication_right(answered: Answered) -> float:
    """Share of the cases with an indication for which it, or an accepted one, is named."""
    given = [(case, answer) for case, answer in answered if case.truth.indication is not None]
    return sum(answer.indication in case.truth.indications for case, answer in given) / len(given) if given else 1.0


def acts_f1(answered: Answered) -> float:
    """Micro-F1 over the acts; acts that may or may not be told count neither way."""
    hits = said_acts = true_acts = 0
    for case, answer in answered:
        said = answer.acts - (case.truth.optional_acts - case.truth.acts)
        hits += len(said & case.truth.acts)
        said_acts += len(said)
        true_acts += len(case.truth.acts)
    return 2 * hits / (said_acts + true_acts) if said_acts + true_acts else 1.0


def bureau_right(answered: Answered) -> float:
    """Share of the cases with a bureau (`unknown` is one) for which it is the one named."""
    given = [(case, answer) for case, answer in answered if case.truth.bureau is not None]
    return sum(answer.bureau == case.truth.bureau for case, answer in given) / len(given) if given else 1.0


def calibration_error(answered: Answered) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for case, answer in answered:
        bins[min(BINS - 1, int(answer.likelihood * BINS))].append(
            (answer.likelihood, case.truth.verdict == "infringing")
        )
    gaps = (abs(sum(said for said, _ in held) - sum(truth for _, truth in held)) for held in bins.values())
    return sum(gaps) / len(answered) if answered else 0.0


MEASURES: dict[str, Measure] = {
    "verdict macro-F1": macro_f1,
    "verdict macro-F1, strict": strict_macro_f1,
    "average precision": average_precision,
    "honest called infringing": honest_accused,
    "indication right": indication_right,
    "acts micro-F1": acts_f1,
    "bureau right": bureau_right,
    "calibration error": calibration_error,
}


def interval(answered: Answered, measure: Measure, *, seed: int = 20261125) -> tuple[float, float]:
    """95 % of `measure` over draws of whole sellers with replacement; the same for the same input."""
    groups: dict[str, list[tuple[Case, Answer]]] = defaultdict(list)
    for case, answer in answered:
        groups[case.seller].append((case, answer))
    sellers, dice = sorted(groups), random.Random(seed)
    values = sorted(
        measure([item for seller in dice.choices(sellers, k=len(sellers)) for item in groups[seller]])
        for _ in range(DRAWS)
    )
    return values[int(0.025 * DRAWS)], values[int(0.975 * DRAWS) - 1]
