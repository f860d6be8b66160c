"""The morning's look at deadlines: held leads wake, reminders before the due day, taking up after it; each once.

Each lead is a transaction of its own that notes what it did, so a kill in the middle repeats nothing and loses nothing.
"""

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from leads_db.clocks import shanghai_day
from leads_db.lead_tables import leads
from leads_db.lifecycle import AT_BUREAU
from leads_db.records.account import OF_BUREAU, SYSTEM_ACTOR, Role
from leads_db.records.clock import Clock, ClockRule
from leads_db.records.handling import LeadState, Move
from leads_db.records.notice import NoticeKind
from leads_db.records.paper import Organ
from leads_db.register.organs import load_organs
from leads_db.store.clocks import TimeRules, is_behind, read_clocks, read_time_rules, refresh_clocks
from leads_db.store.due_clocks import OpenClock, read_open_clocks, save_mark
from leads_db.store.engine import reading, refresh_statistics, writing
from leads_db.store.events import read_lead_events
from leads_db.store.handling import move_lead, read_handling
from leads_db.store.notices import save_notice
from leads_db.store.numbered_moves import move_with_number
from leads_db.store.turns import take_turn
from scheduler import notice_texts
from scheduler.catch_up import is_due, settle_job

JOB = "deadlines"
DAILY_AT = "08:00"
AHEAD = timedelta(days=30)
"""How far a due day is looked for: more than any warning reaches, holidays included."""
MOST = 100_000
HELD_MOST = 5_000
URGE, SUPERVISE = "urge", "supervise"


def settle_deadlines(
    engine: Engine, own_folder: Path, now: datetime, *, stop: threading.Event | None = None
) -> Counter[str] | None:
    """Do the day's work when it is due and note it in the ledger; None when it is not due or was stopped."""
    with reading(engine) as connection:
        if not is_due(connection, JOB, DAILY_AT, now):
            return None
    counts = work_deadlines(engine, own_folder, now, stop=stop)
    if stop is not None and stop.is_set():
        return None
    settle_job(engine, JOB, DAILY_AT, now, lambda _connection, _trigger, _reason: None)
    refresh_statistics(engine)
    return counts


def work_deadlines(
    engine: Engine, own_folder: Path, now: datetime, *, stop: threading.Event | None = None
) -> Counter[str]:
    """What was done, by kind: woken, soon, urge, supervise. Doing it again does nothing more."""
    by, organs = refresh_all(engine, own_folder, now, stop=stop), load_organs(own_folder)
    counts: Counter[str] = Counter()
    with reading(engine) as connection:
        held = _find_held(connection, now)
        ahead = read_open_clocks(connection, due_before=now + AHEAD, limit=MOST)
    for number in held:
        if stop is None or not stop.is_set():
            counts["woken"] += _wake(engine, number, now)
    for clock in ahead:
        if stop is None or not stop.is_set():
            counts[_remind(engine, clock, by, organs, now)] += 1
    del counts[""]
    return counts


def refresh_all(engine: Engine, own_folder: Path, now: datetime, *, stop: threading.Event | None = None) -> TimeRules:
    """Bring every kept clock up to date, batch by batch; the rules they were worked out by."""
    while True:
        with reading(engine) as connection:
            by = read_time_rules(connection, own_folder)
            if not is_behind(connection, by) or (stop is not None and stop.is_set()):
                return by
        with writing(engine) as connection:
            refresh_clocks(connection, by, now)


def _find_held(connection: Connection, now: datetime) -> tuple[str, ...]:
    due = (leads.c.state == LeadState.HELD, leads.c.hold_until <= now)
    return tuple(connection.scalars(select(leads.c.number).where(*due).order_by(leads.c.id).limit(HELD_MOST)))


def _wake(engine: Engine, number: str, now: datetime) -> bool:
    with writing(engine) as connection:
        if number not in _find_held(connection, now):
            return False
        handling = move_lead(
            connection, number, Move.WAKE, SYSTEM_ACTOR, at=now, facts={"cause": notice_texts.HELD_OUT}
        )
        row = connection.execute(select(leads.c.city, leads.c.is_practice).where(leads.c.number == number)).one()
        save_notice(
            connection,
            once=f"woken:{number}:{handling.version}",
            kind=NoticeKind.WOKEN,
            text=notice_texts.woken(number),
            role=Role.REVIEWER,
            at=now,
            lead=number,
            city=row.city,
            is_practice=row.is_practice,
        )
    return True


