"""The clocks of one lead, from nothing but its events, the rules and the calendar: pure, so recomputing is checking.

Days are days in Shanghai. The first day is not counted; a due day that is free moves to the next working day; the due
moment is 18:00. A pause takes out the days after the one on which it begins, up to the one on which it ends.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone

from leads_db.records.clock import Clock, ClockRule, ClockState, LimitUnit, Pause
from leads_db.records.handling import LeadEvent, Move
from leads_db.workdays import WorkdayCalendar

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""A fixed offset: no summer time since 1991, and a slim machine may lack the zone files."""
CLOSE_OF_DAY = time(18)
DAY = timedelta(days=1)
BACK_MOST = timedelta(days=730)
"""Earlier first days are not believed: after two years nothing is punished any more (行政处罚法 art. 36)."""


def shanghai_day(moment: datetime) -> date:
    """The day in Shanghai on which the moment lies."""
    return moment.astimezone(SHANGHAI).date()


def due_moment(day: date) -> datetime:
    """18:00 in Shanghai; aware UTC."""
    return datetime.combine(day, CLOSE_OF_DAY, SHANGHAI).astimezone(UTC)


def clocks_of(
    events: Sequence[LeadEvent], rules: Iterable[ClockRule], calendar: WorkdayCalendar, now: datetime
) -> tuple[Clock, ...]:
    """Every clock that the lead's events started, in the order of their starting; `events` of one lead, oldest first.

    What depends on `now` is only state, workdays_left and warning; all else is fixed by the events.
    """
    kept = _without_undone(events)
    pauses = _pauses(kept)
    runs = [run for rule in rules if rule.is_tracked for run in _runs_of(rule, kept)]
    runs.sort(key=lambda run: run.event_at)
    return tuple(_clock(run, pauses, calendar, now) for run in runs)


@dataclass(slots=True)
class _Run:
    """One stretch during which a rule's clock runs."""

    rule: ClockRule
    lead: str
    event_at: datetime
    started_at: datetime
    extensions: int = 0
    ended_at: datetime | None = None


def _without_undone(events: Sequence[LeadEvent]) -> list[LeadEvent]:
    """An act that was taken back never happened for the clocks: the one before it goes on."""
    kept: list[LeadEvent] = []
    for event in events:
        last = next((at for at in range(len(kept) - 1, -1, -1) if kept[at].to_state != kept[at].from_state), None)
        if event.move is Move.UNDO and last is not None and kept[last].from_state == event.to_state:
            del kept[last]
        else:
            kept.append(event)
    return kept


def _pauses(events: Sequence[LeadEvent]) -> tuple[Pause, ...]:
    """A pause ends when it is told, when another begins, and with the state in which it began."""
    found: list[Pause] = []
    for event in events:
        is_open = bool(found) and found[-1].to_at is None
        if is_open and (event.move in (Move.PAUSE, Move.RESUME) or event.to_state != event.from_state):
            found[-1] = Pause(kind=found[-1].kind, from_at=found[-1].from_at, to_at=_told(event, "came_back_on"))
        if event.move is Move.PAUSE:
            found.append(
                Pause(kind=str(event.facts.get("pause_kind", "")), from_at=_told(event, "sent_out_on"), to_at=None)
            )
    return tuple(found)


def _told(event: LeadEvent, fact: str) -> datetime:
    """The day on which the thing itself happened, where the move tells an earlier one."""
    told = str(event.facts.get(fact) or "")
    if not told or date.fromisoformat(told) >= shanghai_day(event.at):
        return event.at
    return datetime.combine(date.fromisoformat(told), time(), SHANGHAI).astimezone(UTC)


def _runs_of(rule: ClockRule, events: Sequence[LeadEvent]) -> list[_Run]:
    runs: list[_Run] = []
    is_wanted = not rule.only_for or any(event.facts.get(rule.only_for) for event in events if event.from_state is None)
    for event in events if is_wanted else ():
        current = runs[-1] if runs and runs[-1].ended_at is None else None
        begins = event.move in rule.starts and event.to_state in rule.states
        if current and (begins or event.move in rule.met_by or event.to_state not in rule.states):
            current.ended_at = event.at
        elif current and event.move is Move.EXTEND and current.extensions < rule.extensions:
            current.extensions += 1
        started_at = _start(rule, event) if begins else event.at
        if begins and rule.covers(shanghai_day(started_at)):
            runs.append(_Run(rule, event.lead, event.at, started_at, ended_at=_met_at_once(rule, event)))
    return runs


