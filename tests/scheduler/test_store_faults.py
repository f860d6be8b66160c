"""A full disk, a locked store and a machine in another time zone: named, survived, and nothing is lost."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from leads_db.errors import StoreBusy
from leads_db.records import RunState, Trigger
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from leads_db.store.runs import read_run
from leads_db.store.units import read_units, utc_now
from leads_db.tables import listings, units
from scheduler.planning import find_source, plan_run
from scheduler.runner import run_collection
from tests.scheduler.fake_child import ITEMS


@pytest.fixture
def run_id(engine: Engine, settings: Settings) -> int:
    source = find_source(settings, "shop")
    return plan_run(engine, settings, source, trigger=Trigger.ON_DEMAND, requested_by="test", indication="huanren-rice")


def collect_once(*arguments: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    program = [sys.executable, "-m", "tests.scheduler.collect_once", *map(str, arguments)]
    return subprocess.run(program, capture_output=True, text=True, env={**os.environ, **environment}, check=False)


def count(engine: Engine, table: object = listings) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def test_a_full_disk_ends_by_name_and_the_run_goes_on_when_there_is_space(
    engine: Engine, settings: Settings, run_id: int
) -> None:
    engine.dispose()
    limit = 60_000  # bytes of any one file: the write-ahead log grows past it in the middle of the run
    full = collect_once(run_id, limit)
    assert "StoreFull" in full.stderr
    kept = count(engine)
    assert collect_once(run_id).stdout.strip() == RunState.FINISHED
    assert kept < count(engine) == count(engine, units) * ITEMS


def test_a_locked_store_is_waited_for(engine: Engine, settings: Settings, run_id: int) -> None:
    locked = threading.Event()

    def lock() -> None:
        with writing(engine):
            locked.set()
            time.sleep(2)

    thread = threading.Thread(target=lock)
    thread.start()
    locked.wait()
    run = run_collection(engine, settings, run_id, child_module="tests.scheduler.fake_child")
    thread.join()
    assert run.state is RunState.FINISHED


def test_a_store_that_stays_locked_is_told_and_the_run_goes_on_later(
    engine: Engine, settings: Settings, run_id: int
) -> None:
    (settings.home / "fake-child.json").write_text(json.dumps({"patience_s": 0.1, "sleep_s": 0.5}))
    release, held = threading.Event(), threading.Event()

    def hold() -> None:
        with writing(engine):
            held.set()
            release.wait(60)

    def lock_and_release(event: Mapping[str, object]) -> None:
        if event["event"] == "unit" and not held.is_set():
            thread.start()
            held.wait()
        if event["event"] == "failed":
            release.set()
            thread.join()

    thread = threading.Thread(target=hold)
    with pytest.raises(StoreBusy):
        run_collection(engine, settings, run_id, on_event=lock_and_release, child_module="tests.scheduler.fake_child")
    with reading(engine) as connection:
        assert not read_run(connection, run_id).state.is_over
        assert max(unit.attempts for unit in read_units(connection, run_id)) == 1
    run = run_collection(engine, settings, run_id, child_module="tests.scheduler.fake_child")
    assert run.state is RunState.FINISHED


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati"])
def test_times_are_right_on_a_machine_in_another_zone(
    engine: Engine, settings: Settings, run_id: int, zone: str
) -> None:
    (settings.home / "fake-child.json").write_text(json.dumps({}))
    assert collect_once(run_id, TZ=zone).stdout.strip() == RunState.FINISHED
    with reading(engine) as connection:
        run = read_run(connection, run_id)
    assert run.started_at is not None
    assert abs(utc_now() - run.started_at) < timedelta(minutes=1)
