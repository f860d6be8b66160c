"""The contract of every unit queue. Another adapter is added to the `queue` fixture and must pass it all."""

import multiprocessing
import os
import signal
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from leads_db.errors import LeaseLost
from leads_db.queue import LEASE, MAX_ATTEMPTS, UnitQueue
from leads_db.records import Outcome, Trigger, Unit, UnitState, WatchTerm
from leads_db.store.engine import open_engine, reading, upgrade, writing
from leads_db.store.runs import save_new_run
from leads_db.store.units import SqlUnitQueue, read_units
from tests.factories import NOON

TERMS = [WatchTerm(indication="huanren-rice", text=word, kind="name") for word in ("桓仁大米", "京租米", "桓仁米")]


class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(engine: Engine, clock: Clock) -> UnitQueue:
    with writing(engine) as connection:
        save_new_run(connection, source="s", trigger=Trigger.ON_DEMAND, requested_by="test", now=NOON)
    return SqlUnitQueue(engine, clock)


def states(engine: Engine) -> list[UnitState]:
    with reading(engine) as connection:
        return [unit.state for unit in read_units(connection, 1)]


def claim(queue: UnitQueue, owner: str = "w1") -> Unit:
    unit = queue.claim(1, owner)
    assert unit is not None
    return unit


def test_units_are_cut_once(queue: UnitQueue) -> None:
    assert queue.add(1, "s", TERMS, [(1, 2), (3, 4)]) == 6
    assert queue.add(1, "s", TERMS, [(1, 2), (3, 4)]) == 0
    assert queue.open_count(1) == 6


def test_two_workers_never_hold_the_same_unit(queue: UnitQueue) -> None:
    queue.add(1, "s", TERMS, [(1, 1)])
    held = [claim(queue, owner).id for owner in ("w1", "w2", "w1")]
    assert len(set(held)) == 3
    assert queue.claim(1, "w2") is None


def test_first_pages_of_all_terms_come_before_later_pages(queue: UnitQueue) -> None:
    queue.add(1, "s", TERMS[:2], [(1, 1), (2, 2)])
    assert [claim(queue).page_from for _ in range(4)] == [1, 1, 2, 2]


def test_a_done_unit_is_not_given_out_again(queue: UnitQueue, clock: Clock) -> None:
    queue.add(1, "s", TERMS[:1], [(1, 1)])
    queue.done(claim(queue), "w1", Outcome.OK)
    clock.now += 10 * LEASE
    assert queue.claim(1, "w2") is None
    assert queue.open_count(1) == 0


def test_a_silent_worker_loses_its_unit(queue: UnitQueue, clock: Clock) -> None:
    queue.add(1, "s", TERMS[:1], [(1, 1)])
    lost = claim(queue)
    clock.now += LEASE + timedelta(seconds=1)
    assert claim(queue, "w2").attempts == 2
    with pytest.raises(LeaseLost):
        queue.done(lost, "w1", Outcome.OK)


def test_a_heartbeat_keeps_the_lease(queue: UnitQueue, clock: Clock) -> None:
    queue.add(1, "s", TERMS[:1], [(1, 1)])
    unit = claim(queue)
    for _ in range(3):
        clock.now += LEASE * 0.9
        queue.heartbeat(unit, "w1")
    assert queue.claim(1, "w2") is None


def test_a_failed_unit_waits_before_it_is_tried_again(queue: UnitQueue, clock: Clock) -> None:
    queue.add(1, "s", TERMS[:1], [(1, 1)])
    queue.fail(claim(queue), "w1", Outcome.TRANSPORT_ERROR, "no route", retry=True)
    assert queue.claim(1, "w1") is None
    clock.now += timedelta(minutes=1)
    assert claim(queue).attempts == 2


def test_the_last_failure_is_kept_as_a_dead_letter(queue: UnitQueue, clock: Clock, engine: Engine) -> None:
    queue.add(1, "s", TERMS[:1], [(1, 1)])
    for _ in range(MAX_ATTEMPTS):
        clock.now += timedelta(minutes=5)
        queue.fail(claim(queue), "w1", Outcome.TRANSPORT_ERROR, "no route", retry=True)
    assert states(engine) == [UnitState.DEAD]


def test_a_poisonous_unit_that_kills_its_worker_ends_as_a_dead_letter(
    queue: UnitQueue, clock: Clock, engine: Engine
) -> None:
    queue.add(1, "s", TERMS[:1], [(1, 1)])
    for _ in range(MAX_ATTEMPTS):
        claim(queue)
        clock.now += 2 * LEASE
    assert queue.claim(1, "w1") is None
    assert states(engine) == [UnitState.DEAD]


def test_a_refusing_source_is_asked_no_more(queue: UnitQueue, engine: Engine) -> None:
    queue.add(1, "s", TERMS, [(1, 1)])
    queue.fail(claim(queue), "w1", Outcome.BLOCKED_CAPTCHA, "slider", retry=False)
    assert queue.stop_source(1, Outcome.BLOCKED_CAPTCHA, "slider") == 2
    assert set(states(engine)) == {UnitState.DEAD}


def test_dead_letters_can_be_redriven(queue: UnitQueue) -> None:
    queue.add(1, "s", TERMS, [(1, 1)])
    queue.stop_source(1, Outcome.BLOCKED_LOGIN, "wall")
    assert queue.redrive(1) == 3
    assert claim(queue).attempts == 1


def test_leases_of_a_dead_worker_are_freed_at_once(queue: UnitQueue) -> None:
    queue.add(1, "s", TERMS, [(1, 1)])
    claim(queue, "w1")
    claim(queue, "w2")
    assert queue.release(1, "w1") == 1
    assert claim(queue, "w2").term == "桓仁大米"


def _work(url: str, ledger: str, owner: str) -> None:
    engine = open_engine(url)
    queue = SqlUnitQueue(engine)
    while (unit := queue.claim(1, owner)) is not None:
        with Path(ledger).open("a") as file:
            file.write(f"{unit.id}\n")
        time.sleep(0.01)
        queue.done(unit, owner, Outcome.OK)


def test_no_unit_is_lost_when_workers_are_killed(tmp_path: Path) -> None:
    url, ledger = f"sqlite:///{tmp_path / 's.db'}", tmp_path / "ledger"
    engine = open_engine(url)
    upgrade(engine)
    with writing(engine) as connection:
        save_new_run(connection, source="s", trigger=Trigger.ON_DEMAND, requested_by="test", now=NOON)
    queue = SqlUnitQueue(engine)
    queue.add(1, "s", TERMS, [(page, page) for page in range(1, 21)])
    context = multiprocessing.get_context("spawn")
    for round_number in range(4):
        owner = f"w{round_number}"
        worker = context.Process(target=_work, args=(url, str(ledger), owner))
        worker.start()
        seen = _lines(ledger)
        while worker.is_alive() and _lines(ledger) < seen + 10:
            time.sleep(0.01)
        if worker.pid and worker.is_alive() and round_number < 3:
            os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        queue.release(1, owner)
    with reading(engine) as connection:
        ends = {unit.id: unit.state for unit in read_units(connection, 1)}
    engine.dispose()
    assert set(ends.values()) == {UnitState.DONE}
    assert {int(line) for line in ledger.read_text().split()} == set(ends)


def _lines(path: Path) -> int:
    return len(path.read_text().split()) if path.exists() else 0
