"""What a person must know of a source before reading its leads: last look, circuit breaker, blind days, thin fields.

Every «缺数≠零» of the desk and the command line is told from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from leads_db.records import Breaker, BreakerState, Run, SourceDay
from leads_db.store.field_coverage import FieldCount, read_thin_fields
from leads_db.store.run_views import LastLook, read_last_looks
from leads_db.store.source_days import read_source_days, shanghai_day
from scheduler.breaker import find_breaker

STALE = timedelta(hours=36)
"""A look that ended longer ago says nothing of today: the daily collection did not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """One source."""

    look: LastLook
    breaker: Breaker
    days: tuple[SourceDay, ...]
    """The days asked for, oldest first; none before the source's first run."""
    thin: tuple[FieldCount, ...]
    """Fields that had thinned out in the last whole run."""
    is_stale: bool
    """The last look is too old to say anything of today."""

    @property
    def source(self) -> str:
        """Its name."""
        return self.look.source

    @property
    def run(self) -> Run | None:
        """The last whole run that is over; None: never."""
        return self.look.run

    @property
    def seen_at(self) -> datetime | None:
        """End of the last run that saw all of it; None: never."""
        return self.look.seen_at

    @property
    def is_seen(self) -> bool:
        """True when the present list of leads may be read as all that this source shows."""
        return self.look.is_seen and not self.is_stale and not self.is_left_alone

    @property
    def is_left_alone(self) -> bool:
        """True while the circuit breaker keeps the daily collection away."""
        return self.breaker.state in (BreakerState.OPEN, BreakerState.HALF_OPEN)

    @property
    def today(self) -> SourceDay | None:
        """The newest day asked for; None before the first run."""
        return self.days[-1] if self.days else None

    @property
    def gaps(self) -> tuple[SourceDay, ...]:
        """Days on which not all was seen, oldest first; today only once it was collected or should have been."""
        is_due = self.today is not None and (self.today.planned > 0 or self.is_stale)
        past = self.days if is_due else self.days[:-1]
        return tuple(day for day in past if not day.is_whole)

    @property
    def blind_count(self) -> int:
        """Days on which nothing was seen."""
        return sum(day.is_blind for day in self.gaps)

    @property
    def gap_count(self) -> int:
        """Days on which not all was seen, blind ones included."""
        return len(self.gaps)


def read_health(
    connection: Connection, sources: Sequence[str], now: datetime, *, days: int = 1
) -> tuple[SourceHealth, ...]:
    """The health of these sources, in their order; `days`: how many days of the ledger, today included."""
    last = shanghai_day(now)
    rows = read_source_days(connection, sources, first=last - timedelta(days=days - 1), last=last)
    by_source: dict[str, list[SourceDay]] = {}
    for row in rows:
        by_source.setdefault(row.source, []).append(row)
    looks = read_last_looks(connection, sources)
    thin = read_thin_fields(connection, [look.run.id for look in looks if look.run])
    return tuple(
        SourceHealth(
            look=look,
            breaker=find_breaker(connection, look.source, now),
            days=tuple(by_source.get(look.source, ())),
            thin=thin.get(look.run.id, ()) if look.run else (),
            is_stale=_is_stale(look.run, now),
        )
        for look in looks
    )


def _is_stale(run: Run | None, now: datetime) -> bool:
    return run is not None and run.finished_at is not None and now - run.finished_at > STALE
