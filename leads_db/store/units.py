"""The unit queue in the store's own database: leases, heartbeats, attempts, dead letters."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, exists, func, or_, select, update

from leads_db.errors import LeaseLost
from leads_db.queue import LEASE, MAX_ATTEMPTS
from leads_db.records import Outcome, RunState, Unit, UnitState, WatchTerm
from leads_db.store.engine import reading, writing
from leads_db.store.upsert import insert_new
from leads_db.tables import runs, units

RETRY_BASE = timedelta(seconds=2)
LONGEST_WAIT = RETRY_BASE * 2**MAX_ATTEMPTS
"""A unit that is to wait longer was put back before the clock was set back; it is free."""
OPEN = (UnitState.WAITING, UnitState.LEASED)


def utc_now() -> datetime:
    """The clock of every caller that brings none of its own."""
    return datetime.now(UTC)


class SqlUnitQueue:
    """UnitQueue over the `units` table; one short transaction a call."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = utc_now) -> None:
        """Work on `engine`; `clock` gives the present moment (tests bring their own)."""
        self._engine = engine
        self._clock = clock

    def add(self, run_id: int, source: str, terms: Sequence[WatchTerm], pages: Sequence[tuple[int, int]]) -> int:
        """Cut a run into units (term × page range), each once; return how many are new."""
        now = self._clock()
        rows = [
            {
                "run_id": run_id,
                "source": source,
                "indication": term.indication,
                "term": term.text,
                "page_from": first,
                "page_to": last,
                "state": UnitState.WAITING,
                "not_before": now,
            }
            for first, last in pages
            for term in terms
        ]
        with writing(self._engine) as connection:
            before = self._count(connection, run_id)
            insert_new(connection, units, rows, "run_id", "term", "page_from")
            return self._count(connection, run_id) - before

    def claim(self, run_id: int, owner: str) -> Unit | None:
        """Lease the next unit; one that used up its attempts goes to the dead letters on the way."""
        with writing(self._engine) as connection:
            while True:
                now = self._clock()
                row = connection.execute(
                    select(units)
                    .where(units.c.run_id == run_id, _free(now), ~_is_paused(run_id))
                    .order_by(units.c.id)
                    .limit(1)
                    .with_for_update(skip_locked=True)
                ).one_or_none()
                if row is None:
                    return None
                if row.attempts < MAX_ATTEMPTS:
                    return self._lease(connection, row, owner, now)
                cause = row.cause or "its worker died each time"
                self._end(connection, row.id, UnitState.DEAD, Outcome.TRANSPORT_ERROR, cause)

    def heartbeat(self, unit: Unit, owner: str) -> None:
        """Prolong the lease. Raises LeaseLost when another worker holds the unit."""
        self._held(unit, owner, {"lease_until": self._clock() + LEASE})

    def done(self, unit: Unit, owner: str, outcome: Outcome, cause: str = "") -> None:
        """End the unit. Raises LeaseLost."""
        ended = {"state": UnitState.DONE, "outcome": outcome, "cause": cause, "lease_owner": None, "lease_until": None}
        self._held(unit, owner, ended)

    def fail(self, unit: Unit, owner: str, outcome: Outcome, cause: str, *, retry: bool) -> None:
        """Give the unit back after a growing wait, or to the dead letters. Raises LeaseLost."""
        again = retry and unit.attempts < MAX_ATTEMPTS
        wait = RETRY_BASE * 2**unit.attempts
        values = {
            "state": UnitState.WAITING if again else UnitState.DEAD,
            "outcome": None if again else outcome,
            "not_before": self._clock() + wait,
        }
        self._held(unit, owner, {**values, "cause": cause, "lease_owner": None, "lease_until": None})

    def stop_source(self, run_id: int, outcome: Outcome, cause: str) -> int:
        """Move every waiting unit of the run to the dead letters; return how many."""
        waiting = and_(units.c.run_id == run_id, units.c.state == UnitState.WAITING)
        values = {"state": UnitState.DEAD, "outcome": outcome, "cause": cause}
        return self._change(waiting, values)

    def release(self, run_id: int, owner: str, *, is_blameless: bool = False) -> int:
        """Free at once the leases of a worker that is known to be dead; return how many."""
        attempts = units.c.attempts - 1 if is_blameless else units.c.attempts
        held = and_(units.c.run_id == run_id, units.c.state == UnitState.LEASED, units.c.lease_owner == owner)
        freed = {"state": UnitState.WAITING, "attempts": attempts, "lease_owner": None, "lease_until": None}
        return self._change(held, freed)

    def redrive(self, run_id: int, unit_id: int | None = None) -> int:
        """Put the dead letters of a run (or the one of `unit_id`) back with fresh attempts; return how many."""
        dead = and_(units.c.run_id == run_id, units.c.state == UnitState.DEAD)
        if unit_id is not None:
            dead = and_(dead, units.c.id == unit_id)
        fresh = {"state": UnitState.WAITING, "attempts": 0, "outcome": None, "not_before": self._clock()}
        return self._change(dead, fresh)

    def open_count(self, run_id: int) -> int:
        """Units that are waiting or leased."""
        with reading(self._engine) as connection:
            return self._count(connection, run_id, units.c.state.in_(OPEN))

    def _count(self, connection: Connection, run_id: int, *more: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(units).where(units.c.run_id == run_id, *more)
        return connection.execute(query).scalar_one()

    def _lease(self, connection: Connection, row: Row[Any], owner: str, now: datetime) -> Unit:
        lease = {"state": UnitState.LEASED, "attempts": row.attempts + 1, "lease_owner": owner}
        until = now + LEASE
        connection.execute(update(units).where(units.c.id == row.id).values(**lease, lease_until=until))
        return unit_of(row, state=UnitState.LEASED, attempts=row.attempts + 1, lease_owner=owner, lease_until=until)

    def _end(self, connection: Connection, unit_id: int, state: UnitState, outcome: Outcome, cause: str) -> None:
        values = {"state": state, "outcome": outcome, "cause": cause, "lease_owner": None, "lease_until": None}
        connection.execute(update(units).where(units.c.id == unit_id).values(**values))

    def _held(self, unit: Unit, owner: str, values: Mapping[str, object]) -> None:
        mine = and_(units.c.id == unit.id, units.c.state == UnitState.LEASED, units.c.lease_owner == owner)
        if self._change(mine, values) == 0:
            raise LeaseLost(unit=unit.id, owner=owner)

    def _change(self, condition: ColumnElement[bool], values: Mapping[str, object]) -> int:
        with writing(self._engine) as connection:
            return connection.execute(update(units).where(condition).values(**values)).rowcount


def _is_paused(run_id: int) -> ColumnElement[bool]:
    return exists().where(runs.c.id == run_id, runs.c.state == RunState.PAUSED)


def _free(now: datetime) -> ColumnElement[bool]:
    due = or_(units.c.not_before <= now, units.c.not_before > now + LONGEST_WAIT)
    waiting = and_(units.c.state == UnitState.WAITING, due)
    lapsed = and_(units.c.state == UnitState.LEASED, units.c.lease_until < now)
    return or_(waiting, lapsed)


def unit_of(row: Row[Any], **changes: object) -> Unit:
    """The Unit in a row of the table, with `changes` applied."""
    facts: dict[str, Any] = {
        "id": row.id,
        "run_id": row.run_id,
        "source": row.source,
        "term": row.term,
        "indication": row.indication,
        "page_from": row.page_from,
        "page_to": row.page_to,
        "state": UnitState(row.state),
        "attempts": row.attempts,
        "lease_owner": row.lease_owner,
        "lease_until": row.lease_until,
        "outcome": Outcome(row.outcome) if row.outcome else None,
        "cause": row.cause,
    }
    return Unit(**{**facts, **changes})


def read_units(connection: Connection, run_id: int) -> tuple[Unit, ...]:
    """All units of a run in their order."""
    query = select(units).where(units.c.run_id == run_id).order_by(units.c.id)
    return tuple(unit_of(row) for row in connection.execute(query))
