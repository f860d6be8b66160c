"""A lead's life in simulated months, and the morning's job: each reminder once, whatever is killed or run again."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from leads_db.errors import FactsMissing
from leads_db.lead_tables import leads
from leads_db.notice_tables import notices
from leads_db.records.handling import LeadFlag, LeadState, Move
from leads_db.register.clock_rules import load_clock_rules
from leads_db.settings import Settings
from leads_db.store.clocks import find_stray_clocks, read_clocks, read_time_rules
from leads_db.store.due_clocks import waive_supervision
from leads_db.store.due_runs import DueState, read_newest_due
from leads_db.store.engine import reading, writing
from leads_db.store.events import read_lead_events
from leads_db.store.handling import read_handling
from scheduler.deadlines import JOB, next_step, settle_deadlines, work_deadlines
from tests.factories import NOON
from tests.leads_db.lead_life import at
from tests.leads_db.store.handled import APPROVER, HEAD, OFFICER, REVIEWER, bring_to, open_lead, step

NUMBER = "GI-benxi-20261120-0001"
DAY = timedelta(days=1)


class Calendar:
    """Skips time: every morning between two days the scheduler's work is done, as often as it likes."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        self.now = at("2026-12-01 08:00")
        self.mornings = 0

    def until(self, day: str) -> None:
        """All mornings up to and with this day."""
        while self.now.date() <= at(f"{day} 08:00").date():
            settle_deadlines(self.engine, self.folder, self.now)
            settle_deadlines(self.engine, self.folder, self.now)
            self.now += DAY
            self.mornings += 1

    def act(self, move: Move, who: Any, when: str, **facts: Any) -> None:
        with writing(self.engine) as connection:
            step(connection, NUMBER, move, who, at(when), **facts)

    def told(self) -> list[tuple[str, str]]:
        """(day in Shanghai, move) of what the program did to the lead."""
        with reading(self.engine) as connection:
            events = read_lead_events(connection, NUMBER)
        return [(str((one.at + timedelta(hours=8)).date()), one.move) for one in events if one.actor == "system"][1:]


@pytest.fixture
def months(engine: Engine, settings: Settings) -> Calendar:
    with writing(engine) as connection:
        open_lead(connection, NUMBER)
    return Calendar(engine, settings.register_folder)


def test_a_whole_life_across_a_year_whose_holidays_are_not_known(months: Calendar) -> None:
    months.act(Move.CONFIRM, REVIEWER, "2026-12-14 09:00")
    months.act(Move.APPROVE, APPROVER, "2026-12-14 10:00")
    months.act(Move.DISPATCH, APPROVER, "2026-12-14 11:00")
    months.until("2026-12-16")
    assert months.told() == [("2026-12-15", Move.URGE)]  # one working day left to sign
    months.act(Move.SIGN, OFFICER, "2026-12-16 15:00")
    months.until("2026-12-21")
    months.act(Move.PAUSE, OFFICER, "2026-12-21 10:00", pause_kind="testing")
    months.until("2027-01-20")
    assert months.told()[1:] == []  # nothing is urged while the goods are tested
    months.act(Move.RESUME, OFFICER, "2027-01-20 10:00")
    months.act(Move.EXTEND, HEAD, "2027-02-03 10:00")
    with reading(months.engine) as connection:
        by = read_time_rules(connection)
        (clock,) = (one for one in read_clocks(connection, NUMBER, by, months.now) if one.rule == "verification")
    assert clock.warning.startswith("2027年")
    assert clock.due_at is not None
    due = clock.due_at
    last_days = [due - DAY * back for back in range(12) if by.calendar.is_workday((due - DAY * back).date())]
    months.until(str((due + 4 * DAY).date()))
    urged, supervised = months.told()[1:]
    assert urged == (str(last_days[2].date()), Move.URGE)  # two working days before
    assert supervised[1] == Move.SUPERVISE
    assert by.calendar.count_workdays(due.date(), at(supervised[0]).date()) == 1  # one working day after
    with reading(months.engine) as connection:
        handling = read_handling(connection, NUMBER)
        assert {LeadFlag.URGED, LeadFlag.SUPERVISED, LeadFlag.EXTENDED} <= handling.flags
        assert find_stray_clocks(connection, by, months.now) == ()
    months.act(Move.FILE, OFFICER, str((months.now).date()), filed_on=str(months.now.date()))
    months.until(str((months.now + 140 * DAY).date()))
    assert [move for _, move in months.told()[3:]] == [Move.URGE, Move.SUPERVISE]  # ninety days later
    assert months.mornings > 230


def test_everything_is_told_to_whom_it_concerns_once(months: Calendar) -> None:
    with writing(months.engine) as connection:
        bring_to(connection, NUMBER, LeadState.DISPATCHED)
    months.until("2026-12-04")
    with reading(months.engine) as connection:
        rows = connection.execute(select(notices).order_by(notices.c.id)).all()
    assert [(row.kind, row.role, row.bureau, row.city) for row in rows] == [
        ("supervised", "approver", None, "benxi"),
        ("supervised", "county", "huanren", None),
    ]
    assert rows[0].text.startswith(
        f"督办：线索 {NUMBER} 的「签收」（内部时限，待核）2026年11月24日 18:00到期，已超期 5 个工作日"
    )


