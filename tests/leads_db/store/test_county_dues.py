"""The first deadlines of a bureau come from the kept clocks, and are the same as from the events at any moment."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, update

from leads_db.notice_tables import clock_place, lead_clocks
from leads_db.records.handling import Move
from leads_db.store.clocks import TimeRules, is_behind, read_time_rules, refresh_clocks
from leads_db.store.county_dues import read_first_dues
from leads_db.store.county_views import CountyFilter, count_county_rows, count_each, read_county_clocks
from leads_db.store.dispatching import dispatch_leads
from leads_db.store.engine import writing
from tests.factories import NOON
from tests.leads_db.store.handled import APPROVER, OFFICER, step
from tests.leads_db.store.test_county_views import OTHER, send
from tests.leads_db.store.test_dispatching import ONE, ready

NUMBERS = (ONE, "GI-benxi-20261120-0002", "GI-benxi-20261120-0003")
WRONG = datetime(2020, 1, 1, tzinfo=NOON.tzinfo)


def send_all(connection: Connection) -> None:
    for number in NUMBERS:
        ready(connection, number)
    dispatch_leads(connection, list(NUMBERS), APPROVER, at=NOON, word="试监线移", letter={})


def follow(connection: Connection, by: TimeRules) -> None:
    while is_behind(connection, by):
        refresh_clocks(connection, by, NOON)


def of_events(connection: Connection, by: TimeRules) -> dict[str, datetime | None]:
    found = read_county_clocks(connection, NUMBERS, by, NOON)
    return {number: clocks[0].due_at for number, clocks in found.items() if clocks}


def test_kept_clocks_give_what_the_events_give_also_while_they_lag_behind(engine: Engine) -> None:
    with writing(engine) as connection:
        by = read_time_rules(connection)
        send_all(connection)
        expected = of_events(connection, by)
        assert len(expected) == len(NUMBERS)
        assert read_first_dues(connection, OFFICER, by, NOON) == expected  # nothing is kept yet
        follow(connection, by)
        assert read_first_dues(connection, OFFICER, by, NOON) == expected
        step(connection, NUMBERS[1], Move.SIGN, OFFICER, at=NOON + timedelta(hours=1))
        step(connection, NUMBERS[2], Move.RETURN, OFFICER)
        lagging = read_first_dues(connection, OFFICER, by, NOON)
        assert set(lagging) == set(NUMBERS[:2])
        assert lagging[NUMBERS[1]] != expected[NUMBERS[1]]
        follow(connection, by)
        assert read_first_dues(connection, OFFICER, by, NOON) == lagging
        assert read_first_dues(connection, OTHER, by, NOON) == {}


def test_the_kept_clocks_are_read_only_where_they_hold(engine: Engine) -> None:
    with writing(engine) as connection:
        by = read_time_rules(connection)
        send_all(connection)
        expected = of_events(connection, by)
        follow(connection, by)
        connection.execute(update(lead_clocks).where(lead_clocks.c.ended_at.is_(None)).values(due_at=WRONG))
        assert set(read_first_dues(connection, OFFICER, by, NOON).values()) == {WRONG}  # kept ones are what is read …
        connection.execute(update(clock_place).values(basis="other"))
        assert read_first_dues(connection, OFFICER, by, NOON) == expected  # … unless the rules have changed


def test_a_pause_has_no_due_day(engine: Engine) -> None:
    with writing(engine) as connection:
        by = read_time_rules(connection)
        send(connection)
        step(connection, ONE, Move.SIGN, OFFICER)
        step(connection, ONE, Move.VERIFY, OFFICER)
        follow(connection, by)
        connection.execute(update(lead_clocks).where(lead_clocks.c.ended_at.is_(None)).values(due_at=None))
        assert read_first_dues(connection, OFFICER, by, NOON) == {}


def test_many_filters_are_counted_in_one_look(engine: Engine) -> None:
    with writing(engine) as connection:
        send_all(connection)
        step(connection, NUMBERS[1], Move.SIGN, OFFICER)
        wanted = (CountyFilter(is_signed=False), CountyFilter(is_signed=True), CountyFilter(numbers=(ONE,)))
        one_by_one = tuple(count_county_rows(connection, OFFICER, one) for one in wanted)
        assert count_each(connection, OFFICER, wanted) == one_by_one == (2, 1, 1)
        assert count_each(connection, OTHER, wanted) == (0, 0, 0)
