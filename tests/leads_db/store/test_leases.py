"""A named lease has one live owner; a dead one's is free at once."""

import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from leads_db.errors import LeaseLost
from leads_db.queue import LEASE
from leads_db.store.engine import reading, writing
from leads_db.store.leases import acquire_lease, read_lease_owner, release_lease, renew_lease
from leads_db.store.process_owner import is_dead, process_owner
from tests.factories import NOON

ELSEWHERE = "another-host:1:1"


def take(engine: Engine, owner: str, now: datetime = NOON) -> bool:
    with writing(engine) as connection:
        return acquire_lease(connection, "scheduler", owner, now)


def test_only_one_owner_holds_a_lease(engine: Engine) -> None:
    assert take(engine, ELSEWHERE)
    assert not take(engine, process_owner())


def test_a_lease_is_not_reentrant(engine: Engine) -> None:
    assert take(engine, process_owner())
    assert not take(engine, process_owner())


def test_a_lease_that_ran_out_may_be_taken(engine: Engine) -> None:
    take(engine, ELSEWHERE)
    assert take(engine, process_owner(), NOON + LEASE + timedelta(seconds=1))


def test_a_lease_of_a_dead_process_here_is_free_at_once(engine: Engine) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    owner = process_owner(child.pid)
    assert take(engine, owner)
    child.communicate(b"\n")
    assert is_dead(owner)
    assert take(engine, process_owner())


def test_a_reused_process_number_does_not_keep_a_lease_alive(engine: Engine) -> None:
    host, pid, _start = process_owner().split(":")
    assert is_dead(f"{host}:{pid}:1")
    assert not is_dead(process_owner())


def test_a_process_on_another_host_is_never_called_dead() -> None:
    assert not is_dead(ELSEWHERE)


def test_renewing_keeps_and_losing_is_told(engine: Engine) -> None:
    take(engine, ELSEWHERE)
    with writing(engine) as connection:
        renew_lease(connection, "scheduler", ELSEWHERE, NOON + LEASE * 0.9)
    assert not take(engine, process_owner(), NOON + LEASE * 1.5)
    with pytest.raises(LeaseLost), writing(engine) as connection:
        renew_lease(connection, "scheduler", process_owner(), NOON)


def test_a_released_lease_is_free_and_only_its_owner_can_release_it(engine: Engine) -> None:
    take(engine, ELSEWHERE)
    with writing(engine) as connection:
        release_lease(connection, "scheduler", process_owner())
    with reading(engine) as connection:
        assert read_lease_owner(connection, "scheduler", NOON) == ELSEWHERE
    with writing(engine) as connection:
        release_lease(connection, "scheduler", ELSEWHERE)
        assert read_lease_owner(connection, "scheduler", NOON) is None
