"""Views against truths → the figures of the analysis of posts. Pure functions."""

from collections.abc import Callable, Sequence

from console.bench.post_sets import PostCase
from leads_db.records.opinion import OpinionView, Sentiment, Topic

Viewed = Sequence[tuple[PostCase, OpinionView]]


def f1(pairs: Sequence[tuple[str, str]], label: str) -> float:
    """(truth, said) → F1 of one label; 0.0 where it is neither true nor said."""
    hits = sum(truth == said == label for truth, said in pairs)
    total = sum((truth == label) + (said == label) for truth, said in pairs)
    return 2 * hits / total if total else 0.0


def macro_f1(pairs: Sequence[tuple[str, str]], labels: Sequence[str]) -> float:
    """Mean F1 over the labels that are true somewhere."""
    present = [label for label in labels if any(truth == label for truth, _ in pairs)]
    return sum(f1(pairs, label) for label in present) / len(present) if present else 0.0


def topic_f1(viewed: Viewed) -> float:
    """Macro-F1 over the topics; what also counts as right does not count here."""
    return macro_f1([(case.truth.topic, str(view.topic)) for case, view in viewed], tuple(map(str, Topic)))


def lenient_topic_f1(viewed: Viewed) -> float:
    """The same where an accepted topic counts as the true one."""
    pairs = [
        (str(view.topic) if view.topic in case.truth.topics else case.truth.topic, str(view.topic))
        for case, view in viewed
    ]
    return macro_f1(pairs, tuple(map(str, Topic)))


def sentiment_f1(viewed: Viewed) -> float:
    """Macro-F1 over the three sentiments."""
    return macro_f1([(case.truth.sentiment, str(view.sentiment)) for case, view in viewed], tuple(map(str, Sentiment)))


def alert_f1(viewed: Viewed) -> float:
    """F1 of the alerts; 1.0 where there are none and none is raised."""
    pairs = [(str(case.truth.alert), str(view.alert)) for case, view in viewed]
    return f1(pairs, "True") if any("True" in pair for pair in pairs) else 1.0


def indication_right(viewed: Viewed) -> float:
    """Share of the posts with an indication for which it, or an accepted one, is named."""
    given = [(case, view) for case, view in viewed if case.truth.indication is not None]
    return sum(view.indication in case.truth.indications for case, view in given) / len(given) if given else 1.0


def indication_right_of_all(viewed: Viewed) -> float:
    """The same over all posts: nothing is to be named where nothing is meant."""
    return sum(view.indication in case.truth.indications for case, view in viewed) / len(viewed)


POST_MEASURES: dict[str, Callable[[Viewed], float]] = {
    "alert F1": alert_f1,
    "topic macro-F1": topic_f1,
    "topic macro-F1, accepted": lenient_topic_f1,
    "sentiment macro-F1": sentiment_f1,
    "indication right": indication_right,
    "indication right, all posts": indication_right_of_all,
}
POST_GOALS = {
    "alert F1": 0.90,
    "topic macro-F1": 0.80,
    "sentiment macro-F1": 0.80,
    "indication right": 0.97,
}
