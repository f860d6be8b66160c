"""The contract of every unit queue. Another adapter is added to the `queue` fixture and must pass it all."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from leads_db.errors import LeaseLost
from leads_db.queue import LEASE, MAX_ATTEMPTS, UnitQueue
from leads_db.records import Outcome, Trigger, Unit, UnitState, WatchTerm
from leads_db.store.engine import open_engine, reading, writing
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


def test_a_worker_that_was_told_to_stop_has_spent_no_attempt(queue: UnitQueue) -> None:
    queue.add(1, "s", TERMS[:1], [(1, 1)])
    for _ in range(MAX_ATTEMPTS + 1):
        assert claim(queue).attempts == 1
        assert queue.release(1, "w1", is_blameless=True) == 1


def test_a_clock_that_is_set_back_does_not_make_a_unit_wait_for_it(queue: UnitQueue, clock: Clock) -> None:
    queue.add(1, "s", TERMS[:1], [(1, 1)])
    queue.fail(claim(queue), "w1", Outcome.TRANSPORT_ERROR, "no route", retry=True)
    clock.now -= timedelta(hours=8)
    assert claim(queue).attempts == 2


def test_units_of_another_run_are_left_alone(queue: UnitQueue, engine: Engine) -> None:
    with writing(engine) as connection:
        save_new_run(connection, source="s", trigger=Trigger.ON_DEMAND, requested_by="test", now=NOON)
    queue.add(1, "s", TERMS[:1], [(1, 1)])
    queue.add(2, "s", TERMS[:1], [(1, 1)])
    assert queue.stop_source(2, Outcome.BLOCKED_LOGIN, "wall") == 1
    assert (queue.open_count(1), queue.open_count(2)) == (1, 0)
    assert queue.claim(2, "w1") is None


def test_threads_that_claim_at_the_same_time_share_the_units_out(queue: UnitQueue, engine: Engine) -> None:
    queue.add(1, "s", TERMS, [(page, page) for page in range(1, 11)])

    def drain(owner: str) -> list[int]:
        return [unit.id for unit in iter(lambda: queue.claim(1, owner), None)]

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(drain, ["w1", "w2", "w3", "w4"]))
    claimed = [number for share in shares for number in share]
    assert (len(claimed), len(set(claimed))) == (30, 30)


@pytest.mark.parametrize("step", ["heartbeat", "done", "fail"])
def test_every_step_of_a_worker_that_lost_its_unit_is_refused(queue: UnitQueue, clock: Clock, step: str) -> None:
    queue.add(1, "s", TERMS[:1], [(1, 1)])
    lost = claim(queue)
    clock.now += 2 * LEASE
    claim(queue, "w2")
    steps: dict[str, Callable[[], None]] = {
        "heartbeat": lambda: queue.heartbeat(lost, "w1"),
        "done": lambda: queue.done(lost, "w1", Outcome.OK),
        "fail": lambda: queue.fail(lost, "w1", Outcome.TRANSPORT_ERROR, "", retry=True),
    }
    with pytest.raises(LeaseLost):
        steps[step]()


def _work(url: str, ledger: str, owner: str) -> None:
    engine = open_engine(url)
    queue = SqlUnitQueue(engine)
    while (unit := queue.claim(1, owner)) is not None:
        with Path(ledger).open("a") as file:
            file.write(f"{unit.id}\n")
        time.sleep(0.01)
        queue.done(unit, owner, Outcome.OK)


def test_no_unit_is_lost_when_workers_are_killed(queue: UnitQueue, engine: Engine, tmp_path: Path) -> None:
    url, ledger = engine.url.render_as_string(hide_password=False), tmp_path / "ledger"
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
    assert set(states(engine)) == {UnitState.DONE}
    assert len(set(ledger.read_text().split())) == len(states(engine)) == 60


def _lines(path: Path) -> int:
    return len(path.read_text().split()) if path.exists() else 0
