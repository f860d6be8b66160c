"""Low disks, standing runs and runs that nobody works on are found."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine

from leads_db.records import RunState, Trigger
from leads_db.store.engine import reading, writing
from leads_db.store.leases import acquire_lease
from leads_db.store.process_owner import process_owner
from leads_db.store.runs import read_run, save_new_run, save_reports, save_run_state
from scheduler.watchdog import STANDSTILL, find_idle_runs, find_standstills, has_space, save_standstill
from tests.factories import NOON, report

LATER = NOON + STANDSTILL + timedelta(minutes=5)


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def run_id(engine: Engine) -> int:
    with writing(engine) as connection:
        number = save_new_run(connection, source="s", trigger=Trigger.SCHEDULED, requested_by="test", now=NOON)
        save_run_state(connection, number, RunState.RUNNING, now=NOON)
    return number


@pytest.mark.parametrize(("free", "enough"), [(50, True), (49, False)])
def test_five_percent_of_the_disk_stay_free(
    free: int, enough: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(1000, 1000 - free, free))
    assert has_space(tmp_path) is enough


def test_five_gigabytes_are_enough_on_any_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**13, 10**13 - 5 * 10**9, 5 * 10**9))
    assert has_space(tmp_path)


def test_a_data_folder_that_is_still_to_be_made_has_the_space_of_its_parent(tmp_path: Path) -> None:
    assert isinstance(has_space(tmp_path / "not" / "there"), bool)


def test_a_run_without_a_request_for_long_is_noted(engine: Engine, run_id: int) -> None:
    with writing(engine) as connection:
        assert find_standstills(connection, NOON + STANDSTILL) == {}
        assert find_standstills(connection, LATER) == {run_id: 20}
        save_standstill(connection, run_id, 20)
        assert read_run(connection, run_id).note == "20 分钟没有进展"


def test_a_stored_request_is_progress(engine: Engine, run_id: int) -> None:
    with writing(engine) as connection:
        save_reports(connection, [report(fetched_at=LATER - timedelta(minutes=1))], run_id=run_id, unit_id=None)
        assert find_standstills(connection, LATER) == {}


@pytest.mark.parametrize("name", ["run:1", "source:s"])
def test_a_run_that_somebody_works_on_is_not_idle(engine: Engine, run_id: int, name: str) -> None:
    with writing(engine) as connection:
        assert [run.id for run in find_idle_runs(connection, NOON)] == [run_id]
        acquire_lease(connection, name, process_owner(), NOON)
    with reading(engine) as connection:
        assert find_idle_runs(connection, NOON) == ()


def test_of_two_idle_runs_of_one_source_the_older_comes_first(engine: Engine, run_id: int) -> None:
    with writing(engine) as connection:
        save_new_run(connection, source="s", trigger=Trigger.ON_DEMAND, requested_by="test", now=NOON)
        assert [run.id for run in find_idle_runs(connection, NOON)] == [run_id]
