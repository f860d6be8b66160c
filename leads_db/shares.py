"""A part of a whole with its interval: what a figure of few cases is worth."""

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964
"""Two-sided 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` cases; add them with `+`."""

    part: int
    whole: int

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def value(self) -> float | None:
        """From 0 to 1; None without a case, as nothing is known then."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval after Wilson; None without a case."""
        if not self.whole:
            return None
        value, spread = self.part / self.whole, Z95**2 / self.whole
        middle = (value + spread / 2) / (1 + spread)
        half = Z95 * sqrt(value * (1 - value) / self.whole + spread / self.whole / 4) / (1 + spread)
        return max(0.0, min(value, middle - half)), min(1.0, max(value, middle + half))


NONE = Share(0, 0)
