"""Legal grounds with the days on which they are in force."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundAct:
    """One numbered act inside an instrument."""

    code: str
    text: str
    article: str
    """The article as it is printed in a reasons sheet, in Chinese: 第三十条第（一）项."""
    confirmed: bool
    """False: number or wording from memory; every screen and paper prints 待核 beside it."""
    becomes: str = ""
    """Code of the act in the ground that replaces this one; empty: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One instrument or group of articles that a finding may rest on."""

    id: str
    """TM19-57; an act is cited as `TM19-57:57-2`."""
    instrument: str
    """Chinese title without the book marks: 商标法（2019年修正）."""
    article: str
    from_on: date | None
    to_on: date | None
    """Last day in force; None while in force."""
    protects: tuple[str, ...] = ()
    acts: tuple[GroundAct, ...] = ()
    has_fine: bool = False
    """True: a carrier law with a fine of its own."""
    consequence: str = ""
    authority: str = ""
    trap: str = ""
    replaced_by: str | None = None
    """Id of the ground that follows when this one ends."""
    source: str = ""

    def is_in_force_on(self, day: date) -> bool:
        """True when `day` lies within from_on..to_on, both included; open ends reach for ever."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)
