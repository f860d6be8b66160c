"""The scheduler collects what is due, resumes what was left, and there is only one."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from leads_db.errors import AnotherScheduler, SourceFileBroken, StoreFull
from leads_db.records import Run, RunState, Trigger
from leads_db.settings import Settings
from leads_db.store.due_runs import DueState, read_dues
from leads_db.store.engine import open_engine, reading, writing
from leads_db.store.runs import read_run, read_runs, save_run_state
from leads_db.store.units import utc_now
from scheduler import service as service_module
from scheduler.clocks import DAY
from scheduler.planning import find_source, plan_run, sources_to_collect
from scheduler.service import Service


class FakeCollect:
    """Ends each run at once and remembers its number."""

    def __init__(self) -> None:
        self.runs: list[int] = []
        self.fault: Exception | None = None

    def __call__(self, engine: Engine, settings: Settings, run_id: int, **_more: Any) -> Run:
        self.runs.append(run_id)
        if self.fault:
            raise self.fault
        with writing(engine) as connection:
            save_run_state(connection, run_id, RunState.FINISHED, now=utc_now())
            return read_run(connection, run_id)


class Clock:
    def __init__(self) -> None:
        self.skipped = timedelta()

    def __call__(self) -> Any:
        return utc_now() + self.skipped


@pytest.fixture
def collect() -> FakeCollect:
    return FakeCollect()


@pytest.fixture
def events() -> list[Mapping[str, object]]:
    return []


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_module, "LOOK_S", 0.05)
    monkeypatch.setattr(service_module, "TAKE_OVER_S", 0.1)


@contextmanager
def running(service: Service) -> Iterator[None]:
    thread = threading.Thread(target=service.run)
    thread.start()
    try:
        yield
    finally:
        service.ask_to_stop()
        thread.join(20)


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def runs_over(engine: Engine, expected: int) -> bool:
    with reading(engine) as connection:
        return [run.state.is_over for run in read_runs(connection)] == [True] * expected


def test_the_first_start_collects_each_source_at_once(
    engine: Engine, settings: Settings, collect: FakeCollect, events: list[Mapping[str, object]]
) -> None:
    sources = sources_to_collect(settings)
    with running(Service(engine, settings, on_event=events.append, collect=collect)):
        until(lambda: runs_over(engine, len(sources)))
    assert len(collect.runs) == len(sources)
    assert [event["event"] for event in events].count("due") == len(sources)


def test_three_days_off_make_one_catch_up_and_two_merged(
    engine: Engine, settings: Settings, collect: FakeCollect, events: list[Mapping[str, object]]
) -> None:
    clock, sources = Clock(), len(sources_to_collect(settings))
    with running(Service(engine, settings, on_event=events.append, collect=collect, clock=clock)):
        until(lambda: runs_over(engine, sources))
    clock.skipped = 3 * DAY
    with running(Service(engine, settings, on_event=events.append, collect=collect, clock=clock)):
        until(lambda: runs_over(engine, 2 * sources))
    with reading(engine) as connection:
        states = [due.state for due in read_dues(connection) if due.job.startswith("collect:")]
    assert states.count(DueState.CAUGHT_UP) == sources
    assert states.count(DueState.MERGED) == 2 * sources


def test_runs_left_by_a_crash_are_resumed_before_new_ones(
    engine: Engine, settings: Settings, collect: FakeCollect
) -> None:
    source = find_source(settings, "shop")
    left = plan_run(engine, settings, source, trigger=Trigger.SCHEDULED, requested_by="test", indication="huanren-rice")
    with writing(engine) as connection:
        save_run_state(connection, left, RunState.RUNNING, now=utc_now())
    with running(Service(engine, settings, on_event=lambda _: None, collect=collect)):
        until(lambda: len(collect.runs) >= 2)
    assert collect.runs[0] == left


def test_a_second_scheduler_says_so_and_ends(engine: Engine, settings: Settings, collect: FakeCollect) -> None:
    with running(Service(engine, settings, on_event=lambda _: None, collect=collect)):
        until(lambda: collect.runs)
        with pytest.raises(AnotherScheduler):
            Service(engine, settings, on_event=lambda _: None, collect=collect).run()


def test_a_nearly_full_disk_starts_nothing_and_says_so(
    engine: Engine,
    settings: Settings,
    collect: FakeCollect,
    events: list[Mapping[str, object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service_module, "has_space", lambda _folder: False)
    with running(Service(engine, settings, on_event=events.append, collect=collect)):
        until(lambda: any(event["event"] == "due" for event in events))
    with reading(engine) as connection:
        assert {due.state for due in read_dues(connection) if due.job.startswith("collect:")} == {DueState.MISSED}
    assert collect.runs == []
    assert {"event": "disk", "enough": False} in events


def test_a_store_fault_in_a_run_is_told_and_the_run_stays_open(
    engine: Engine, settings: Settings, collect: FakeCollect, events: list[Mapping[str, object]]
) -> None:
    collect.fault = StoreFull("disk quota")
    with running(Service(engine, settings, on_event=events.append, collect=collect)):
        until(lambda: any(event["event"] == "fault" for event in events))
    with reading(engine) as connection:
        assert not read_run(connection, collect.runs[0]).state.is_over


def test_a_broken_source_file_holds_back_only_itself_and_is_told_once(
    engine: Engine,
    settings: Settings,
    collect: FakeCollect,
    events: list[Mapping[str, object]],
) -> None:
    (settings.sources_folder / "broken.yml").write_text("name: [")
    service = Service(engine, settings, on_event=events.append, collect=collect)
    with ThreadPoolExecutor(1) as workers:
        for look in range(6):
            service.look(workers, at_dues=look % 2 == 0)
    assert [event["source"] for event in events if event["event"] == "due"] == ["shop"]
    assert ["broken.yml" in str(event["message"]) for event in events if event["event"] == "fault"] == [True]


def test_practice_is_not_collected_in_place_of_a_real_source_whose_file_is_broken(settings: Settings) -> None:
    (settings.sources_folder / "shop.yml").write_text("name: [")
    faults: list[SourceFileBroken] = []
    assert sources_to_collect(settings, faults.append) == ()
    assert len(faults) == 1


def test_a_locked_store_does_not_end_the_scheduler(
    engine: Engine, settings: Settings, collect: FakeCollect, events: list[Mapping[str, object]]
) -> None:
    impatient = open_engine(settings.store_url, busy_timeout_s=0.05)
    service = Service(impatient, settings, on_event=events.append, collect=collect)
    with ThreadPoolExecutor(1) as workers:
        with writing(engine):
            service.look(workers)
        service.look(workers)
    impatient.dispose()
    assert [event["event"] for event in events] == ["fault", "due"]


def test_a_broken_source_file_is_named_and_queued_runs_still_start(
    engine: Engine, settings: Settings, collect: FakeCollect, events: list[Mapping[str, object]]
) -> None:
    source = find_source(settings, "shop")
    plan_run(engine, settings, source, trigger=Trigger.ON_DEMAND, requested_by="test", indication="huanren-rice")
    settings.sources_folder.mkdir(parents=True, exist_ok=True)
    (settings.sources_folder / "broken.yml").write_text("name: [")
    with running(Service(engine, settings, on_event=events.append, collect=collect)):
        until(lambda: collect.runs)
    assert any("broken.yml" in str(event.get("message")) for event in events)


def test_the_next_run_does_not_wait_for_the_next_look(
    engine: Engine, settings: Settings, collect: FakeCollect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "LOOK_S", 300.0)
    source = find_source(settings, "shop")
    for _ in range(3):
        plan_run(engine, settings, source, trigger=Trigger.ON_DEMAND, requested_by="test", indication="huanren-rice")
    with running(Service(engine, settings, on_event=lambda _: None, collect=collect)):
        until(lambda: runs_over(engine, 4))
    assert len(collect.runs) == 4
