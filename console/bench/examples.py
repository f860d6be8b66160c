"""What a linear model is fitted on: texts with marks and labels, and the questions asked of them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """One text to learn from."""

    text: str
    """Masked."""
    marks: tuple[str, ...]
    labels: Mapping[str, str]
    """Head → class."""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Head:
    """One question and how strictly it is fitted."""

    name: str
    strength: float = 10.0
    """Inverse of the penalty."""
    is_balanced: bool = True
