"""Texts with labels → the text of a weights file that `pipelines.opinions.scoring` reads. Needs scikit-learn.

Features: n-grams of one to LONGEST characters that two texts hold, and marks; each present or not, weighted by its
inverse document frequency, every text of length one (or shortened less). A head is one question (topic, tone) with its
classes; a text without a label for a head has no say in it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import log

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression

from console.bench.examples import Example, Head
from pipelines.opinions.scoring import LINE_BREAK, SCALE

LONGEST = 3
_UNWRITABLE = {"\t", "\r", "@", "#", LINE_BREAK}
"""What the file itself is written with."""


def features_of(text: str, marks: Sequence[str], longest: int = LONGEST) -> set[str]:
    """What stands in a text; runs over a tab, or the sign that stands for a line break, are left out."""
    grams = {text[at : at + size] for size in range(1, longest + 1) for at in range(len(text) - size + 1)}
    return {gram for gram in grams if not _UNWRITABLE.intersection(gram)} | set(marks)


def fit(
    examples: Sequence[Example],
    heads: Sequence[Head],
    *,
    version: str,
    least: int,
    smallest: float,
    features: Callable[[str, Sequence[str]], set[str]] = features_of,
    most: int | None = None,
    shortening: float = 1.0,
) -> str:
    """The text of a weights file. `least`: texts that a feature must stand in; `smallest`: weight that is kept.

    `features`: what stands in a text; `most`: features that are kept, the strongest of the first head; `shortening`:
    power of the length by which a text is divided.
    """
    bags = [features(example.text, example.marks) for example in examples]
    counts = Counter(feature for bag in bags for feature in bag)
    kept = sorted(feature for feature, count in counts.items() if count >= least)
    if most is not None and len(kept) > most:
        kept = _strongest(bags, kept, counts, examples, heads[0], most, shortening)
    number = {feature: place for place, feature in enumerate(kept)}
    rarity = np.array([log((1 + len(bags)) / (1 + counts[feature])) + 1 for feature in kept])
    table = _table(bags, number, rarity, shortening)
    classes: list[str] = []
    weights: list[np.ndarray] = []
    bias: list[float] = []
    for head in heads:
        names, held, start = _fit_head(table, examples, head)
        classes += [f"{head.name}:{name}" for name in names]
        weights += list(held * rarity)
        bias += list(start)
    return _written(version, classes, bias, kept, rarity, np.array(weights), smallest, shortening)


def _strongest(
    bags: Sequence[set[str]],
    kept: Sequence[str],
    counts: Counter[str],
    examples: Sequence[Example],
    head: Head,
    most: int,
    shortening: float,
) -> list[str]:
    number = {feature: place for place, feature in enumerate(kept)}
    rarity = np.array([log((1 + len(bags)) / (1 + counts[feature])) + 1 for feature in kept])
    _, weights, _ = _fit_head(_table(bags, number, rarity, shortening), examples, head)
    order = np.argsort(-np.abs(weights * rarity).max(axis=0), kind="stable")[:most]
    return sorted(kept[place] for place in order)


def _table(bags: Sequence[set[str]], number: Mapping[str, int], rarity: np.ndarray, shortening: float) -> csr_matrix:
    data, columns, rows = [], [], [0]
    for bag in bags:
        places = sorted(number[feature] for feature in bag if feature in number)
        values = rarity[places] if places else np.zeros(0)
        length = float(np.sqrt((values**2).sum())) or 1.0
        data.append(values / length**shortening)
        columns += places
        rows.append(len(columns))
    return csr_matrix((np.concatenate(data), columns, rows), shape=(len(bags), len(number)))


def _fit_head(table: csr_matrix, examples: Sequence[Example], head: Head) -> tuple[list[str], np.ndarray, np.ndarray]:
    asked = [place for place, example in enumerate(examples) if head.name in example.labels]
    if head.several:
        return _fit_several(table, examples, head, asked)
    labels = [examples[place].labels[head.name] for place in asked]
    model = LogisticRegression(
        C=head.strength, max_iter=3_000, class_weight="balanced" if head.is_balanced else None, tol=1e-5
    )
    model.fit(table[asked], labels, sample_weight=[examples[place].weight for place in asked])
    names = [str(name) for name in model.classes_]
    if len(names) == 2:  # one column: the second class against the first
        return names, np.vstack([-model.coef_[0] / 2, model.coef_[0] / 2]), np.array([-1, 1]) * model.intercept_[0] / 2
    return names, model.coef_, model.intercept_


def _fit_several(
    table: csr_matrix, examples: Sequence[Example], head: Head, asked: Sequence[int]
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Each class against all texts that have it not."""
    held = table[asked]
    weights = [examples[place].weight for place in asked]
    fitted = []
    for name in head.several:
        model = LogisticRegression(C=head.strength, max_iter=3_000, tol=1e-5)
        labels = [name in examples[place].labels[head.name] for place in asked]
        fitted.append(model.fit(held, labels, sample_weight=weights))
    coefficients = np.vstack([model.coef_[0] for model in fitted])
    return list(head.several), coefficients, np.array([model.intercept_[0] for model in fitted])


def _written(
    version: str,
    classes: Sequence[str],
    bias: Sequence[float],
    kept: Sequence[str],
    rarity: np.ndarray,
    weights: np.ndarray,
    smallest: float,
    shortening: float,
) -> str:
    lines = [
        f"# version {version}",
        *([f"# shortening {shortening}"] if shortening != 1 else []),
        "# feature, squared inverse document frequency, weights of the classes; thousandths; fitted, do not edit",
        "\t".join(["feature", "square", *classes]),
        "\t".join(["bias", "0", *(str(round(value * SCALE)) for value in bias)]),
    ]
    for place, feature in enumerate(kept):
        column = weights[:, place]
        if np.abs(column).max() < smallest:
            continue
        numbers = [round(float(rarity[place]) ** 2 * SCALE), *(round(float(value) * SCALE) for value in column)]
        lines.append("\t".join([feature.replace("\n", LINE_BREAK), *map(str, numbers)]))
    return "\n".join(lines) + "\n"