def _start(rule: ClockRule, event: LeadEvent) -> datetime:
    """The move, or the day that its fact names where that is an earlier one of the last two years."""
    if not rule.day_fact:
        return event.at
    moved_on = shanghai_day(event.at)
    try:
        day = date.fromisoformat(str(event.facts.get(rule.day_fact, ""))[:10])
    except ValueError:
        return event.at
    is_before = moved_on - BACK_MOST <= day < moved_on
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC) if is_before else event.at


def _met_at_once(rule: ClockRule, event: LeadEvent) -> datetime | None:
    """When the act was done that the starting move already tells of; without a time of day, at the day's close."""
    told = str(event.facts.get(rule.met_fact) or "") if rule.met_fact else ""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None  # nothing told, or not a time: the act is still to be shown
    if len(told) <= len("2026-11-24"):
        moment = datetime.combine(moment.date(), CLOSE_OF_DAY)
    return min(moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI), event.at).astimezone(UTC)


def _clock(run: _Run, pauses: Sequence[Pause], calendar: WorkdayCalendar, now: datetime) -> Clock:
    rule = run.rule
    mine = _pauses_of(run, pauses)
    due_at, left = _due(run, mine, calendar)
    if due_at is not None:
        left = calendar.count_workdays(shanghai_day(run.ended_at or now), shanghai_day(due_at))
    return Clock(
        lead=run.lead,
        rule=rule.id,
        kind=rule.kind,
        started_at=run.started_at,
        pauses=mine,
        extensions=run.extensions,
        due_at=due_at,
        ended_at=run.ended_at,
        state=_state(due_at, run.ended_at, now),
        workdays_left=left,
        warning=_warning(calendar, run.started_at, due_at or now),
    )


def _pauses_of(run: _Run, pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """Those that the rule does not count, cut to the time during which the clock ran."""
    cut = []
    for one in pauses:
        from_at = max(one.from_at, run.started_at)
        to_at = min((moment for moment in (one.to_at, run.ended_at) if moment), default=None)
        if one.kind in run.rule.pauses and (to_at is None or from_at < to_at):
            cut.append(Pause(kind=one.kind, from_at=from_at, to_at=to_at))
    return tuple(cut)


def _state(due_at: datetime | None, ended_at: datetime | None, now: datetime) -> ClockState:
    if due_at is not None and (ended_at or now) > due_at:
        return ClockState.LATE
    if ended_at is not None:
        return ClockState.MET
    return ClockState.PAUSED if due_at is None else ClockState.RUNNING


def _due(run: _Run, pauses: Sequence[Pause], calendar: WorkdayCalendar) -> tuple[datetime | None, int]:
    rule = run.rule
    amount = rule.amount + run.extensions * rule.extension
    if rule.unit is LimitUnit.HOURS:
        return run.started_at + timedelta(hours=amount), 0
    count = Countdown(
        calendar,
        by_workdays=rule.unit is LimitUnit.WORKDAYS,
        gaps=[(shanghai_day(one.from_at), shanghai_day(one.to_at) if one.to_at else None) for one in pauses],
    )
    day, left = count.due_day(shanghai_day(run.started_at), amount)
    if day is not None and due_moment(day) < run.started_at:  # after hours on a day of grace: the next working day
        day, left = calendar.add_workdays(day, 1), 0
    return (due_moment(day) if day else None), left


@dataclass(frozen=True, slots=True, kw_only=True)
class Countdown:
    """Counts off the days of one limit."""

    calendar: WorkdayCalendar = field(kw_only=False)
    by_workdays: bool
    gaps: Sequence[tuple[date, date | None]]
    """Pauses: day of beginning (still counted), day of ending (the last that is not counted); None: it lasts."""

    def due_day(self, start: date, amount: int) -> tuple[date | None, int]:
        """The due day; or None, while a pause lasts, with what is left to count."""
        day, left = start, amount
        while left > 0:
            day += DAY
            gap = self._gap(day)
            if gap is None:
                left -= not self.by_workdays or self.calendar.is_workday(day)
            elif gap[1] is None:
                return None, left
            else:
                day = gap[1]
        while not self.calendar.is_workday(day) or self._gap(day):
            day += DAY
            gap = self._gap(day)
            if gap is not None and gap[1] is None:
                return None, 0
        return day, 0

    def _gap(self, day: date) -> tuple[date, date | None] | None:
        return next((gap for gap in self.gaps if gap[0] < day and (gap[1] is None or day <= gap[1])), None)


def _warning(calendar: WorkdayCalendar, started_at: datetime, due_at: datetime) -> str:
    years = range(shanghai_day(started_at).year, shanghai_day(due_at).year + 1)
    return "".join(text for year in years if (text := calendar.warning(year)))