def _remind(engine: Engine, kept: OpenClock, by: TimeRules, organs: Mapping[str, Organ], now: datetime) -> str:
    """The step that was taken for one clock: soon, urge, supervise; empty: none was due, or it was taken before."""
    rule = by.rule(kept.rule, kept.started_at)
    left = by.calendar.count_workdays(shanghai_day(now), shanghai_day(kept.due_at))
    step = next_step(rule, left, is_over=now > kept.due_at) if rule else ""
    if rule is None or not step:
        return ""
    with writing(engine) as connection:
        take_turn(connection, "audit")  # nobody moves the lead between our look at it and our move
        if not _still_runs(connection, kept, by, now) or not save_mark(connection, kept, step, now):
            return ""
        if step == SUPERVISE and _was_taken_up(connection, kept):
            return ""
        _move(connection, kept, rule, organs, step, left, now)
        _tell(connection, kept, rule, step, left, now)
    return step if step in (URGE, SUPERVISE) else "soon"


def next_step(rule: ClockRule, left: int, *, is_over: bool) -> str:
    """The step that is due for a clock with `left` working days: soon-5, urge, supervise or none."""
    if is_over:
        return SUPERVISE if rule.escalate_after is not None and -left >= rule.escalate_after else ""
    reached = [days for days in rule.warn if left <= days]
    if not reached:
        return ""
    return URGE if reached[-1] == rule.warn[-1] else f"soon-{reached[-1]}"


def _still_runs(connection: Connection, kept: OpenClock, by: TimeRules, now: datetime) -> bool:
    """Asked of the events themselves: somebody may have acted since the clocks were kept."""
    turns: list[Clock] = [clock for clock in read_clocks(connection, kept.lead, by, now) if clock.rule == kept.rule]
    clock = turns[kept.turn - 1] if len(turns) >= kept.turn else None
    return clock is not None and clock.ended_at is None and clock.due_at == kept.due_at


def _was_taken_up(connection: Connection, kept: OpenClock) -> bool:
    """True when a person has taken up this due day, or waived it with a reason."""
    due_on = shanghai_day(kept.due_at).isoformat()
    return any(
        event.move is Move.SUPERVISE and event.facts.get("due_on") == due_on and event.at >= kept.started_at
        for event in read_lead_events(connection, kept.lead)
    )


def _move(
    connection: Connection,
    kept: OpenClock,
    rule: ClockRule,
    organs: Mapping[str, Organ],
    step: str,
    left: int,
    now: datetime,
) -> None:
    """催办 and 督办 with the numbers of their papers, which are written soon after (console/paper_clerk.py)."""
    if step not in (URGE, SUPERVISE) or rule.owner not in OF_BUREAU:
        return
    if read_handling(connection, kept.lead).state not in AT_BUREAU:
        return
    facts: dict[str, object] = {"due_on": shanghai_day(kept.due_at)}
    if step == SUPERVISE:
        facts["overdue_days"] = -left
    move = Move.URGE if step == URGE else Move.SUPERVISE
    move_with_number(connection, kept.lead, move, SYSTEM_ACTOR, organs, at=now, reason=rule.name, facts=facts)


def _tell(connection: Connection, kept: OpenClock, rule: ClockRule, step: str, left: int, now: datetime) -> None:
    owner, is_of_bureau = Role(rule.owner), rule.owner in OF_BUREAU
    kind, text = NoticeKind.DUE_SOON, notice_texts.due_soon(kept.lead, rule, kept.due_at, left)
    if step == URGE:
        kind, text = NoticeKind.URGED, notice_texts.urged(kept.lead, rule, kept.due_at, left)
    if step == SUPERVISE:
        kind, text = NoticeKind.SUPERVISED, notice_texts.supervised(kept.lead, rule, kept.due_at, -left)
    audience = {owner} | ({Role.APPROVER} if step == SUPERVISE else set())
    for role in sorted(audience):
        at_bureau = is_of_bureau and role == owner
        save_notice(
            connection,
            once=f"{step}:{kept.lead}:{kept.rule}:{kept.turn}:{kept.due_at.isoformat()}:{role}",
            kind=kind,
            text=text,
            role=role,
            at=now,
            lead=kept.lead,
            city=None if at_bureau else kept.city,
            bureau=kept.host if at_bureau else None,
            is_practice=kept.is_practice,
        )
