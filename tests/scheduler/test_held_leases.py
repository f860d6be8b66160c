"""Held leases outlive a store that refuses for a while, and a fault inside is not hidden by giving them back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine

from leads_db.errors import LeaseLost, StoreBusy, StoreError, StoreFull
from leads_db.queue import LEASE
from leads_db.store.engine import reading, writing
from leads_db.store.leases import read_lease_owner
from leads_db.store.units import utc_now
from leads_db.tables import leases
from scheduler import held_leases
from scheduler.held_leases import HeldLeases


@pytest.fixture
def held(engine: Engine) -> HeldLeases:
    found = HeldLeases(engine, utc_now)
    assert found.take("scheduler")
    return found


def refuse(monkeypatch: pytest.MonkeyPatch, fault: StoreError) -> None:
    @contextmanager
    def refusing(_engine: Engine) -> Iterator[Connection]:
        raise fault
        yield

    monkeypatch.setattr(held_leases, "writing", refusing)


def wait(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    later = time.monotonic() + seconds
    monkeypatch.setattr(time, "monotonic", lambda: later)


def test_a_full_disk_loses_no_lease(held: HeldLeases, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, StoreFull())
    wait(monkeypatch, 10 * LEASE.total_seconds())
    held.renew()


def test_a_locked_store_is_borne_until_the_lease_has_run_out(held: HeldLeases, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, StoreBusy())
    wait(monkeypatch, LEASE.total_seconds() - 1)
    held.renew()
    wait(monkeypatch, 2)
    with pytest.raises(StoreBusy):
        held.renew()


def test_a_lease_that_was_taken_is_told(held: HeldLeases, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing(engine) as connection:
        connection.execute(leases.update().values(owner="elsewhere:1:1"))
    wait(monkeypatch, LEASE.total_seconds())
    with pytest.raises(LeaseLost):
        held.renew()


def test_leaving_gives_back_and_hides_no_fault(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with HeldLeases(engine, utc_now) as held:
        held.take("scheduler")
    with reading(engine) as connection:
        assert read_lease_owner(connection, "scheduler", utc_now()) is None

    def fail() -> None:
        with HeldLeases(engine, utc_now):
            refuse(monkeypatch, StoreFull())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
