"""Posts → weights of topic, sentiment and alert, as they are shipped and as they are cross-validated. Needs sklearn."""

from collections.abc import Sequence

from console.bench.examples import Head
from console.bench.fitting import fit
from console.bench.post_sets import PostCase, post_examples
from leads_db.register import Register
from pipelines.opinions.analysis import Analysis
from pipelines.opinions.scoring import LinearModel, read_model

TONE_HEADS = (Head("tone", 5.0), Head("safety", 2.0, is_balanced=False))
TONE_LEAST = 2
TOPIC_HEADS = (Head("topic", 10.0), Head("sentiment", 10.0), Head("alert", 10.0, is_balanced=False))
EMPTY = read_model(
    "# version none\nfeature\tsquare\ttopic:unrelated\tsentiment:neutral\talert:True\nbias\t0\t0\t0\t0\n"
)
"""Reads posts where no topics are asked for."""


def fit_topics(cases: Sequence[PostCase], register: Register, *, version: str) -> str:
    """The text of a file of weights."""
    examples = post_examples(cases, Analysis(register, model=EMPTY))
    return fit(examples, TOPIC_HEADS, version=version, least=2, smallest=0.1)


def fit_model(cases: Sequence[PostCase], register: Register) -> LinearModel:
    """A model of these posts alone, as rounded as the shipped one is."""
    return read_model(fit_topics(cases, register, version="fold"))
