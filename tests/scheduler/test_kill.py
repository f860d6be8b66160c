"""kill −9 of a crawl child, of the scheduler or of all: nothing accepted is lost, nothing doubled, the run resumes."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from leads_db.records import RunState, Trigger, UnitState
from leads_db.settings import Settings
from leads_db.store.engine import reading
from leads_db.store.leases import read_lease_owner
from leads_db.store.runs import read_run
from leads_db.store.units import read_units, utc_now
from leads_db.tables import fetch_reports, listings
from scheduler.planning import find_source, plan_run
from scheduler.service import ANOTHER_EXIT, LEASE_NAME
from tests.scheduler.fake_child import ITEMS
from tests.scheduler.test_tied import is_gone, wait_gone

SEED = 20261124


@pytest.fixture
def run_id(engine: Engine, settings: Settings) -> int:
    (settings.home / "fake-child.json").write_text(json.dumps({"sleep_s": 0.15}))
    source = find_source(settings, "shop")
    return plan_run(engine, settings, source, trigger=Trigger.ON_DEMAND, requested_by="test", indication="huanren-rice")


def start_scheduler(settings: Settings) -> "subprocess.Popen[bytes]":
    log = (settings.home / "scheduler.log").open("ab")
    with log:
        program = [sys.executable, "-m", "tests.scheduler.fake_service"]
        return subprocess.Popen(program, stdout=log, stderr=log, start_new_session=True)


def child_pids(settings: Settings) -> list[int]:
    log = settings.home / "fake-child.log"
    return [int(pid) for pid in log.read_text().split()] if log.exists() else []


def stored(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(connection.execute(select(listings.c.key)).scalars())


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def kill(pid: int) -> None:
    if not is_gone(pid):
        os.kill(pid, signal.SIGKILL)


def is_over(engine: Engine, run_id: int) -> bool:
    with reading(engine) as connection:
        return read_run(connection, run_id).state.is_over


@pytest.mark.parametrize("victim", ["child", "scheduler", "both"])
def test_a_killed_collection_resumes_without_loss_or_double(
    engine: Engine, settings: Settings, run_id: int, victim: str
) -> None:
    chance = random.Random(SEED)
    accepted: set[str] = set()
    scheduler = start_scheduler(settings)
    for _ in range(2):
        before = len(stored(engine))
        until(lambda count=before: len(stored(engine)) > count or is_over(engine, run_id))  # type: ignore[misc]
        time.sleep(chance.random() * 0.3)
        accepted |= stored(engine)
        pids = child_pids(settings)
        if victim != "child":
            kill(scheduler.pid)
            scheduler.wait()
        if victim != "scheduler":
            kill(pids[-1])
        assert victim == "child" or wait_gone(pids), "an orphan is left"
        scheduler = scheduler if victim == "child" else start_scheduler(settings)
    until(lambda: is_over(engine, run_id))
    scheduler.terminate()
    assert scheduler.wait(10) == 0
    assert accepted <= stored(engine)
    check_complete(engine, run_id)


def check_complete(engine: Engine, run_id: int) -> None:
    with reading(engine) as connection:
        units = read_units(connection, run_id)
        reports = connection.execute(select(fetch_reports.c.uid).where(fetch_reports.c.run_id == run_id)).all()
        assert read_run(connection, run_id).state is RunState.FINISHED
        found = connection.execute(select(listings.c.key).where(listings.c.first_run_id == run_id)).all()
    assert {unit.state for unit in units} == {UnitState.DONE}
    assert len(found) == len(units) * ITEMS  # the scheduler may have begun the day's collection meanwhile
    assert len(reports) == len(units)


def test_two_schedulers_make_one_run(settings: Settings, engine: Engine) -> None:
    schedulers = [start_scheduler(settings) for _ in range(2)]
    until(lambda: any(process.poll() is not None for process in schedulers))
    ended = next(process for process in schedulers if process.poll() is not None)
    other = next(process for process in schedulers if process is not ended)
    assert ended.returncode == 3
    assert "Only one may run" in Path(settings.home / "scheduler.log").read_text()
    other.terminate()
    assert other.wait(20) == 0


def test_a_second_scheduler_process_says_so_and_ends_while_the_first_goes_on(
    engine: Engine, settings: Settings
) -> None:
    first = start_scheduler(settings)
    until(lambda: is_held(engine))
    second = start_scheduler(settings)
    assert second.wait(60) == ANOTHER_EXIT
    assert (first.poll(), is_held(engine)) == (None, True)
    assert "AnotherScheduler" in (settings.home / "scheduler.log").read_text()
    first.terminate()
    assert first.wait(30) == 0
    assert not is_held(engine)


def is_held(engine: Engine) -> bool:
    with reading(engine) as connection:
        return read_lease_owner(connection, LEASE_NAME, utc_now()) is not None
