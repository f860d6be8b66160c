"""Deadlines: against a plain day-by-day count, across years, pauses, extensions, and the hours of a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads_db.clocks import DAY, Countdown, clocks_of, shanghai_day
from leads_db.records.clock import Clock, ClockState, LimitKind
from leads_db.records.handling import LeadEvent, Move
from leads_db.register.clock_rules import load_clock_rules
from leads_db.workdays import WorkdayCalendar, load_workdays
from tests.leads_db.lead_life import Life, at, dispatched, received

RULES = load_clock_rules()
CALENDAR = load_workdays()
PLAIN = WorkdayCalendar({}, {2026: "complete", 2027: "complete", 2028: "complete"})


def clock(life: Life, rule: str, now: str, calendar: WorkdayCalendar = PLAIN) -> Clock:
    found = [one for one in clocks_of(life.events, RULES, calendar, at(now)) if one.rule == rule]
    assert len(found) == 1
    return found[0]


def due_on(life: Life, rule: str, calendar: WorkdayCalendar = PLAIN, now: str = "2026-12-02") -> str:
    due_at = clock(life, rule, now, calendar).due_at
    assert due_at is not None
    return str(shanghai_day(due_at))


def plain_count(
    calendar: WorkdayCalendar, start: date, amount: int, by_workdays: bool, gaps: list[tuple[date, date | None]]
) -> date | None:
    """The oracle: a list of all days, struck out one by one; None when the list ends before the limit does."""
    days = [start + timedelta(days=step) for step in range(1, 1500)]
    struck = {day for day in days for first, last in gaps if day > first and (last is None or day <= last)}
    counted = [day for day in days if day not in struck and (calendar.is_workday(day) or not by_workdays)]
    last = start if amount == 0 else (counted[amount - 1] if len(counted) >= amount else None)
    if last is None:
        return None
    whole = [start, *days]
    good = [day for day in whole if day >= last and day not in struck and calendar.is_workday(day)]
    return good[0] if good else None


@st.composite
def _gaps(draw: st.DrawFn, start: date) -> list[tuple[date, date | None]]:
    gaps: list[tuple[date, date | None]] = []
    day = start
    for _ in range(draw(st.integers(0, 4))):
        day += timedelta(days=draw(st.integers(0, 20)))
        last = day + timedelta(days=draw(st.integers(0, 60)))
        gaps.append((day, last))
        day = last
    if draw(st.booleans()) and gaps:
        gaps[-1] = (gaps[-1][0], None)
    return gaps


@given(
    data=st.data(),
    start=st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    amount=st.integers(0, 130),
    by_workdays=st.booleans(),
    special=st.dictionaries(st.dates(date(2025, 1, 1), date(2030, 1, 1)), st.booleans(), max_size=60),
)
def test_the_due_day_is_that_of_a_count_day_by_day(
    data: st.DataObject, start: date, amount: int, by_workdays: bool, special: dict[date, bool]
) -> None:
    gaps = data.draw(_gaps(start))
    calendar = WorkdayCalendar(special, {})
    counted = Countdown(calendar, by_workdays=by_workdays, gaps=gaps).due_day(start, amount)[0]
    assert counted == plain_count(calendar, start, amount, by_workdays, gaps)


@given(start=st.dates(date(2025, 1, 1), date(2028, 1, 1)), other=st.dates(date(2025, 1, 1), date(2028, 1, 1)))
def test_working_days_between_two_days_are_counted_both_ways(start: date, other: date) -> None:
    first, last = min(start, other), max(start, other)
    count = sum(CALENDAR.is_workday(first + DAY * step) for step in range(1, (last - first).days + 1))
    assert CALENDAR.count_workdays(start, other) == (count if start <= other else -count)


@given(start=st.dates(date(2025, 1, 1), date(2027, 12, 31)), amount=st.integers(1, 60))
def test_a_limit_in_working_days_is_the_calendars_own_count(start: date, amount: int) -> None:
    due = Countdown(CALENDAR, by_workdays=True, gaps=[]).due_day(start, amount)[0]
    assert due == CALENDAR.add_workdays(start, amount)


def test_verification_starts_at_the_receipt_and_not_at_capture_or_dispatch() -> None:
    life = dispatched("2026-11-02").then(Move.SIGN, "2026-12-01")
    assert due_on(life, "verification") == "2026-12-22"
    assert clock(life, "verification", "2026-12-01").started_at == at("2026-12-01")


def test_the_due_moment_is_six_in_the_evening_in_shanghai() -> None:
    due_at = clock(received(), "verification", "2026-12-01").due_at
    assert due_at == at("2026-12-22 18:00")
    assert clock(received(), "verification", "2026-12-22 18:00").state is ClockState.RUNNING
    assert clock(received(), "verification", "2026-12-22 18:01").state is ClockState.LATE


def test_a_limit_across_new_year_into_a_year_that_is_not_known_warns_and_goes_on() -> None:
    calendar = WorkdayCalendar({}, {2026: "complete"})
    found = clock(received("2026-12-25"), "verification", "2026-12-25", calendar)
    assert found.due_at == at("2027-01-15 18:00")
    assert found.warning.startswith("2027年的节假日安排未录入")
    assert "尚未公布完整" in clock(received("2026-12-25"), "verification", "2026-12-25", CALENDAR).warning
    assert clock(received("2026-12-01"), "signing", "2026-12-01", calendar).warning == ""


def test_a_shifted_saturday_counts_and_a_holiday_does_not() -> None:
    shifted = WorkdayCalendar({date(2026, 12, 5): True, date(2026, 12, 7): False}, {2026: "complete"})
    assert due_on(received("2026-12-04"), "verification", shifted) == "2026-12-25"
    assert due_on(dispatched("2026-12-04"), "signing", shifted) == "2026-12-08"


def test_ninety_days_are_calendar_days_and_a_free_last_day_moves() -> None:
    life = received("2026-12-01").then(Move.FILE, "2026-12-07", case_number="1", filed_on="2026-12-07")
    assert (date(2026, 12, 7) + timedelta(days=90)).weekday() == 6
    assert due_on(life, "decision") == "2027-03-08"


def test_filing_starts_on_the_day_that_was_filed_not_on_the_day_it_was_told() -> None:
    late_told = received().then(Move.FILE, "2026-12-10", case_number="1", filed_on="2026-12-02")
    assert due_on(late_told, "decision") == "2027-03-02"
    for nonsense in ("2027-12-02", "gestern", "0001-01-01", "1900-01-01"):
        life = received().then(Move.FILE, "2026-12-10", case_number="1", filed_on=nonsense)
        assert due_on(life, "decision") == "2027-03-10"


def test_an_extension_is_given_once_and_adds_its_own_amount() -> None:
    life = received().then(Move.EXTEND, "2026-12-20")
    assert due_on(life, "verification") == "2027-01-12"
    assert due_on(life.then(Move.EXTEND, "2026-12-21"), "verification") == "2027-01-12"
    filed = (
        received().then(Move.FILE, "2026-12-02", case_number="1", filed_on="2026-12-02").then(Move.EXTEND, "2027-01-04")
    )
    assert due_on(filed, "decision") == "2027-04-01"


def test_testing_stops_the_clock_and_its_days_are_given_back() -> None:
    life = received("2026-12-01").then(Move.PAUSE, "2026-12-03", pause_kind="testing")
    paused = clock(life, "verification", "2027-02-01")
    assert (paused.state, paused.due_at, paused.workdays_left) == (ClockState.PAUSED, None, 13)
    life.then(Move.RESUME, "2027-01-08")
    assert due_on(life, "verification") == "2027-01-27"


def test_a_pause_counts_from_the_day_of_sending_to_the_day_of_coming_back_not_of_telling() -> None:
    told_late = received("2026-12-01").then(Move.PAUSE, "2026-12-08", pause_kind="testing", sent_out_on="2026-12-03")
    told_late.then(Move.RESUME, "2026-12-21", came_back_on="2026-12-17")
    at_once = received("2026-12-01").then(Move.PAUSE, "2026-12-03", pause_kind="testing")
    at_once.then(Move.RESUME, "2026-12-17")
    assert due_on(told_late, "verification") == due_on(at_once, "verification")
    assert due_on(told_late, "verification") > due_on(received("2026-12-01"), "verification")


def test_a_pause_that_the_rule_does_not_know_stops_nothing() -> None:
    life = received("2026-12-01").then(Move.PAUSE, "2026-12-03", pause_kind="hearing")
    assert due_on(life, "verification") == "2026-12-22"


def test_a_limit_that_ran_out_before_the_pause_stays_late() -> None:
    life = received("2026-12-01").then(Move.PAUSE, "2026-12-23", pause_kind="testing")
    assert clock(life, "verification", "2027-01-01").state is ClockState.LATE


def test_a_pause_ends_with_the_case() -> None:
    life = received().then(Move.PAUSE, "2026-12-03", pause_kind="testing")
    life.then(Move.NOT_FILE, "2026-12-10", no_case_reason="minor")
    found = clock(life, "verification", "2027-01-01")
    assert found.state is ClockState.MET
    assert found.pauses[0].to_at == found.ended_at == at("2026-12-10")
    assert clock(life, "feedback_not_filed", "2026-12-11").state is ClockState.RUNNING


def test_the_pause_of_a_verification_ends_where_the_case_is_filed() -> None:
    life = received().then(Move.PAUSE, "2026-12-03", pause_kind="testing")
    life.then(Move.FILE, "2026-12-04", case_number="1", filed_on="2026-12-04")
    assert clock(life, "decision", "2027-01-01").state is ClockState.RUNNING
    life.then(Move.PAUSE, "2026-12-04 11:00", pause_kind="hearing").then(Move.RESUME, "2026-12-14")
    assert due_on(life, "decision") == "2027-03-15"


def test_an_act_after_the_due_time_is_late_for_ever_one_before_it_is_met() -> None:
    life = dispatched("2026-12-01").then(Move.SIGN, "2026-12-04")
    assert clock(life, "signing", "2028-01-01").state is ClockState.LATE
    assert clock(received("2026-12-01"), "signing", "2028-01-01").state is ClockState.MET


def test_what_is_approved_after_hours_is_sent_the_next_working_day() -> None:
    life = Life().then(Move.OPEN, "2026-12-04").then(Move.CONFIRM, "2026-12-04")
    in_time = Life()
    in_time.events = life.events[:]
    assert due_on(in_time.then(Move.APPROVE, "2026-12-04 16:00", host="h"), "sending") == "2026-12-04"
    assert due_on(life.then(Move.APPROVE, "2026-12-04 19:00", host="h"), "sending") == "2026-12-07"


def test_twenty_four_hours_are_hours_and_a_handover_in_time_meets_them() -> None:
    told = {"decided_on": "2026-12-04"}
    life = received().then(Move.TRANSFER_CRIMINAL, "2026-12-04 15:00", **told)
    assert clock(life, "criminal_handover", "2026-12-05").due_at == at("2026-12-05 15:00")
    done = received().then(Move.TRANSFER_CRIMINAL, "2026-12-04 15:00", **told, handed_over_at="2026-12-04T14:00+08:00")
    assert clock(done, "criminal_handover", "2027-01-01").state is ClockState.MET


def test_an_undone_act_never_happened_for_the_clocks() -> None:
    life = Life().then(Move.OPEN, "2026-12-01").then(Move.CONFIRM, "2026-12-02").then(Move.UNDO, "2026-12-02 10:01")
    assert due_on(life, "triage") == "2026-12-04"
    assert [one.rule for one in clocks_of(life.events, RULES, PLAIN, at("2026-12-02"))] == ["triage"]


def test_the_informer_is_told_only_where_there_is_one_that_gave_a_name() -> None:
    def life(**facts: object) -> Life:
        sent = Life().then(Move.OPEN, "2026-12-01", **facts).then(Move.CONFIRM, "2026-12-01")
        sent.then(Move.APPROVE, "2026-12-01", host="h").then(Move.DISPATCH, "2026-12-01", host="h")
        return sent.then(Move.SIGN, "2026-12-01").then(Move.NOT_FILE, "2026-12-02", no_case_reason="minor")

    assert due_on(life(named_informer=True), "informer") == "2026-12-09"
    assert not [one for one in clocks_of(life().events, RULES, PLAIN, at("2026-12-03")) if one.rule == "informer"]


def test_a_rule_holds_by_the_day_on_which_its_clock_starts() -> None:
    old = [rule for rule in RULES if rule.id == "informer" and rule.covers(date(2026, 4, 14))]
    new = [rule for rule in RULES if rule.id == "informer" and rule.covers(date(2026, 4, 15))]
    assert [(rule.confirmed, len(old)) for rule in (*old, *new)] == [(True, 1), (False, 1)]


def test_internal_targets_and_legal_limits_are_told_apart() -> None:
    kinds = {one.rule: one.kind for one in clocks_of(received().events, RULES, PLAIN, at("2026-12-02"))}
    assert kinds == {
        "triage": LimitKind.INTERNAL,
        "approval": LimitKind.INTERNAL,
        "sending": LimitKind.INTERNAL,
        "signing": LimitKind.INTERNAL,
        "verification": LimitKind.LEGAL,
    }


@pytest.mark.parametrize("move", [Move.URGE, Move.SUPERVISE])
def test_urging_moves_no_clock(move: Move) -> None:
    before = clock(received(), "verification", "2027-01-04")
    assert clock(received().then(move, "2027-01-04"), "verification", "2027-01-04") == before


def test_no_events_no_clocks() -> None:
    nothing: list[LeadEvent] = []
    assert clocks_of(nothing, RULES, PLAIN, at("2026-12-01")) == ()
