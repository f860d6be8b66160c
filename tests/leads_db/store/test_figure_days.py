"""What is kept of past days sums up to what is counted without it, over any days, whatever happened twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, insert, select

from leads_db.clocks import shanghai_day
from leads_db.notice_tables import figure_days, lead_clocks
from leads_db.records.handling import LeadState, Move
from leads_db.shares import Share
from leads_db.store.audit import save_audit
from leads_db.store.due_clocks import count_open_clocks, read_open_clocks
from leads_db.store.engine import reading, writing
from leads_db.store.figure_days import FigureKind, forget_days, midnight, read_kept_days
from leads_db.store.limit_statistics import read_limits_counted_at, read_punctuality
from leads_db.store.move_counting import SEAL_FAULT
from leads_db.store.move_statistics import MoveFigures, read_move_figures
from leads_db.store.practice import wipe_practice
from leads_db.store.statistics import Scope
from scheduler.figure_keeping import AT_ONCE, KEPT_DAYS, MOVING_DAYS, find_due_days, keep_figures
from tests.leads_db.store.handled import APPROVER, OFFICER, REVIEWER, bring_to, open_lead, step

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)
NOW = FIRST + 9 * DAY + 3 * HOUR
M = Move
ONE, TWO, OTHER, PLAY = ("GI-benxi-20261101-0001", "GI-benxi-20261101-0002", "GI-jiaozuo-20261101-0001", "GI-benxi-9")
EVERY = 10_000


def scope(first: int, last: int = 9, cities: tuple[str, ...] = ("benxi",), is_practice: bool | None = False) -> Scope:
    """From the beginning of one day to now, or to the end of another."""
    until = min(midnight(shanghai_day(FIRST + (last + 1) * DAY)), NOW)
    since = midnight(shanghai_day(FIRST + first * DAY))
    return Scope(cities=cities, since=since, until=until, is_practice=is_practice)


@pytest.fixture
def worked(engine: Engine) -> Engine:
    """One lead is filed, punished and told twice, another decided and undone; others lie elsewhere."""
    with writing(engine) as connection:
        for number in (ONE, TWO):
            open_lead(connection, number)
        open_lead(connection, OTHER, city="jiaozuo")
        open_lead(connection, PLAY, is_practice=True)
        bring_to(connection, ONE, LeadState.RECEIVED)
        for place, (move, actor, facts) in enumerate(_case()):
            step(connection, ONE, move, actor, FIRST + place * DAY, **facts)
        step(connection, TWO, M.CONFIRM, REVIEWER, FIRST + DAY + timedelta(seconds=30))
        step(connection, TWO, M.UNDO, REVIEWER, FIRST + DAY + timedelta(seconds=40))
        step(connection, TWO, M.EXCLUDE, REVIEWER, FIRST + DAY + timedelta(seconds=52))
        step(connection, PLAY, M.EXCLUDE, REVIEWER, FIRST + DAY + timedelta(seconds=60))
        fault = {"action": SEAL_FAULT, "subject": ONE, "detail": {"seal": "EV-1"}}
        save_audit(connection, at=FIRST + 2 * DAY, actor="otto", **fault)  # type: ignore[arg-type]
    return engine


def _case() -> Iterator[tuple[Move, object, dict[str, object]]]:
    yield M.FILE, OFFICER, {}
    yield M.PUNISH, OFFICER, {"fine_cny": "1000.50", "platform_action": "points"}
    yield M.FEED_BACK, OFFICER, {}
    yield M.ASK_MORE, REVIEWER, {}
    yield M.FILE, OFFICER, {}
    yield M.PUNISH, OFFICER, {"fine_cny": "2000", "value_cny": "7.05", "platform_action": "taken_down"}
    yield M.FEED_BACK, OFFICER, {}


SCOPES = [
    *(scope(first, last) for first in range(9) for last in range(first, 10)),
    scope(0, cities=("benxi", "jiaozuo"), is_practice=None),
    scope(0, is_practice=True),
]


def read_all(engine: Engine) -> list[MoveFigures]:
    with reading(engine) as connection:
        return [read_move_figures(connection, one) for one in SCOPES]


def test_kept_days_and_counted_ones_say_the_same_of_every_time(worked: Engine) -> None:
    before = read_all(worked)
    assert keep_figures(worked, NOW, most=EVERY) == 2 * KEPT_DAYS
    with reading(worked) as connection:
        assert len(read_kept_days(connection, FigureKind.MOVES, SCOPES[0])) == 1
    assert read_all(worked) == before
    with writing(worked) as connection:
        forget_days(connection, FigureKind.MOVES, [shanghai_day(FIRST + place * DAY) for place in (1, 4, 5)])
    assert read_all(worked) == before


def test_a_lead_that_was_punished_twice_counts_once_with_the_last_fine(worked: Engine) -> None:
    keep_figures(worked, NOW, most=EVERY)
    with reading(worked) as connection:
        whole = read_move_figures(connection, scope(0))
        early, late = read_move_figures(connection, scope(0, 3)), read_move_figures(connection, scope(5))
    assert (whole.cases[M.PUNISH], whole.cases[M.FILE], whole.moves[M.PUNISH]) == (1, 1, 2)
    assert {name: str(amount) for name, amount in whole.yuan.items()} == {
        "fine_cny": "2000", "confiscated_cny": "0", "value_cny": "7.05",
    }  # fmt: skip
    assert (whole.platform_actions, early.platform_actions) == ({"taken_down": 1}, {"points": 1})
    assert (str(early.yuan["fine_cny"]), late.cases[M.FILE], late.cases[M.PUNISH]) == ("1000.50", 0, 1)
    assert whole.seconds_per_decision == 22
    assert whole.seal_checks == Share(0, 1)


def test_kept_figures_are_read_and_not_the_events(worked: Engine) -> None:
    """Else the comparison above would compare nothing."""
    keep_figures(worked, NOW, most=EVERY)
    with writing(worked) as connection:
        connection.execute(
            figure_days.update().where(figure_days.c.city != "").values(figures='{"again":{},"counts":{}}')
        )
        assert read_move_figures(connection, scope(0)).moves == {}


def test_nothing_kept_is_used_where_a_time_begins_within_a_day(worked: Engine) -> None:
    odd = Scope(cities=("benxi",), since=FIRST + 5 * DAY, until=NOW)
    keep_figures(worked, NOW, most=EVERY)
    with reading(worked) as connection:
        assert read_kept_days(connection, FigureKind.MOVES, odd) == {}
        assert read_move_figures(connection, odd).cases[M.PUNISH] == 1


def test_only_days_that_are_over_are_kept_each_once_and_limits_of_late_days_each_night(engine: Engine) -> None:
    soon = midnight(shanghai_day(NOW)) + timedelta(minutes=59)
    with reading(engine) as connection:
        (first, *_) = find_due_days(connection, FigureKind.MOVES, soon)
        assert first == shanghai_day(NOW) - 2 * DAY
        assert find_due_days(connection, FigureKind.MOVES, NOW)[0] == shanghai_day(NOW) - DAY
    assert keep_figures(engine, NOW) == AT_ONCE
    keep_figures(engine, NOW, most=EVERY)
    assert keep_figures(engine, NOW + HOUR, most=EVERY) == 0
    with reading(engine) as connection:
        night = NOW + DAY
        assert len(find_due_days(connection, FigureKind.MOVES, night)) == 1
        assert len(find_due_days(connection, FigureKind.LIMITS, night)) == MOVING_DAYS


def clock(connection: Connection, number: str, due_at: datetime, ended_at: datetime | None) -> None:
    row = {"rule": "signing", "turn": 1, "started_at": FIRST - 5 * DAY, "extensions": 0, "is_practice": False}
    connection.execute(insert(lead_clocks).values(**row, lead=number, due_at=due_at, ended_at=ended_at))


def test_limits_of_past_days_are_kept_with_the_time_of_their_counting(engine: Engine) -> None:
    with writing(engine) as connection:
        for place, late in enumerate((-HOUR, HOUR, None), 1):
            number = f"GI-benxi-20261101-{place:04d}"
            open_lead(connection, number, host="huanren")
            clock(connection, number, FIRST, None if late is None else FIRST + late)
        before = read_punctuality(connection, scope(0))
        assert [(one.host, one.kept) for one in before] == [("huanren", Share(1, 3))]
        assert read_limits_counted_at(connection, scope(0)) is None
    keep_figures(engine, NOW, most=EVERY)
    with writing(engine) as connection:
        assert read_punctuality(connection, scope(0)) == before
        assert read_limits_counted_at(connection, scope(0)) == NOW
        assert read_punctuality(connection, scope(1)) == ()
        forget_days(connection, FigureKind.LIMITS)
        assert read_limits_counted_at(connection, scope(0)) is None


def test_the_figures_of_the_practice_market_go_with_it(worked: Engine) -> None:
    keep_figures(worked, NOW, most=EVERY)
    with writing(worked) as connection:
        assert read_move_figures(connection, scope(0, is_practice=True)).moves == {M.EXCLUDE: 1}
        wipe_practice(connection, now=NOW, actor="ops")
        assert read_move_figures(connection, scope(0, is_practice=True)).moves == {}
        assert connection.scalars(select(figure_days.c.is_practice).distinct()).all() == [False]


def test_work_on_both_sides_of_midnight_is_no_pace(engine: Engine) -> None:
    night = midnight(shanghai_day(FIRST + DAY))
    with writing(engine) as connection:
        for number, at in ((ONE, night - timedelta(seconds=5)), (TWO, night + timedelta(seconds=5))):
            open_lead(connection, number)
            step(connection, number, M.CONFIRM, REVIEWER, at)
        assert read_move_figures(connection, scope(0)).seconds_per_decision is None
        step(connection, TWO, M.SEND_BACK, APPROVER, night + HOUR)
        assert read_move_figures(connection, scope(0)).sent_back == Share(1, 1)


def test_deadlines_are_counted_as_they_are_listed(engine: Engine) -> None:
    with writing(engine) as connection:
        for place, hours in enumerate((-30, -1, 0, 1, 47, 49), 1):
            number = f"GI-benxi-20261101-{place:04d}"
            open_lead(connection, number)
            clock(connection, number, NOW + hours * HOUR, None)
        open_lead(connection, OTHER, city="jiaozuo")
        clock(connection, OTHER, NOW - HOUR, None)
        clock(connection, f"GI-benxi-20261101-{9:04d}", NOW - HOUR, NOW)
        soon = NOW + 2 * DAY
        for most in (1_000, 3, 1):
            listed = read_open_clocks(connection, due_before=soon, actor=REVIEWER, limit=most)
            late = sum(one.due_at < NOW for one in listed)
            counted = count_open_clocks(connection, REVIEWER, now=NOW, due_before=soon, most=most)
            assert counted == (late, len(listed) - late)
        assert count_open_clocks(connection, REVIEWER, now=NOW, due_before=soon, most=1_000) == (2, 3)
