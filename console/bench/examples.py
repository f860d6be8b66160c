"""What a linear model is fitted on: texts with marks and labels, and the questions asked of them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """One text to learn from."""

    text: str
    """Masked."""
    marks: tuple[str, ...]
    labels: Mapping[str, str | frozenset[str]]
    """Head → class, or the classes of a head that asks for several."""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Head:
    """One question and how strictly it is fitted."""

    name: str
    strength: float = 10.0
    """Inverse of the penalty."""
    is_balanced: bool = True
    several: tuple[str, ...] = ()
    """The classes of which a text may have several or none; empty: exactly one of those that are labelled."""
