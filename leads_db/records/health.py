"""What was really seen of a source: per day in Shanghai, and whether it is asked at all."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class BreakerState(StrEnum):
    """Whether a source is asked in its daily collection."""

    CLOSED = "closed"
    """Asked as usual."""
    OPEN = "open"
    """It refused or was dead so often in a row that it is left alone until its next probe."""
    HALF_OPEN = "half_open"
    """The waiting time is over: one small run probes it."""
    RECOVERED = "recovered"
    """The probe was answered; the whole collection follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """The circuit breaker of one source, told from its last runs."""

    state: BreakerState
    failures: int = 0
    """Runs in a row that were refused or dead."""
    probe_at: datetime | None = None
    """When the next probe is allowed; None while closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDay:
    """One source on one day in Shanghai: of the units planned, how many ended how. A repeated unit counts once."""

    source: str
    day: date
    planned: int = 0
    """0: nothing was collected on that day, whatever the reason."""
    seen: int = 0
    empty: int = 0
    """The source itself said that nothing was found."""
    partial: int = 0
    blocked: int = 0
    """Challenge, rate limit, no permission, robots."""
    login: int = 0
    changed: int = 0
    dead: int = 0
    """No answer, or the page is gone."""
    unfinished: int = 0
    """Still waiting, or the run was cancelled."""
    share: float = 0.0
    """0..1 of the planned units really seen; a partial unit counts with the share of its requests answered."""
    is_thinned: bool = False
    """A field of its listings thinned out: what was seen tells less than it used to."""

    @property
    def is_blind(self) -> bool:
        """True when nothing at all was seen."""
        return self.share == 0.0

    @property
    def is_whole(self) -> bool:
        """True when every planned unit was seen and no field thinned out."""
        return self.share >= 1.0 and not self.is_thinned
