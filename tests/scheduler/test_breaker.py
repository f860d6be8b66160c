"""A source that refuses again and again is left alone, probed, and taken up again; every step stands in the ledger."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, insert

from leads_db.records import BreakerState, Outcome, RunState, Trigger, UnitState
from leads_db.settings import Settings
from leads_db.store.due_runs import DueState, read_newest_due
from leads_db.store.engine import reading, writing
from leads_db.store.run_ends import RunEnd
from leads_db.store.runs import read_run, read_runs, save_new_run, save_run_state
from leads_db.tables import units
from scheduler import notes
from scheduler.breaker import FAILURES, FIRST_WAIT, LONGEST_WAIT, PROBE_PARAMS, find_breaker, judge_breaker
from scheduler.service import Service
from tests.factories import NOON

DAY = timedelta(days=1)


def ends(*told: str) -> list[RunEnd]:
    """Newest first; r refused, s seen, p answered probe, P refused probe, o open, O open probe."""
    facts = {"is_over": True, "is_probe": False, "is_refused": False}
    kinds = {
        "r": {"is_refused": True},
        "s": {},
        "p": {"is_probe": True},
        "P": {"is_probe": True, "is_refused": True},
        "o": {"is_over": False},
        "O": {"is_over": False, "is_probe": True},
    }
    return [RunEnd(run_id=-place, ended_at=NOON, **{**facts, **kinds[one]}) for place, one in enumerate(told)]


@pytest.mark.parametrize(
    ("told", "after", "state"),
    [
        ("", DAY, BreakerState.CLOSED),
        ("s", DAY, BreakerState.CLOSED),
        ("rr", DAY, BreakerState.CLOSED),
        ("rrs", DAY, BreakerState.CLOSED),
        ("srrrr", DAY, BreakerState.CLOSED),
        ("rrr", timedelta(0), BreakerState.OPEN),
        ("rrr", FIRST_WAIT, BreakerState.HALF_OPEN),
        ("Prrr", FIRST_WAIT, BreakerState.OPEN),
        ("Prrr", FIRST_WAIT * 2, BreakerState.HALF_OPEN),
        ("Orrr", FIRST_WAIT, BreakerState.HALF_OPEN),
        ("prrr", DAY, BreakerState.RECOVERED),
        ("oprrr", DAY, BreakerState.CLOSED),
        ("sprrr", DAY, BreakerState.CLOSED),
    ],
)
def test_state_follows_the_last_runs(told: str, after: timedelta, state: BreakerState) -> None:
    assert judge_breaker(ends(*told), NOON + after).state is state


def test_no_source_is_given_up_for_good() -> None:
    breaker = judge_breaker(ends(*"r" * 20), NOON)
    assert breaker.probe_at == NOON + LONGEST_WAIT


def fail(connection: Connection, outcome: Outcome, at: datetime, run_id: int | None = None) -> None:
    """End a run of the shop with one unit that ended so."""
    if run_id is None:
        facts = {"trigger": Trigger.SCHEDULED, "requested_by": "test", "now": at}
        run_id = save_new_run(connection, source="shop", **facts)
    row = {"run_id": run_id, "source": "shop", "indication": "i", "term": "t", "page_from": 1, "page_to": 1}
    state = UnitState.DONE if outcome.is_seen else UnitState.DEAD
    connection.execute(insert(units).values(**row, state=state, not_before=at, outcome=outcome))
    save_run_state(connection, run_id, RunState.FINISHED if outcome.is_seen else RunState.FAILED, now=at)


@pytest.mark.parametrize(
    ("outcome", "failures"),
    [(Outcome.BLOCKED_CAPTCHA, 3), (Outcome.TRANSPORT_ERROR, 3), (Outcome.SCHEMA_CHANGED, 0), (Outcome.EMPTY, 0)],
)
def test_only_refusals_and_dead_hosts_count(engine: Engine, outcome: Outcome, failures: int) -> None:
    with writing(engine) as connection:
        for _ in range(FAILURES):
            fail(connection, outcome, NOON)
        assert find_breaker(connection, "shop", NOON).failures == failures


class Clock:
    """Moved by the test."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat("2026-11-20T06:30:00+08:00")

    def __call__(self) -> datetime:
        return self.now


def look(service: Service) -> None:
    service._settle(lambda fault: None, may_run=True)


def test_a_source_opens_is_probed_and_comes_back(engine: Engine, settings: Settings) -> None:
    clock = Clock()
    service = Service(engine, settings, on_event=lambda event: None, clock=clock)
    for _ in range(FAILURES):
        look(service)
        with writing(engine) as connection:
            run = read_runs(connection, open_only=True)[0]
            fail(connection, Outcome.BLOCKED_LOGIN, clock.now + timedelta(hours=6), run.id)
        clock.now += DAY
    look(service)  # the due time comes 18 hours after the last refusal: held back, and said so
    with reading(engine) as connection:
        due = read_newest_due(connection, "collect:shop", clock.now)
        assert due is not None
        assert due.state is DueState.MISSED
        assert "熔断" in due.note
        assert read_runs(connection, open_only=True) == ()
    clock.now += timedelta(hours=3)
    look(service)
    with reading(engine) as connection:
        (probe,) = read_runs(connection, open_only=True)
    assert dict(probe.params) == PROBE_PARAMS
    assert "熔断试探" in probe.reason
    with writing(engine) as connection:
        fail(connection, Outcome.OK, clock.now, probe.id)
    look(service)
    look(service)
    with reading(engine) as connection:
        (whole,) = read_runs(connection, open_only=True)
        assert (read_run(connection, whole.id).reason, whole.params.get("probe")) == (notes.RECOVERED, None)
