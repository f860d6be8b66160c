"""What the pages of one unit amount to: how the unit ended."""

from collections import Counter
from dataclasses import dataclass, field

from crawlers.fetched import Purpose
from crawlers.fetching import Answer
from leads_db.records import Outcome, Unit

STOPPING = (
    Outcome.AUTH_FAILED,
    Outcome.PERMISSION_DENIED,
    Outcome.RATE_LIMITED,
    Outcome.BLOCKED_CAPTCHA,
    Outcome.BLOCKED_LOGIN,
)
"""Met on any page, they end the unit and the source for this run."""
PASSED_OVER = (Outcome.NOT_FOUND, Outcome.ROBOTS_DISALLOWED)
"""On item pages nothing unusual: the goods are gone, or the link led into a closed part."""
WALLED = (Outcome.BLOCKED_LOGIN, Outcome.PERMISSION_DENIED)
ASIDE = (*PASSED_OVER, *WALLED, Outcome.SCHEMA_CHANGED, Outcome.TRANSPORT_ERROR)
"""On pages about the seller nothing that speaks against the goods' pages. A challenge stops everything there too."""
SILENT_IN_A_ROW = 3
"""Pages without an answer, each tried several times, after which the host counts as down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEnd:
    """How a unit ended."""

    outcome: Outcome
    cause: str = ""
    retry: bool = False
    """Another attempt may help."""
    is_budget_spent: bool = False

    @property
    def is_done(self) -> bool:
        """True: the source was really seen; False: the unit failed."""
        return self.outcome.is_seen

    @property
    def stops_source(self) -> bool:
        """True when the source must not be asked again in this run."""
        return self.outcome.stops_source or self.is_budget_spent


@dataclass(slots=True)
class Tally:
    """Counts of one unit."""

    keys: set[str] = field(default_factory=set)
    """Listings and posts read."""
    known: int = 0
    """Items that this run had committed already, for another term or before its crawl process was killed, and those
    that have not changed since an earlier run."""
    says_empty: bool = False
    claimed: int = 0
    """Most that the source said it has."""
    is_cut: bool = False
    """The page range ended before the source did."""
    missed: Counter[tuple[Outcome, str]] = field(default_factory=Counter)
    """Pages that brought nothing, by outcome and reason."""
    passed_over: Counter[tuple[Outcome, str]] = field(default_factory=Counter)
    silent: int = 0

    @property
    def seen(self) -> int:
        """Items that stand in the store because of this unit or before it."""
        return len(self.keys) + self.known

    def take_failure(self, answer: Answer) -> UnitEnd | None:
        """Count a page that could not be read; the unit's end when going on is of no use."""
        cause = f"{answer.reason or answer.outcome}: {answer.url}"[:400]
        is_aside = answer.ask.purpose is Purpose.SELLER and answer.outcome in ASIDE
        if answer.outcome in STOPPING and not is_aside:
            return UnitEnd(outcome=answer.outcome, cause=cause)
        self.silent = self.silent + 1 if answer.status is None and not answer.is_final else 0
        if self.silent >= SILENT_IN_A_ROW:
            return UnitEnd(outcome=Outcome.TRANSPORT_ERROR, cause=cause, retry=True)
        is_usual = is_aside or (answer.ask.purpose is Purpose.ITEM and answer.outcome in PASSED_OVER)
        counts = self.passed_over if is_usual else self.missed
        counts[answer.outcome, answer.reason] += 1
        return None

    def end(self, unit: Unit, shown: int, most_pages: int) -> UnitEnd:
        """How the unit ended after its last page. `shown`: ids on its list pages; `most_pages`: the source's cap."""
        if not self.seen:
            return self._end_of_nothing()
        if self.missed:
            (outcome, reason), _ = self.missed.most_common(1)[0]
            count = sum(self.missed.values())
            return UnitEnd(
                outcome=Outcome.PARTIAL, cause=f"{count} pages not read, most often {outcome} {reason}"[:400]
            )
        goes_on_elsewhere = self.is_cut and unit.page_to < most_pages
        if unit.page_from == 1 and max(shown, len(self.keys)) < self.claimed and not goes_on_elsewhere:
            return UnitEnd(outcome=Outcome.PARTIAL, cause=f"{max(shown, self.seen)} of {self.claimed} shown")
        return UnitEnd(outcome=Outcome.OK)

    def _end_of_nothing(self) -> UnitEnd:
        if self.says_empty and not self.missed:
            return UnitEnd(outcome=Outcome.EMPTY)
        failures = self.missed or self.passed_over
        if not failures:
            return UnitEnd(outcome=Outcome.SCHEMA_CHANGED, cause="nothing_read")
        (outcome, reason), count = failures.most_common(1)[0]
        is_passing = outcome is Outcome.TRANSPORT_ERROR and "refused" not in reason
        return UnitEnd(outcome=outcome, cause=f"{count} pages: {reason}"[:400], retry=is_passing)
