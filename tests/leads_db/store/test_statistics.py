"""Figures of leads that the test moves itself, so that each can be counted by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection, Engine, insert

from leads_db.notice_tables import lead_clocks
from leads_db.records.handling import LeadState, Move
from leads_db.shares import Share
from leads_db.store.audit import save_audit
from leads_db.store.due_runs import DueRun, DueState, save_due
from leads_db.store.engine import reading, writing
from leads_db.store.limit_statistics import read_punctuality, sum_by_rule
from leads_db.store.move_counting import SEAL_FAULT
from leads_db.store.move_statistics import read_move_figures
from leads_db.store.statistics import (
    Grouping,
    Scope,
    count_days,
    count_dues,
    count_leads,
    read_precision,
)
from tests.factories import NOON
from tests.leads_db.store.handled import APPROVER, HEAD, OFFICER, REVIEWER, bring_to, open_lead, step

DAY = timedelta(days=1)
SCOPE = Scope(cities=("benxi",), since=NOON - DAY, until=NOON + DAY)
M, S = Move, LeadState


def number(place: int) -> str:
    return f"GI-benxi-20261120-{place:04d}"


@pytest.fixture
def leads_of_all_kinds(engine: Engine) -> Engine:
    """One new, one dispatched, two wrongly flagged, one gone; one of another city, an older one, a practice one."""
    with writing(engine) as connection:
        for place in range(1, 6):
            open_lead(connection, number(place), indication="huanren-rice" if place < 4 else "wafangdian-apple")
        open_lead(connection, "GI-jiaozuo-20261120-0001", city="jiaozuo")
        open_lead(connection, "GI-benxi-20261001-0001", first_seen_at=NOON - 30 * DAY)
        open_lead(connection, number(90), is_practice=True)
        bring_to(connection, number(2), S.DISPATCHED)
        step(connection, number(3), M.EXCLUDE, REVIEWER, exclusion="authorised")
        step(connection, number(4), M.EXCLUDE, REVIEWER, exclusion="gone")
        step(connection, number(5), M.EXCLUDE, REVIEWER, exclusion="descriptive")
    return engine


def test_counts_hold_the_city_and_the_time_and_no_practice(leads_of_all_kinds: Engine) -> None:
    with reading(leads_of_all_kinds) as connection:
        assert count_leads(connection, SCOPE, Grouping.STATE) == {"excluded": 3, "dispatched": 1, "new": 1}
        assert count_leads(connection, SCOPE, Grouping.HOST) == {"": 4, "huanren": 1}
        assert count_leads(connection, SCOPE, Grouping.INDICATION) == {"huanren-rice": 3, "wafangdian-apple": 2}
        assert count_days(connection, SCOPE) == {f"{NOON:%Y-%m-%d}": 5}


def test_a_day_begins_at_midnight_in_shanghai(engine: Engine) -> None:
    midnight = datetime(2026, 11, 19, 16, tzinfo=UTC)
    with writing(engine) as connection:
        open_lead(connection, number(1), first_seen_at=midnight)
        open_lead(connection, number(2), first_seen_at=midnight - timedelta(seconds=1))
        wide = Scope(cities=("benxi",), since=NOON - 2 * DAY, until=NOON)
        assert count_days(connection, wide) == {"2026-11-19": 1, "2026-11-20": 1}


def test_both_stocks_are_counted_together_when_asked(leads_of_all_kinds: Engine) -> None:
    both = Scope(cities=("benxi",), since=SCOPE.since, until=SCOPE.until, is_practice=None)
    with reading(leads_of_all_kinds) as connection:
        assert sum(count_leads(connection, both, Grouping.STATE).values()) == 6


def test_precision_leaves_out_what_says_nothing(leads_of_all_kinds: Engine) -> None:
    with reading(leads_of_all_kinds) as connection:
        assert read_precision(connection, SCOPE) == {"huanren-rice": Share(1, 2), "wafangdian-apple": Share(0, 1)}


def test_a_county_that_finds_no_act_says_that_the_machine_was_wrong(engine: Engine) -> None:
    with writing(engine) as connection:
        for place, reason in enumerate(("no_act", "minor"), 1):
            open_lead(connection, number(place))
            bring_to(connection, number(place), S.RECEIVED)
            step(connection, number(place), M.NOT_FILE, HEAD, no_case_reason=reason)
        assert read_precision(connection, SCOPE) == {"huanren-rice": Share(1, 2)}


def test_leads_that_people_opened_do_not_count_as_the_machines(engine: Engine) -> None:
    with writing(engine) as connection:
        open_lead(connection, opened_by="intake:forwarded")
        step(connection, number(1), M.EXCLUDE, REVIEWER, exclusion="authorised")
        assert read_precision(connection, SCOPE) == {}


def decide(connection: Connection, at_s: list[float]) -> None:
    for place, second in enumerate(at_s, 1):
        open_lead(connection, number(place))
        step(connection, number(place), M.CONFIRM, REVIEWER, NOON + timedelta(seconds=second))


def test_pace_passes_over_breaks_and_batches(engine: Engine) -> None:
    with writing(engine) as connection:
        decide(connection, [0, 10, 10, 10, 40, 4000, 4020])
        assert read_move_figures(connection, SCOPE).seconds_per_decision == 20


def test_taken_back_sent_back_returned(engine: Engine) -> None:
    with writing(engine) as connection:
        decide(connection, [0, 1, 2])
        step(connection, number(1), M.UNDO, REVIEWER)
        step(connection, number(2), M.SEND_BACK, APPROVER)
        step(connection, number(3), M.APPROVE, APPROVER)
        step(connection, number(3), M.DISPATCH, APPROVER)
        step(connection, number(3), M.RETURN, OFFICER, return_reason="lacking", lacking="执照")
        figures = read_move_figures(connection, SCOPE)
    assert (figures.undone, figures.sent_back, figures.returned) == (Share(1, 3), Share(1, 2), Share(1, 1))
    assert figures.returns == {"lacking": 1}


def test_a_decision_of_before_that_is_taken_back_now_breaks_no_share(engine: Engine) -> None:
    with writing(engine) as connection:
        decide(connection, [0])
        step(connection, number(1), M.UNDO, REVIEWER, NOON + timedelta(hours=2))
        late = Scope(cities=("benxi",), since=NOON + timedelta(hours=1), until=NOON + DAY)
        assert read_move_figures(connection, late).undone == Share(0, 0)


def test_cases_count_each_lead_once_with_what_was_told_last(engine: Engine) -> None:
    with writing(engine) as connection:
        open_lead(connection)
        bring_to(connection, number(1), S.FILED)
        step(connection, number(1), M.PUNISH, OFFICER, fine_cny="1000.50", platform_action="points")
        step(connection, number(1), M.FEED_BACK, OFFICER)
        step(connection, number(1), M.ASK_MORE, REVIEWER)
        step(connection, number(1), M.FILE, OFFICER)
        step(connection, number(1), M.PUNISH, OFFICER, fine_cny="2000.50", platform_action="taken_down")
        figures = read_move_figures(connection, SCOPE)
    assert figures.cases[M.PUNISH] == 1
    assert figures.yuan["fine_cny"] == Decimal("2000.50")
    assert figures.platform_actions == {"taken_down": 1}


def test_seal_checks_count_faults(engine: Engine) -> None:
    with writing(engine) as connection:
        open_lead(connection)
        bring_to(connection, number(1), S.DISPATCHED)
        save_audit(connection, at=NOON, actor="otto", action=SEAL_FAULT, subject=number(1), detail={"seal": "EV-1"})
        step(connection, number(1), M.SIGN, OFFICER, seal_holds=True)
        assert read_move_figures(connection, SCOPE).seal_checks == Share(1, 2)


def test_moves_of_other_cities_and_times_are_not_told(leads_of_all_kinds: Engine) -> None:
    later = Scope(cities=("benxi",), since=NOON + DAY, until=NOON + 2 * DAY)
    other = Scope(cities=("jiaozuo",), since=SCOPE.since, until=SCOPE.until)
    with reading(leads_of_all_kinds) as connection:
        assert read_move_figures(connection, later).moves == {}
        assert read_move_figures(connection, other).moves == {}


def test_limits_kept_late_and_still_open(engine: Engine) -> None:
    with writing(engine) as connection:
        for place in (1, 2, 3):
            open_lead(connection, number(place), host="huanren")
        base = {"rule": "signing", "turn": 1, "started_at": NOON - DAY, "due_at": NOON, "extensions": 0}
        ends = (NOON - timedelta(hours=1), NOON + timedelta(hours=1), None)
        rows = [
            {**base, "lead": number(place), "ended_at": end, "is_practice": False} for place, end in enumerate(ends, 1)
        ]
        connection.execute(insert(lead_clocks), rows)
        found = read_punctuality(connection, SCOPE)
    assert [(one.rule, one.host, one.kept) for one in found] == [("signing", "huanren", Share(1, 3))]
    assert sum_by_rule(found) == {"signing": Share(1, 3)}


def test_due_collections_are_told_by_what_became_of_them(engine: Engine) -> None:
    with writing(engine) as connection:
        for hour, state in enumerate((DueState.STARTED, DueState.MISSED, DueState.MISSED)):
            at = NOON + timedelta(hours=hour)
            save_due(connection, DueRun(job="collect:shop", due_at=at, state=state, settled_at=at))
        assert count_dues(connection, SCOPE) == {DueState.STARTED: 1, DueState.MISSED: 2}
