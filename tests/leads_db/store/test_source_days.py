"""The blind-day ledger is told from the units: what a day really saw of a source, and days on which nobody looked."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from leads_db.records import Outcome, RunState, SourceDay, Trigger, UnitState
from leads_db.store.engine import reading, writing
from leads_db.store.runs import save_new_run, save_reports, save_run_state
from leads_db.store.source_days import read_source_days
from leads_db.tables import units
from tests.factories import NOON, report

TODAY = date(2026, 11, 20)
PART = {"indication": "huanren-rice", "pages": 1}


def add_run(
    engine: Engine, outcomes: Sequence[Outcome | None], *, at: datetime = NOON, source: str = "shop", **facts: Any
) -> list[int]:
    """A run whose n-th unit searches term n and ended so; returns the units' ids."""
    with writing(engine) as connection:
        more = {"trigger": Trigger.SCHEDULED, **facts}
        run_id = save_new_run(connection, source=source, requested_by="test", now=at, **more)
        ids = []
        for number, outcome in enumerate(outcomes):
            state = UnitState.WAITING if outcome is None else UnitState.DONE if outcome.is_seen else UnitState.DEAD
            row = {"run_id": run_id, "source": source, "indication": "i", "term": f"t{number}", "page_from": 1}
            more_of_it = {"page_to": 5, "state": state, "not_before": at, "outcome": outcome}
            ids.append(connection.execute(insert(units).values(**row, **more_of_it).returning(units.c.id)).scalar_one())
        save_run_state(connection, run_id, RunState.FINISHED, now=at)
    return ids


def days_of(engine: Engine, *, back: int = 0, source: str = "shop") -> tuple[SourceDay, ...]:
    with reading(engine) as connection:
        return read_source_days(connection, [source], first=TODAY - timedelta(days=back), last=TODAY)


@pytest.mark.parametrize(
    ("outcome", "column", "share"),
    [
        (Outcome.OK, "seen", 1.0),
        (Outcome.EMPTY, "empty", 1.0),
        (Outcome.BLOCKED_CAPTCHA, "blocked", 0.0),
        (Outcome.RATE_LIMITED, "blocked", 0.0),
        (Outcome.PERMISSION_DENIED, "blocked", 0.0),
        (Outcome.AUTH_FAILED, "blocked", 0.0),
        (Outcome.ROBOTS_DISALLOWED, "blocked", 0.0),
        (Outcome.BLOCKED_LOGIN, "login", 0.0),
        (Outcome.SCHEMA_CHANGED, "changed", 0.0),
        (Outcome.TRANSPORT_ERROR, "dead", 0.0),
        (Outcome.NOT_FOUND, "dead", 0.0),
        (None, "unfinished", 0.0),
    ],
)
def test_every_ending_has_its_column(engine: Engine, outcome: Outcome | None, column: str, share: float) -> None:
    add_run(engine, [outcome])
    (day,) = days_of(engine)
    assert (day.planned, getattr(day, column), day.share, day.is_blind) == (1, 1, share, share == 0.0)


def test_a_partial_unit_counts_with_the_share_of_its_requests_answered(engine: Engine) -> None:
    _whole, part = add_run(engine, [Outcome.OK, Outcome.PARTIAL])
    told = [Outcome.OK, Outcome.NOT_FOUND, Outcome.OK, Outcome.TRANSPORT_ERROR]
    with writing(engine) as connection:
        reports = [report(outcome=one, url=f"http://127.0.0.1/{place}") for place, one in enumerate(told)]
        save_reports(connection, reports, run_id=1, unit_id=part)
    (day,) = days_of(engine)
    assert (day.partial, day.share) == (1, pytest.approx((1 + 0.75) / 2))


def test_a_unit_tried_again_on_the_same_day_counts_once_with_its_best_ending(engine: Engine) -> None:
    add_run(engine, [Outcome.BLOCKED_CAPTCHA, Outcome.TRANSPORT_ERROR])
    add_run(engine, [Outcome.OK, Outcome.TRANSPORT_ERROR], at=NOON + timedelta(hours=2))
    (day,) = days_of(engine)
    assert (day.planned, day.seen, day.dead, day.share) == (2, 1, 1, 0.5)


def test_a_run_for_a_part_mends_planned_units_but_plans_none(engine: Engine) -> None:
    add_run(engine, [Outcome.BLOCKED_CAPTCHA])
    add_run(engine, [Outcome.OK, Outcome.OK], params=PART, trigger=Trigger.ON_DEMAND)
    (day,) = days_of(engine)
    assert (day.planned, day.seen) == (1, 1)


def test_a_part_alone_is_no_look_at_the_source(engine: Engine) -> None:
    add_run(engine, [Outcome.OK], params=PART, trigger=Trigger.ON_DEMAND)
    (day,) = days_of(engine)
    assert (day.planned, day.is_blind) == (0, True)


def test_the_day_is_shanghais(engine: Engine) -> None:
    late = datetime.fromisoformat("2026-11-19T23:30:00+08:00")
    add_run(engine, [Outcome.OK], at=late)
    add_run(engine, [Outcome.EMPTY], at=late + timedelta(hours=1))
    yesterday, today = days_of(engine, back=1)
    assert (yesterday.seen, today.empty) == (1, 1)


def test_days_without_a_run_are_blind_from_the_first_run_on(engine: Engine) -> None:
    add_run(engine, [Outcome.OK], at=NOON - timedelta(days=3))
    add_run(engine, [Outcome.OK])
    told = days_of(engine, back=9)
    assert [day.planned for day in told] == [1, 0, 0, 1]
    assert days_of(engine, back=9, source="never") == ()


def test_imports_and_other_sources_do_not_count(engine: Engine) -> None:
    add_run(engine, [Outcome.OK], trigger=Trigger.IMPORT)
    add_run(engine, [Outcome.OK], source="other")
    assert days_of(engine) == ()
