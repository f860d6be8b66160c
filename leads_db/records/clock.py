"""Time limits on the handling of leads: the rules, and the clocks that run by them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class LimitKind(StrEnum):
    """What a limit rests on; the two kinds are never mixed in one figure."""

    INTERNAL = "internal"
    """A target of the centre or of a local rule; an installation may change it."""
    LEGAL = "legal"
    """A limit of a law or order, with its article."""


class LimitUnit(StrEnum):
    """In what a limit is counted."""

    WORKDAYS = "workdays"
    DAYS = "days"
    HOURS = "hours"


class ClockState(StrEnum):
    """Where a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    """The days are not counted just now; there is no due time until it goes on."""
    MET = "met"
    LATE = "late"
    """The due time has passed, or was passed when the act came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """One limit of clocks.yml."""

    id: str
    name: str
    """Chinese, as lists and letters print it."""
    kind: LimitKind
    states: tuple[str, ...] = ()
    """Lead states in which it runs; leaving them meets it."""
    starts: tuple[str, ...] = ()
    """Moves that start it. Empty: no event of ours tells its beginning; it is shown for reference only."""
    met_by: tuple[str, ...] = ()
    """Moves that meet it although the state stays among `states`."""
    amount: int
    unit: LimitUnit
    extension: int = 0
    """What one extension adds, in the same unit …"""
    extensions: int = 0
    """… and how often it may be given."""
    pauses: tuple[str, ...] = ()
    """Kinds of pause that are not counted."""
    warn: tuple[int, ...] = ()
    """Working days before the due day on which it is told; the last of them brings the reminder (催办)."""
    escalate_after: int | None = None
    """Working days after the due day on which it is taken up (督办); None: never."""
    owner: str = ""
    """Role that has to act."""
    day_fact: str = ""
    """Fact of the starting move that names the first day (filed_on); empty: the day of the move."""
    met_fact: str = ""
    """Fact of the starting move that shows that it was met at once (handed_over_at)."""
    only_for: str = ""
    """Fact of the opening move without which it does not run (named_informer)."""
    basis: str
    """Chinese: instrument and article, or why we set it."""
    source: str
    confirmed: bool
    """False: printed with 待核."""
    from_on: date | None = None
    to_on: date | None = None

    @property
    def is_tracked(self) -> bool:
        """True when clocks run by it."""
        return bool(self.starts)

    def covers(self, day: date) -> bool:
        """True when the rule holds for handling that starts on `day`."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A time that a clock does not count."""

    kind: str
    from_at: datetime
    to_at: datetime | None
    """None: it lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One limit on one lead, as its events have it."""

    lead: str
    rule: str
    """Id of the rule."""
    kind: LimitKind
    started_at: datetime
    pauses: tuple[Pause, ...] = ()
    extensions: int = 0
    due_at: datetime | None
    """Last moment: 18:00 in Shanghai on the due day; None while paused."""
    ended_at: datetime | None = None
    """When the act came; None: still awaited."""
    state: ClockState
    workdays_left: int
    """After today (after the day of the act, once it came) up to the due day; 0 on it, below 0 after it. While paused:
    what is left to count, in the limit's unit."""
    warning: str = ""
    """Chinese: why the due day may still move (a year whose holidays are not known); empty: nothing."""
