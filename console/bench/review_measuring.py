"""Real labelled opinions in ../shared: tone of reviews, relevance for food safety; beside pysenti and a linear model.

Empty where the opinions are not beside the project. The shipped tone knows the reviews of herbs, so these are measured
in five folds by product; of shopping and food safety the program has seen nothing.
"""

from collections.abc import Sequence
from typing import Any

from console.bench.examples import Head
from console.bench.fitting import fit
from console.bench.measuring import Figure
from console.bench.post_baselines import make_linear
from console.bench.post_figures import f1
from console.bench.post_fitting import TONE_HEADS, TONE_LEAST
from console.bench.post_measuring import FOLDS, SEED
from console.bench.post_sets import herb_tones, load_reviews, tone_example, written_tones
from leads_db.records import Mention
from leads_db.register import load_register
from pipelines.opinions.analysis import Analysis
from pipelines.opinions.quoting import SAFETY_WORDS
from pipelines.opinions.scoring import LinearModel, read_model
from pipelines.text.folding import fold

Review = tuple[str, int, str]
HERBS, SHOPPING, SAFETY = "opinions_herb_reviews_jd", "opinions_shopping_reviews", "opinions_food_safety_o2o"
TONE_SMALLEST = 0.1
SAFETY_HEADS = (Head("safety", 10.0),)


def measure_reviews() -> dict[str, Figure]:
    """Accuracies of tone (pleased or not) and F1 of relevance."""
    herbs = [review for review in load_reviews(HERBS) if review[1] != 1]
    if not herbs:
        return {}
    shopping = load_reviews(SHOPPING)
    told = {
        "shopping reviews, sentiment": _accuracy(shopping, _by_shipped(shopping), 1),
        "shopping reviews, pysenti": _accuracy(shopping, _by_pysenti(shopping), 1),
        "herb reviews, sentiment, 5 folds": _herbs_folded(herbs),
        "herb reviews, pysenti": _accuracy(herbs, _by_pysenti(herbs), 2),
        **measure_safety(load_reviews(SAFETY)),
    }
    return {name: Figure(value) for name, value in told.items()}


def measure_safety(reviews: Sequence[Review]) -> dict[str, float]:
    """F1 of «concerns food safety»: as shipped, and our features against plain characters in the same folds."""
    analysis = Analysis(load_register())
    shipped = [(str(label), str(int(is_safety(analysis, text)))) for text, label, _ in reviews]
    ours: list[tuple[str, str]] = []
    plain: list[tuple[str, str]] = []
    for inside, outside in _folds(reviews):
        examples = [tone_example(text, {"safety": str(label)}) for text, label, _ in inside]
        model = read_model(fit(examples, SAFETY_HEADS, version="fold", least=2, smallest=TONE_SMALLEST))
        linear = make_linear([fold(text) for text, _, _ in inside], [str(label) for _, label, _ in inside])
        said = linear.predict([fold(text) for text, _, _ in outside])
        plain += [(str(label), str(one)) for (_, label, _), one in zip(outside, said, strict=True)]
        ours += [(str(label), _more(text, model, "safety:1", "safety:0")[-1]) for text, label, _ in outside]
    return {
        "food safety, relevance F1, shipped analysis": f1(shipped, "1"),
        "food safety, relevance F1, our features fitted, 5 folds": f1(ours, "1"),
        "food safety, relevance F1, linear text model, 5 folds": f1(plain, "1"),
    }


def is_safety(analysis: Analysis, text: str) -> bool:
    """The view of a text quotes words of food safety."""
    view = analysis.analyse(Mention(platform="other", post_id="1", title=None, text=text, author_kind="user"))
    return any(quote.why == SAFETY_WORDS for quote in view.quotes)


def _herbs_folded(herbs: Sequence[Review]) -> float:
    right = 0
    written = written_tones()
    for inside, outside in _folds(herbs):
        text = fit(herb_tones(inside) + written, TONE_HEADS, version="fold", least=TONE_LEAST, smallest=TONE_SMALLEST)
        model = read_model(text)
        right += sum(
            (_more(one, model, "tone:positive", "tone:negative") == "tone:positive") == (grade == 2)
            for one, grade, _ in outside
        )
    return right / len(herbs)


def _folds(reviews: Sequence[Review]) -> list[tuple[list[Review], list[Review]]]:
    from sklearn.model_selection import GroupKFold

    groups = [group for _, _, group in reviews]
    split = GroupKFold(n_splits=FOLDS, shuffle=True, random_state=SEED).split(reviews, groups=groups)
    return [([reviews[place] for place in known], [reviews[place] for place in asked]) for known, asked in split]


def _by_shipped(reviews: Sequence[Review]) -> list[bool]:
    """Pleased, as the shipped analysis tells; one that it calls neutral is not."""
    analysis = Analysis(load_register())
    return [_is_pleased(text, analysis) for text, _, _ in reviews]


def _is_pleased(text: str, analysis: Analysis) -> bool:
    mention = Mention(platform="other", post_id="1", title=None, text=text, author_kind="user")
    return str(analysis.analyse(mention).sentiment) == "positive"


def _more(text: str, model: LinearModel, one: str, other: str) -> str:
    example = tone_example(text, {})
    scores = model.score(model.read(example.text, example.marks))
    return one if scores[one] > scores[other] else other


def _by_pysenti(reviews: Sequence[Review]) -> list[bool]:
    from pysenti import ModelClassifier  # type: ignore[import-untyped]

    model: Any = ModelClassifier()
    return [model.classify(text)["positive_prob"] > 0.5 for text, _, _ in reviews]


def _accuracy(reviews: Sequence[Review], said: Sequence[bool], pleased: int) -> float:
    return sum((label == pleased) == one for (_, label, _), one in zip(reviews, said, strict=True)) / len(reviews)
