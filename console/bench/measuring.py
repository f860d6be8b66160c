"""Everything that `gi-leads bench` measures, as plain figures that can be frozen and compared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from console.bench import baselines, probes
from console.bench.disguised import disguises_found, resembling_hit
from console.bench.figures import MEASURES, Answer, Answered, Measure, interval
from console.bench.rewordings import load_rewordings, measure_rewordings
from console.bench.sets import FOLDER, PAIRS_USERS, Case, LabelledSet, load_background, load_pairs
from console.judging import open_judge, read_register
from leads_db.register.users import read_users_csv


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure with its 95 % interval; None where no interval was asked for or none makes sense."""

    value: float
    low: float | None = None
    high: float | None = None


Table = Mapping[str, Mapping[str, Figure]]
"""Column (a set, or set and baseline) → measure → figure."""


def measure_sets(sets: Sequence[LabelledSet], *, with_intervals: bool) -> dict[str, dict[str, Figure]]:
    """The judge on each set and, where there are several, on all together."""
    table, everything = {}, []
    for one in sets:
        answered = list(zip(one.cases, probes.ask_all(open_judge(one.users), one.cases), strict=True))
        table[one.name] = _figures(answered, with_intervals=with_intervals)
        everything += answered
    if len(sets) > 1:
        table["all"] = _figures(everything, with_intervals=with_intervals)
    return table


def measure_baselines(sets: Sequence[LabelledSet]) -> dict[str, dict[str, Figure]]:
    """The baselines on the same sets, without intervals; the linear model also from set to set."""
    register = read_register(None)
    keywords = baselines.read_keywords(register)
    table: dict[str, dict[str, Figure]] = {}
    for one in sets:
        users = read_users_csv(one.users) if one.users else register.users
        told = {
            "keyword": baselines.by_keyword(one.cases, keywords),
            "keyword and price": baselines.by_keyword_and_price(one.cases, keywords, register),
            "not on the list": baselines.by_list(one.cases, keywords, users),
        }
        for name, answers in (told | _linear(one, sets)).items():
            table[f"{one.name}: {name}"] = _figures(list(zip(one.cases, answers, strict=True)), with_intervals=False)
    return table


def _linear(one: LabelledSet, sets: Sequence[LabelledSet]) -> dict[str, list[Answer]]:
    try:
        told = {"linear text model, 5 folds": baselines.by_folded_text_model(one.cases)}
        for other in sets:
            if other is not one:
                told[f"linear text model from {other.name}"] = baselines.by_text_model(other.cases, one.cases)
    except ImportError:
        return {}  # scikit-learn belongs to development only
    return told


def measure_probes(sets: Sequence[LabelledSet]) -> dict[str, Figure]:
    """Pairs, removed quotes, rewordings, disguised names and titles that only resemble one."""
    pairs = probes.pairs_right(open_judge(FOLDER / PAIRS_USERS), load_pairs())
    quotes = [probes.quotes_matter(open_judge(one.users), one.cases) for one in sets]
    removed = probes.Rate(sum(rate.hits for rate in quotes), sum(rate.of for rate in quotes))
    register = read_register(None)
    judge = open_judge()
    same, near = measure_rewordings(judge, load_rewordings())
    rates = {
        "pairs: the likelier one scores higher": pairs,
        "quote removed: the likelihood falls": removed,
        "rewordings: the verdict of the base": same,
        "rewordings: the likelihood within 0.2": near,
        "disguised names found": disguises_found(judge, register),
        "resembling titles hit": resembling_hit(judge),
    }
    return {name: Figure(rate.share) for name, rate in rates.items() if rate is not None}


def measure_background(sets: Sequence[LabelledSet]) -> dict[str, Figure]:
    """False leads in real background, and the rare positives in it; empty where ../shared is not there."""
    listings = load_background()
    if not listings:
        return {}
    register = read_register(None)
    judge = open_judge()
    keywords = baselines.read_keywords(register)
    named = frozenset(item.item_id for item in listings if keywords.find(item))
    false = probes.false_leads(judge, listings, named)
    figures = {
        "background listings that name nothing": Figure(len(listings) - len(named)),
        "false leads per 10,000 of them": Figure(10_000 * len(false) / max(1, len(listings) - len(named))),
    }
    cases = probes.background_cases(tuple(item for item in listings if item.item_id not in named))
    behind = list(zip(cases, probes.ask_all(judge, cases), strict=True))
    return figures | _rare(sets, behind)


def _rare(sets: Sequence[LabelledSet], behind: Answered) -> dict[str, Figure]:
    answered: list[tuple[Case, Answer]] = []
    for one in sets:
        answered += zip(one.cases, probes.ask_all(open_judge(one.users), one.cases), strict=True)
    mixes = list(probes.rare_mixes(answered, behind))
    return {
        "average precision at 1 % positives": _spread(mixes, MEASURES["average precision"]),
        "precision among the top 50 at 1 %": _spread(mixes, probes.precision_at_top),
    }


def _spread(mixes: Sequence[Answered], measure: Measure) -> Figure:
    values = sorted(measure(mix) for mix in mixes)
    return Figure(sum(values) / len(values), values[0], values[-1])


def _figures(answered: Answered, *, with_intervals: bool) -> dict[str, Figure]:
    return {name: _figure(answered, measure, with_interval=with_intervals) for name, measure in MEASURES.items()}


def _figure(answered: Answered, measure: Callable[[Answered], float], *, with_interval: bool) -> Figure:
    low, high = interval(answered, measure) if with_interval else (None, None)
    return Figure(measure(answered), low, high)
