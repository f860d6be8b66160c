"""What one indicator saw."""

from typing import NamedTuple

from leads_db.records import FindingState
from pipelines.facts.page import Quote


class Seen(NamedTuple):
    """State, strength and the words behind it."""

    state: FindingState
    strength: float = 0.0
    sentence: str = ""
    """Chinese, for the reviewer."""
    quote: Quote | None = None


UNSEEN = Seen(FindingState.UNKNOWN)
"""The indicator has nothing to say: it is left out of the assessment."""


def found(strength: float, sentence: str, quote: Quote | None) -> Seen:
    """The fact stands."""
    return Seen(FindingState.FOUND, min(1.0, strength), sentence, quote)


def clear(strength: float, sentence: str, quote: Quote | None = None) -> Seen:
    """An exonerating fact stands."""
    return Seen(FindingState.CLEAR, min(1.0, strength), sentence, quote)


def missing(sentence: str) -> Seen:
    """A fact that would decide is missing; the sentence says which."""
    return Seen(FindingState.UNKNOWN, 0.0, sentence)
