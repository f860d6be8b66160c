"""A run is carried to its end whatever its crawl children do, and ends with an honest state."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from leads_db.records import Run, RunState, Trigger, UnitState
from leads_db.settings import Settings
from leads_db.store.engine import reading
from leads_db.store.process_owner import is_dead, process_owner
from leads_db.store.runs import read_run
from leads_db.store.units import SqlUnitQueue, read_units
from leads_db.tables import listings, runs, units
from scheduler import crawl_watch, notes, runner
from scheduler.held_leases import HeldLeases
from scheduler.planning import cut_units, find_source, plan_run
from scheduler.run_acts import cancel_run, redrive_run
from scheduler.runner import run_collection
from tests.scheduler.fake_child import ITEMS, utc_now

FAKE = "tests.scheduler.fake_child"
Events = list[Mapping[str, object]]


@pytest.fixture
def run_id(engine: Engine, settings: Settings) -> int:
    source = find_source(settings, "shop")
    return plan_run(
        engine,
        settings,
        source,
        trigger=Trigger.ON_DEMAND,
        requested_by="test",
        indication="huanren-rice",
        reason="test",
    )


def plan_child(settings: Settings, **plan: object) -> None:
    (settings.home / "fake-child.json").write_text(json.dumps(plan))


def lives(settings: Settings) -> list[str]:
    return (settings.home / "fake-child.log").read_text().split()


def collect(engine: Engine, settings: Settings, run_id: int, **more: object) -> tuple[Run, Events]:
    events: Events = []
    run = run_collection(engine, settings, run_id, on_event=events.append, child_module=FAKE, **more)  # type: ignore[arg-type]
    return run, events


def count(engine: Engine, table: object = listings) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def states(engine: Engine) -> set[UnitState]:
    with reading(engine) as connection:
        return {unit.state for unit in read_units(connection, 1)}


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def in_background(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_run_works_all_its_units(engine: Engine, settings: Settings, run_id: int) -> None:
    run, events = collect(engine, settings, run_id)
    assert run.state is RunState.FINISHED
    assert count(engine) == count(engine, units) * ITEMS
    assert [event["event"] for event in events][-1] == "ended"


def test_a_killed_child_is_replaced_and_nothing_is_lost_or_doubled(
    engine: Engine, settings: Settings, run_id: int
) -> None:
    plan_child(settings, die_after=1)
    run, _events = collect(engine, settings, run_id)
    assert run.state is RunState.FINISHED
    assert len(lives(settings)) == count(engine, units)
    assert count(engine) == count(engine, units) * ITEMS


def test_a_child_that_never_gets_anywhere_is_given_up(
    engine: Engine, settings: Settings, run_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "MAX_RESTARTS", 1)
    plan_child(settings, die_after=0)
    run, _events = collect(engine, settings, run_id)
    assert (run.state, len(lives(settings))) == (RunState.FAILED, 2)
    assert "没有进展" in run.note


def test_a_fault_that_no_restart_mends_ends_the_run_at_once(engine: Engine, settings: Settings, run_id: int) -> None:
    plan_child(settings, mode="hopeless")
    run, _events = collect(engine, settings, run_id)
    assert (run.state, len(lives(settings))) == (RunState.FAILED, 1)
    assert "no browser" in run.note


@pytest.mark.parametrize(
    ("mode", "state"),
    [("blocked", RunState.FAILED), ("silent_zero", RunState.FAILED), ("empty", RunState.FINISHED)],
)
def test_zero_listings_are_finished_only_when_the_source_said_so(
    engine: Engine, settings: Settings, run_id: int, mode: str, state: RunState
) -> None:
    plan_child(settings, mode=mode)
    assert collect(engine, settings, run_id)[0].state is state


def test_a_hanging_child_is_killed(
    engine: Engine, settings: Settings, run_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "MAX_RESTARTS", 0)
    monkeypatch.setattr(runner, "STALL_S", 1.5)
    monkeypatch.setattr(crawl_watch, "GRACE_S", 0.2)
    plan_child(settings, mode="hang")
    assert collect(engine, settings, run_id)[0].state is RunState.FAILED


def test_a_cancelled_run_stops_its_child_and_stays_cancelled(engine: Engine, settings: Settings, run_id: int) -> None:
    plan_child(settings, sleep_s=0.3)
    thread = in_background(lambda: collect(engine, settings, run_id))
    until(lambda: count(engine) >= ITEMS)
    assert cancel_run(engine, run_id, requested_by="test", reason="enough")
    thread.join(20)
    with reading(engine) as connection:
        assert read_run(connection, run_id).state is RunState.CANCELLED
    assert is_dead(process_owner().replace(process_owner().split(":")[1], lives(settings)[-1], 1))


def test_a_stopped_service_gives_the_run_back_and_the_next_one_finishes_it(
    engine: Engine, settings: Settings, run_id: int
) -> None:
    plan_child(settings, sleep_s=0.3)
    stop = threading.Event()
    ended: list[Run] = []
    thread = in_background(lambda: ended.append(collect(engine, settings, run_id, stop=stop)[0]))
    until(lambda: count(engine) >= ITEMS)
    stop.set()
    thread.join(20)
    assert (ended[0].state, ended[0].note) == (RunState.QUEUED, notes.INTERRUPTED)
    plan_child(settings)
    assert collect(engine, settings, run_id)[0].state is RunState.FINISHED


@pytest.mark.parametrize(("parts", "deaths"), [(0, 3), (2, 5)])
def test_an_attempt_that_brought_something_new_is_not_counted(
    engine: Engine, settings: Settings, run_id: int, parts: int, deaths: int
) -> None:
    plan_child(settings, mode="dies_inside", parts=parts)
    with engine.begin() as connection:
        connection.execute(units.delete().where(units.c.id > 1))
        connection.execute(runs.update().values(params='{"indication":"huanren-rice","pages":1}'))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "cut_units", lambda *_: 0)
        run, _events = collect(engine, settings, run_id)
    assert len(lives(settings)) == deaths + 1
    assert (run.state, count(engine)) == (RunState.PARTIAL if parts else RunState.FAILED, parts)


def test_a_stop_costs_no_attempt(engine: Engine, settings: Settings, run_id: int) -> None:
    plan_child(settings, sleep_s=20)
    stop = threading.Event()
    thread = in_background(lambda: collect(engine, settings, run_id, stop=stop))
    until(lambda: UnitState.LEASED in states(engine))
    stop.set()
    thread.join(20)
    with reading(engine) as connection:
        assert {unit.attempts for unit in read_units(connection, run_id)} == {0}


@pytest.mark.parametrize("moment", ["waiting", "working"])
def test_a_cancellation_stands_whatever_happens_at_the_same_time(
    engine: Engine, settings: Settings, run_id: int, moment: str
) -> None:
    plan_child(settings, sleep_s=0.2)
    stop = threading.Event()

    def cancel_and_stop(event: Mapping[str, object]) -> None:
        if event["event"] == ("waiting" if moment == "waiting" else "unit"):
            cancel_run(engine, run_id, requested_by="test", reason="enough")
            stop.set()

    with HeldLeases(engine, utc_now) as other:
        if moment == "waiting":
            other.take("source:shop")
        run = run_collection(engine, settings, run_id, on_event=cancel_and_stop, stop=stop, child_module=FAKE)
    assert run.state is RunState.CANCELLED


def test_a_run_that_was_cancelled_before_it_starts_is_not_brought_back(
    engine: Engine, settings: Settings, run_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*arguments: Any) -> int:
        cancel_run(engine, run_id, requested_by="test", reason="enough")
        return cut_units(*arguments)

    monkeypatch.setattr(runner, "cut_units", cut)
    run, _events = collect(engine, settings, run_id)
    assert (run.state, count(engine)) == (RunState.CANCELLED, 0)


def test_another_broken_source_file_does_not_hold_a_run_back(engine: Engine, settings: Settings, run_id: int) -> None:
    (settings.sources_folder / "broken.yml").write_text("name: [")
    assert collect(engine, settings, run_id)[0].state is RunState.FINISHED


def test_a_source_that_says_nothing_found_everywhere_is_a_gap_in_a_whole_collection(
    engine: Engine, settings: Settings
) -> None:
    source = find_source(settings, "shop")
    whole = plan_run(engine, settings, source, trigger=Trigger.SCHEDULED, requested_by="test")
    plan_child(settings, mode="empty")
    run, _events = collect(engine, settings, whole)
    assert (run.state, run.note) == (RunState.PARTIAL, notes.below_minimum(0, 1))


def test_one_source_is_never_crawled_twice_at_once(engine: Engine, settings: Settings, run_id: int) -> None:
    with HeldLeases(engine, utc_now) as other:
        other.take("source:shop")
        seen: Events = []
        work = lambda: run_collection(engine, settings, run_id, on_event=seen.append, child_module=FAKE)  # noqa: E731
        thread = in_background(work)
        until(lambda: seen)
        assert (seen[0]["event"], count(engine)) == ("waiting", 0)
    thread.join(20)
    assert count(engine) > 0


def test_a_run_in_other_hands_is_followed_not_repeated(engine: Engine, settings: Settings, run_id: int) -> None:
    plan_child(settings, sleep_s=0.2)
    thread = in_background(lambda: collect(engine, settings, run_id))
    until(lambda: (settings.home / "fake-child.log").exists())
    run, events = collect(engine, settings, run_id)
    thread.join(20)
    assert (run.state, len(lives(settings))) == (RunState.FINISHED, 1)
    assert {event["event"] for event in events} == {"progress"}


def test_a_run_without_units_gets_them_when_it_starts(engine: Engine, settings: Settings, run_id: int) -> None:
    with engine.begin() as connection:
        connection.execute(units.delete())
    assert collect(engine, settings, run_id)[0].state is RunState.FINISHED


def test_dead_letters_of_a_run_can_be_collected_again(engine: Engine, settings: Settings, run_id: int) -> None:
    plan_child(settings, mode="blocked")
    collect(engine, settings, run_id)
    plan_child(settings)
    assert redrive_run(engine, run_id, requested_by="test") == count(engine, units)
    assert collect(engine, settings, run_id)[0].state is RunState.FINISHED
    assert redrive_run(engine, run_id, requested_by="test") == 0


def test_a_redrive_that_was_cut_short_is_mended_by_the_next(engine: Engine, settings: Settings, run_id: int) -> None:
    plan_child(settings, mode="blocked")
    collect(engine, settings, run_id)
    SqlUnitQueue(engine).redrive(run_id)  # … and a crash before the run is queued
    plan_child(settings)
    assert redrive_run(engine, run_id, requested_by="test") == count(engine, units)
    assert collect(engine, settings, run_id)[0].state is RunState.FINISHED


def test_a_run_of_a_source_that_is_gone_fails_by_name(engine: Engine, settings: Settings, run_id: int) -> None:
    with engine.begin() as connection:
        connection.execute(runs.update().values(source="gone"))
    run, _events = collect(engine, settings, run_id)
    assert run.state is RunState.FAILED
    assert "gone" in run.note
