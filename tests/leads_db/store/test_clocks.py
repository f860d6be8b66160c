"""Clocks that follow the audit: kept once, recomputable, and moved with a note when the calendar is corrected."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, select, update

from leads_db.errors import FactsMissing, MoveNotAllowed
from leads_db.notice_tables import lead_clocks
from leads_db.records.clock import ClockState
from leads_db.records.handling import LeadState, Move
from leads_db.store.audit import find_broken_audit
from leads_db.store.clocks import TimeRules, find_stray_clocks, is_behind, read_clocks, read_time_rules, refresh_clocks
from leads_db.store.due_clocks import read_open_clocks, save_mark
from leads_db.store.engine import reading, writing
from leads_db.store.workday_changes import read_calendar, read_day_changes, save_day_change
from leads_db.tables import audit
from tests.factories import NOON
from tests.leads_db.store.handled import APPROVER, HEAD, OFFICER, REVIEWER, bring_to, open_lead, step

LATER = NOON + timedelta(days=400)


def refresh(engine: Engine, *, batch: int = 500) -> TimeRules:
    while True:
        with writing(engine) as connection:
            by = read_time_rules(connection)
            if not refresh_clocks(connection, by, NOON, batch=batch):
                return by


def lead_in(engine: Engine, state: LeadState, number: str = "GI-benxi-20261120-0001") -> str:
    with writing(engine) as connection:
        open_lead(connection, number)
        bring_to(connection, number, state)
    return number


@pytest.mark.parametrize("state", LeadState)
def test_recomputing_all_gives_what_is_kept(engine: Engine, state: LeadState) -> None:
    lead_in(engine, state)
    by = refresh(engine)
    with reading(engine) as connection:
        assert find_stray_clocks(connection, by, LATER) == ()
        assert not is_behind(connection, by)


def test_a_clock_that_was_changed_by_hand_is_found(engine: Engine) -> None:
    number = lead_in(engine, LeadState.RECEIVED)
    by = refresh(engine)
    with writing(engine) as connection:
        connection.execute(update(lead_clocks).values(extensions=7))
    with reading(engine) as connection:
        assert find_stray_clocks(connection, by, NOON) == (number,)


def test_new_events_are_followed_in_small_batches(engine: Engine) -> None:
    numbers = [lead_in(engine, LeadState.RECEIVED, f"GI-benxi-20261120-000{place}") for place in range(1, 6)]
    by = refresh(engine, batch=2)
    with writing(engine) as connection:
        step(connection, numbers[2], Move.EXTEND, HEAD)
    with reading(engine) as connection:
        assert is_behind(connection, by)
    refresh(engine, batch=2)
    with reading(engine) as connection:
        assert find_stray_clocks(connection, by, NOON) == ()
        open_ones = read_open_clocks(connection, due_before=LATER, rules=["verification"])
        latest = max(open_ones, key=lambda clock: clock.due_at)
    assert (len(open_ones), latest.lead) == (5, numbers[2])


def test_an_undone_act_leaves_no_clock(engine: Engine) -> None:
    number = lead_in(engine, LeadState.CONFIRMED)
    refresh(engine)
    with writing(engine) as connection:
        step(connection, number, Move.UNDO, REVIEWER)
    refresh(engine)
    with reading(engine) as connection:
        assert set(connection.scalars(select(lead_clocks.c.rule))) == {"triage"}


def test_correcting_the_calendar_moves_the_deadlines_and_says_so(engine: Engine) -> None:
    number = lead_in(engine, LeadState.RECEIVED)
    before = refresh(engine)
    with writing(engine) as connection:
        save_day_change(connection, "2026-11-25", "holiday", APPROVER, name="临时放假", source="国办发电", at=NOON)
    after = refresh(engine)
    with reading(engine) as connection:
        due = [
            {clock.rule: clock.due_at for clock in read_clocks(connection, number, by, NOON)}["verification"]
            for by in (before, after)
        ]
        moved = connection.execute(select(audit).where(audit.c.action == "clock.moved")).all()
        assert (find_stray_clocks(connection, after, NOON), find_broken_audit(connection)) == ((), None)
    assert due[0] is not None
    assert due[1] is not None
    assert due[0] < due[1]
    assert [(row.subject, row.actor) for row in moved] == [(number, "system")]
    assert due[1].isoformat() in moved[0].detail


def test_the_calendar_is_the_seed_with_the_corrections_over_it(engine: Engine) -> None:
    with writing(engine) as connection:
        seed = read_calendar(connection)
        holiday = next(
            day for day, worked in seed.special.items() if not worked and day.weekday() < 5 and day.year == 2027
        )
        save_day_change(connection, holiday.isoformat(), "plain", APPROVER, name="", source="通知", at=NOON)
        save_day_change(connection, "2027", "complete", APPROVER, name="", source="通知", at=NOON)
        save_day_change(connection, "2028", "provisional", APPROVER, name="", source="通知", at=NOON)
        calendar = read_calendar(connection)
        assert (seed.is_workday(holiday), calendar.is_workday(holiday)) == (False, True)
        assert (calendar.warning(2027), calendar.warning(2028) is None) == (None, False)
        save_day_change(connection, holiday.isoformat(), "holiday", APPROVER, name="再改", source="通知", at=NOON)
        assert not read_calendar(connection).is_workday(holiday)
        kept = {change.subject: change.kind for change in read_day_changes(connection)}
        assert kept == {"2027": "complete", "2028": "provisional", holiday.isoformat(): "holiday"}
        assert (
            connection.scalars(select(audit.c.action).where(audit.c.action == "calendar.change")).all()
            == ["calendar.change"] * 4
        )


@pytest.mark.parametrize("actor", [REVIEWER, OFFICER, HEAD])
def test_only_an_approver_corrects_the_calendar(engine: Engine, actor: object) -> None:
    with writing(engine) as connection, pytest.raises(MoveNotAllowed):
        save_day_change(connection, "2027-01-04", "holiday", actor, name="", source="通知", at=NOON)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("subject", "kind", "source"),
    [
        ("2027-02-30", "holiday", "通知"),
        ("2027-02-08", "complete", "通知"),
        ("2027", "holiday", "通知"),
        ("20270208", "holiday", "通知"),
        ("２０２７", "complete", "通知"),
        ("1999", "complete", "通知"),
        ("2027-02-08", "holiday", "  "),
        ("=cmd()", "holiday", "通知"),
    ],
)
def test_a_correction_that_cannot_be_meant_is_refused(engine: Engine, subject: str, kind: str, source: str) -> None:
    with writing(engine) as connection, pytest.raises(FactsMissing):
        save_day_change(connection, subject, kind, APPROVER, name="", source=source, at=NOON)


def test_lists_of_deadlines_hold_to_what_somebody_may_see(engine: Engine) -> None:
    lead_in(engine, LeadState.RECEIVED)
    with writing(engine) as connection:
        open_lead(connection, "GI-jiaozuo-20261120-0001", city="jiaozuo")
    refresh(engine)
    with reading(engine) as connection:
        everything = read_open_clocks(connection, due_before=LATER)
        centre = read_open_clocks(connection, due_before=LATER, actor=REVIEWER)
    assert {clock.city for clock in everything} == {"benxi", "jiaozuo"}
    assert {clock.city for clock in centre} == {"benxi"}


def test_a_paused_clock_stands_in_no_list_and_comes_back(engine: Engine) -> None:
    number = lead_in(engine, LeadState.RECEIVED)
    with writing(engine) as connection:
        step(connection, number, Move.PAUSE, OFFICER, NOON + timedelta(days=3))
    by = refresh(engine)
    with reading(engine) as connection:
        assert read_open_clocks(connection, due_before=LATER, rules=["verification"]) == ()
        (clock,) = (one for one in read_clocks(connection, number, by, LATER) if one.rule == "verification")
    assert clock.state is ClockState.PAUSED


def test_a_reminder_is_marked_once_for_a_due_time(engine: Engine) -> None:
    lead_in(engine, LeadState.RECEIVED)
    refresh(engine)
    with writing(engine) as connection:
        clock = read_open_clocks(connection, due_before=LATER, rules=["verification"])[0]
        assert save_mark(connection, clock, "urge", NOON)
        assert not save_mark(connection, clock, "urge", NOON)
        assert save_mark(connection, clock, "supervise", NOON)


def test_a_wiped_lead_leaves_the_refresh_alone(engine: Engine) -> None:
    from leads_db.lead_tables import lead_terms, leads

    lead_in(engine, LeadState.NEW)
    with writing(engine) as connection:
        connection.execute(delete(lead_terms))
        connection.execute(delete(leads))
    by = refresh(engine)
    with reading(engine) as connection:
        assert not is_behind(connection, by)
