"""The port behind which crawl units wait. SQLite and PostgreSQL serve it now.

Other engines must pass the same contract tests.

Delivery is at least once: a unit is repeated when its worker dies before `done`, so storing a unit is idempotent.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from leads_db.records import Outcome, Unit, WatchTerm

LEASE = timedelta(seconds=60)
"""A worker that is silent for this long has lost its units."""
MAX_ATTEMPTS = 3
"""Claims of one unit before it is given up."""


class UnitQueue(Protocol):
    """Units of work with leases, heartbeats and attempts."""

    def add(self, run_id: int, source: str, terms: Sequence[WatchTerm], pages: Sequence[tuple[int, int]]) -> int:
        """Cut a run into units (term × page range), each once; return how many are new."""
        ...

    def claim(self, run_id: int, owner: str) -> Unit | None:
        """Lease the next waiting unit of the run, or one whose lease ran out; None when there is nothing to do now.

        A paused run hands out none.
        A unit that was claimed `MAX_ATTEMPTS` times without an end goes to the dead letters instead.
        """
        ...

    def heartbeat(self, unit: Unit, owner: str) -> None:
        """Prolong the lease. Raises LeaseLost when another worker holds the unit."""
        ...

    def done(self, unit: Unit, owner: str, outcome: Outcome, cause: str = "") -> None:
        """End the unit after its records are committed. Raises LeaseLost."""
        ...

    def fail(self, unit: Unit, owner: str, outcome: Outcome, cause: str, *, retry: bool) -> None:
        """Give the unit back for another attempt, or (`retry` False, or no attempt left) to the dead letters."""
        ...

    def stop_source(self, run_id: int, outcome: Outcome, cause: str) -> int:
        """Move every waiting unit of the run to the dead letters because the source refuses; return how many."""
        ...

    def release(self, run_id: int, owner: str, *, is_blameless: bool = False) -> int:
        """Free at once the leases of a worker that is known to be dead; return how many.

        `is_blameless`: it was told to stop, or it had brought something new, so this attempt does not count.
        """
        ...

    def redrive(self, run_id: int, unit_id: int | None = None) -> int:
        """Put the dead letters of a run (or the one of `unit_id`) back with fresh attempts; return how many."""
        ...

    def open_count(self, run_id: int) -> int:
        """Units that are waiting or leased."""
        ...
