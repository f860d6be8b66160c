"""A collection run and the units of work that it is cut into."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from leads_db.records.fetch import Outcome


class Trigger(StrEnum):
    """Why a run was made."""

    SCHEDULED = "scheduled"
    CATCH_UP = "catch_up"
    ON_DEMAND = "on_demand"
    IMPORT = "import"


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    """Held by a person: its units are not handed out until it is resumed."""
    FINISHED = "finished"
    """All units ended and the source was seen."""
    PARTIAL = "partial"
    """A part was seen, a part was not."""
    FAILED = "failed"
    """Nothing was seen."""
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """True when nothing more will happen."""
        return self not in (RunState.QUEUED, RunState.RUNNING, RunState.PAUSED)


class UnitState(StrEnum):
    """Where a unit stands."""

    WAITING = "waiting"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"
    """Given up after the allowed attempts, or its source was blocked; kept with its cause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One collection of one source."""

    id: int
    source: str
    trigger: Trigger
    state: RunState
    requested_by: str
    reason: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    """As asked; never changed afterwards."""
    queued_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    """units, units_done, units_dead, requests, listings, listings_new, snapshots_new, assessments, leads_new …"""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Source × search term × page range: small enough to be repeated after a crash."""

    id: int
    run_id: int
    source: str
    term: str
    """Search term; empty for a source that is read as a whole."""
    indication: str
    page_from: int
    page_to: int
    """Last page, included."""
    state: UnitState
    attempts: int
    """Claims so far, the present one included."""
    lease_owner: str | None = None
    lease_until: datetime | None = None
    outcome: Outcome | None = None
    """Set when done or dead."""
    cause: str = ""
