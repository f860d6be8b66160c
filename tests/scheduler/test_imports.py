"""Imports are not the scheduler's work: it leaves live ones alone and ends those whose process died."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from leads_db.records import Run, RunState, Trigger
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from leads_db.store.runs import read_run, save_new_run, save_run_state
from leads_db.store.units import utc_now
from scheduler.held_leases import HeldLeases
from scheduler.service import Service
from scheduler.watchdog import STANDSTILL, find_idle_runs, find_standstills


def start_import(engine: Engine) -> int:
    with writing(engine) as connection:
        number = save_new_run(
            connection, source="import:a.csv", trigger=Trigger.IMPORT, requested_by="test", now=utc_now()
        )
        save_run_state(connection, number, RunState.RUNNING, now=utc_now())
    return number


def test_an_import_is_neither_idle_nor_standing_still(engine: Engine) -> None:
    start_import(engine)
    with reading(engine) as connection:
        assert find_idle_runs(connection, utc_now()) == ()
        assert find_standstills(connection, utc_now() + STANDSTILL + timedelta(minutes=5)) == {}


def test_a_look_ends_dead_imports_only(engine: Engine, settings: Settings) -> None:
    number = start_import(engine)
    collected: list[int] = []

    def collect(_engine: Engine, _settings: Settings, run_id: int, **_more: Any) -> Run:
        collected.append(run_id)
        with reading(engine) as connection:
            return read_run(connection, run_id)

    service = Service(engine, settings, on_event=lambda event: None, collect=collect)
    with ThreadPoolExecutor(1) as workers:
        with HeldLeases(engine, utc_now) as leases:
            leases.take("source:import:a.csv")
            service.look(workers)
            with reading(engine) as connection:
                assert read_run(connection, number).state is RunState.RUNNING
        service.look(workers)
    with reading(engine) as connection:
        assert read_run(connection, number).state is RunState.FAILED
    assert number not in collected