def test_an_approver_may_waive_with_a_reason_and_the_program_then_leaves_it(months: Calendar) -> None:
    with writing(months.engine) as connection:
        bring_to(connection, NUMBER, LeadState.DISPATCHED)
        due_on = at("2026-11-24").date()
        with pytest.raises(FactsMissing):
            waive_supervision(connection, NUMBER, APPROVER, due_on=due_on, reason=" ", at=months.now)
        waive_supervision(connection, NUMBER, APPROVER, due_on=due_on, reason="县局系统故障", at=months.now)
    months.until("2026-12-10")
    assert months.told() == []
    with reading(months.engine) as connection:
        assert LeadFlag.SUPERVISED not in read_handling(connection, NUMBER).flags
        assert connection.execute(select(notices)).all() == []


def test_a_held_lead_wakes_on_its_day_and_not_before(months: Calendar) -> None:
    months.act(Move.HOLD, REVIEWER, "2026-12-01", until=at("2026-12-05 00:00"))
    months.until("2026-12-04")
    with reading(months.engine) as connection:
        assert read_handling(connection, NUMBER).state is LeadState.HELD
    months.until("2026-12-05")
    with reading(months.engine) as connection:
        assert read_handling(connection, NUMBER).state is LeadState.NEW
        assert "woken" in connection.scalars(select(notices.c.kind)).all()


def test_the_ledger_shows_the_job_and_days_off_are_merged(engine: Engine, settings: Settings) -> None:
    first = at("2026-12-01 09:00")
    assert settle_deadlines(engine, settings.register_folder, first) is not None
    assert settle_deadlines(engine, settings.register_folder, first + timedelta(hours=1)) is None
    assert settle_deadlines(engine, settings.register_folder, first + 4 * DAY) is not None
    with reading(engine) as connection:
        due = read_newest_due(connection, JOB, first + 4 * DAY)
    assert due is not None
    assert (due.state, due.run_id) == (DueState.CAUGHT_UP, None)
    assert "合并更早错过的 3 次" in due.note


@pytest.mark.parametrize(
    ("left", "is_over", "step_due"),
    [
        (6, False, ""),
        (5, False, "soon-5"),
        (3, False, "soon-5"),
        (2, False, "urge"),
        (0, False, "urge"),
        (0, True, ""),
        (-1, True, "supervise"),
        (-30, True, "supervise"),
    ],
)
def test_the_steps_of_a_limit_with_warnings_at_five_and_two(left: int, is_over: bool, step_due: str) -> None:
    rule = next(rule for rule in load_clock_rules() if rule.id == "verification")
    assert next_step(rule, left, is_over=is_over) == step_due


def late_leads(engine: Engine, count: int = 4) -> list[str]:
    numbers = [f"GI-benxi-20261120-{place:04d}" for place in range(1, count + 1)]
    with writing(engine) as connection:
        for number in numbers:
            open_lead(connection, number)
            bring_to(connection, number, LeadState.DISPATCHED)
        open_lead(connection, "GI-benxi-20261120-0900")
        step(connection, "GI-benxi-20261120-0900", Move.HOLD, REVIEWER, NOON, until=NOON + DAY)
    return numbers


def what_was_done(engine: Engine) -> dict[str, list[str]]:
    with reading(engine) as connection:
        numbers = connection.scalars(select(leads.c.number).order_by(leads.c.id)).all()
        return {
            number: [one.move for one in read_lead_events(connection, number) if one.actor == "system"][1:]
            for number in numbers
        }


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from sqlalchemy import event
from leads_db.store.engine import open_engine
from scheduler.deadlines import settle_deadlines

engine = open_engine(sys.argv[1])
left = int(sys.argv[2])

@event.listens_for(engine, "before_cursor_execute")
def count(*_):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)

settle_deadlines(engine, Path(sys.argv[3]), datetime.fromisoformat(sys.argv[4]))
"""


def test_a_kill_at_any_statement_repeats_nothing_and_loses_nothing(engine: Engine, settings: Settings) -> None:
    numbers = late_leads(engine)
    now = at("2026-12-01 08:00")
    program = [sys.executable, "-c", KILLED, settings.store_url]
    kills, left = 0, 3
    while True:
        ended = subprocess.run([*program, str(left), str(settings.register_folder), now.isoformat()], check=False)
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL
        kills, left = kills + 1, left + 7
    done = what_was_done(engine)
    assert kills >= 10
    assert {number: done[number] for number in numbers} == {number: [Move.SUPERVISE] for number in numbers}
    assert done["GI-benxi-20261120-0900"] == [Move.WAKE]
    with reading(engine) as connection:
        told = connection.scalars(select(notices.c.once)).all()
    assert len(told) == len(set(told)) == 2 * len(numbers) + 1


def test_two_schedulers_at_once_do_the_work_once(engine: Engine, settings: Settings) -> None:
    numbers = late_leads(engine)
    now = at("2026-12-01 08:00")
    with ThreadPoolExecutor(3) as pool:
        counts = list(pool.map(lambda _: work_deadlines(engine, settings.register_folder, now), range(3)))
    assert sum(count["supervise"] for count in counts) == len(numbers)
    assert sum(count["woken"] for count in counts) == 1
    assert all(moves in ([Move.SUPERVISE], [Move.WAKE]) for moves in what_was_done(engine).values())
