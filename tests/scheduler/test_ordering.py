"""A collection that a person asks for, and what a person does to it: limits hold, pauses hold, all of it is audited."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from leads_db.errors import SessionRefused, UnknownReference, UnknownSource
from leads_db.records import Outcome, RunState, Trigger, UnitState
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from leads_db.store.runs import read_run, save_run_state
from leads_db.store.units import SqlUnitQueue, read_units
from leads_db.tables import audit, units
from scheduler import notes
from scheduler.ordering import Order, is_time_over, order_again, order_run, within_budget
from scheduler.planning import find_source
from scheduler.run_acts import cancel_run, pause_run, redrive_run, resume_run
from scheduler.watchdog import find_idle_runs
from tests.scheduler.fake_child import ITEMS
from tests.scheduler.test_runner import collect, count, in_background, plan_child, until

OTHER = "kind: schema_org\nplatform: other\nbase_url: https://other.example.com/\nsearch: s?q={term}&page={page}\n"


def order(engine: Engine, settings: Settings, **changes: object) -> int:
    facts: dict[str, object] = {"source": "shop", "indication": "huanren-rice", "reason": "test", **changes}
    return order_run(engine, settings, Order(**facts), requested_by="ops-1")  # type: ignore[arg-type]


def state_of(engine: Engine, run_id: int) -> RunState:
    with reading(engine) as connection:
        return read_run(connection, run_id).state


def actions(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(select(audit.c.action).order_by(audit.c.id)))


def test_an_order_keeps_who_why_and_its_limits(engine: Engine, settings: Settings) -> None:
    run_id = order(engine, settings, pages=3, requests=20, minutes=5, is_urgent=True)
    with reading(engine) as connection:
        run = read_run(connection, run_id)
        told = json.loads(connection.scalars(select(audit.c.detail)).one())
    assert run.trigger is Trigger.ON_DEMAND
    assert run.params == {"indication": "huanren-rice", "pages": 3, "requests": 20, "minutes": 5, "urgent": True}
    assert (told["reason"], told["params"]) == ("test", run.params)


def test_a_whole_collection_by_order_counts_as_whole(engine: Engine, settings: Settings) -> None:
    run_id = order(engine, settings, indication=None)
    with reading(engine) as connection:
        assert read_run(connection, run_id).params == {"indication": None, "pages": None}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"source": "nowhere"}, UnknownSource),
        ({"source": "../shop"}, UnknownSource),
        ({"indication": "no-such"}, UnknownReference),
        ({"source": "officer-taobao"}, SessionRefused),
    ],
)
def test_what_cannot_be_collected_is_refused_and_leaves_nothing(
    engine: Engine, settings: Settings, changes: dict[str, object], fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        order(engine, settings, **changes)
    assert actions(engine) == []


def test_again_asks_for_the_same(engine: Engine, settings: Settings) -> None:
    first = order(engine, settings, pages=2, requests=9)
    second = order_again(engine, settings, first, requested_by="ops-2")
    with reading(engine) as connection:
        older, newer = read_run(connection, first), read_run(connection, second)
    assert newer.params == older.params
    assert newer.reason == notes.again(first, "test")


def test_an_urgent_run_goes_before_those_that_wait(engine: Engine, settings: Settings) -> None:
    (settings.sources_folder / "other.yml").write_text(OTHER)
    first = order(engine, settings)
    urgent = order(engine, settings, source="other", is_urgent=True)
    with reading(engine) as connection:
        assert [run.id for run in find_idle_runs(connection, datetime.now(UTC))] == [urgent, first]


def test_a_paused_run_hands_out_no_unit_and_goes_on_when_resumed(engine: Engine, settings: Settings) -> None:
    plan_child(settings, sleep_s=0.3)
    run_id = order(engine, settings)
    thread = in_background(lambda: collect(engine, settings, run_id))
    until(lambda: count(engine) >= ITEMS)
    assert pause_run(engine, run_id, requested_by="ops-1", reason="对方网站繁忙")
    thread.join(20)
    assert state_of(engine, run_id) is RunState.PAUSED
    with reading(engine) as connection:
        assert find_idle_runs(connection, datetime.now(UTC)) == ()
        assert {unit.state for unit in read_units(connection, run_id)} <= {UnitState.WAITING, UnitState.DONE}
    assert SqlUnitQueue(engine).claim(run_id, "somebody") is None
    assert resume_run(engine, run_id, requested_by="ops-1")
    assert collect(engine, settings, run_id)[0].state is RunState.FINISHED
    assert actions(engine) == ["run_ordered", "run_paused", "run_resumed"]


def test_a_pause_costs_no_attempt(engine: Engine, settings: Settings) -> None:
    plan_child(settings, sleep_s=30)
    run_id = order(engine, settings)
    thread = in_background(lambda: collect(engine, settings, run_id))
    until(lambda: UnitState.LEASED in unit_states(engine, run_id))
    pause_run(engine, run_id, requested_by="ops-1")
    thread.join(20)
    with reading(engine) as connection:
        assert {unit.attempts for unit in read_units(connection, run_id)} == {0}


def unit_states(engine: Engine, run_id: int) -> set[UnitState]:
    with reading(engine) as connection:
        return {unit.state for unit in read_units(connection, run_id)}


def test_a_run_that_is_over_is_neither_paused_nor_resumed(engine: Engine, settings: Settings) -> None:
    run_id = order(engine, settings)
    assert not resume_run(engine, run_id, requested_by="ops-1")
    cancel_run(engine, run_id, requested_by="ops-1", reason="x")
    assert not pause_run(engine, run_id, requested_by="ops-1")
    assert state_of(engine, run_id) is RunState.CANCELLED


def test_a_paused_run_can_be_cancelled(engine: Engine, settings: Settings) -> None:
    run_id = order(engine, settings)
    pause_run(engine, run_id, requested_by="ops-1")
    assert cancel_run(engine, run_id, requested_by="ops-1", reason="x")


def test_requests_are_limited_by_the_lower_of_both(engine: Engine, settings: Settings) -> None:
    source = find_source(settings, "shop")
    run_ids = [order(engine, settings, requests=most) for most in (7, 10**6)]
    with reading(engine) as connection:
        limits = [within_budget(source, read_run(connection, run_id)).max_requests for run_id in run_ids]
    assert limits == [7, source.max_requests]


def test_minutes_are_counted_from_the_start(engine: Engine, settings: Settings) -> None:
    run_id = order(engine, settings, minutes=5)
    now = datetime.now(UTC)
    with writing(engine) as connection:
        assert not is_time_over(read_run(connection, run_id), now + timedelta(days=1))
        save_run_state(connection, run_id, RunState.RUNNING, now=now)
        run = read_run(connection, run_id)
    assert [is_time_over(run, now + timedelta(minutes=minutes)) for minutes in (4, 5)] == [False, True]


def test_a_run_whose_time_is_over_tells_what_it_did_not_see(engine: Engine, settings: Settings) -> None:
    plan_child(settings, sleep_s=0.4)
    run_id = order(engine, settings, minutes=1)
    started = datetime.now(UTC)

    def clock() -> datetime:  # a minute passes with the first three listings
        return datetime.now(UTC) + timedelta(minutes=2 if count(engine) >= ITEMS else 0)

    run, _ = collect(engine, settings, run_id, clock=clock)
    assert run.state is RunState.PARTIAL
    assert notes.TIME_OVER in run.note
    assert run.queued_at - started < timedelta(minutes=1)
    with reading(engine) as connection:
        dead = [unit for unit in read_units(connection, run_id) if unit.state is UnitState.DEAD]
    assert {unit.outcome for unit in dead} == {Outcome.PARTIAL}


def test_one_dead_letter_is_collected_again_and_the_others_wait(engine: Engine, settings: Settings) -> None:
    plan_child(settings, mode="blocked")
    run_id = order(engine, settings)
    collect(engine, settings, run_id)
    with reading(engine) as connection:
        first = connection.scalars(select(units.c.id).where(units.c.run_id == run_id).order_by(units.c.id)).first()
    assert redrive_run(engine, run_id, requested_by="ops-1", unit_id=first) == 1
    assert state_of(engine, run_id) is RunState.QUEUED
    assert actions(engine)[-1] == "run_redriven"
