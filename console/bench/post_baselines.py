"""What stands beside the analysis of posts: a linear model over plain characters, and pysenti. Development only."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from console.bench.baselines import SEED
from console.bench.post_sets import PostCase
from leads_db.records.opinion import OpinionView, Sentiment, Topic
from leads_db.register import load_register
from pipelines.text.folding import fold


def make_linear(texts: Sequence[str], labels: Sequence[str]) -> Any:
    """TF-IDF of characters and a logistic linear model, fitted."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True),
        SGDClassifier(loss="log_loss", alpha=1e-5, class_weight="balanced", random_state=SEED),
    )
    return model.fit(texts, labels)


def view_linear(known: Sequence[PostCase], asked: Sequence[PostCase]) -> list[tuple[PostCase, OpinionView]]:
    """Topic, sentiment and alert by one such model each; the indication by the longest form that stands in the text."""
    texts, questions = [_text(case) for case in known], [_text(case) for case in asked]
    topics = make_linear(texts, [case.truth.topic for case in known]).predict(questions)
    tones = make_linear(texts, [case.truth.sentiment for case in known]).predict(questions)
    alerts = make_linear(texts, [str(case.truth.alert) for case in known]).predict(questions)
    forms = sorted(
        ((fold(form.text), one.slug) for one in load_register().indications.values() for form in one.names),
        key=lambda pair: (-len(pair[0]), pair[0]),
    )
    views = []
    for case, text, topic, tone, alert in zip(asked, questions, topics, tones, alerts, strict=True):
        empty = OpinionView(
            mention_key=case.mention.key,
            indication=next((slug for form, slug in forms if form in text), None),
            topic=Topic(topic),
            sentiment=Sentiment(tone),
            alert=False,
            confidence=1.0,
        )
        views.append((case, replace(empty, alert=alert == "True")))
    return views


def _text(case: PostCase) -> str:
    return fold(f"{case.mention.title or ''}\n{case.mention.text}")
