"""Which time a brief tells of, and when its draft is due. Times in Shanghai; working days after the calendar."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from leads_db.clocks import SHANGHAI
from leads_db.errors import DocumentError
from leads_db.records.paper import PaperKind
from leads_db.workdays import WorkdayCalendar

DAILY_AT = time(16, 30)
ONE_DAY = timedelta(days=1)
REPORT_MONTH = 3
"""The yearly report of authorised users is published each March."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The time of a brief and the equal one before it."""

    subject: str
    told: str
    since: datetime
    until: datetime
    """Excluded."""
    before: datetime
    """Start of the time before, which ends at `since`."""


def period_of(kind: PaperKind, subject: str, calendar: WorkdayCalendar) -> Period:
    """The time of a daily, weekly, monthly brief or a yearly report. Raises DocumentError for another subject."""
    makers: Mapping[PaperKind, tuple[str, Callable[[], Period]]] = {
        PaperKind.DAILY_BRIEF: (r"\d{4}-\d\d-\d\d", lambda: daily(date.fromisoformat(subject), calendar)),
        PaperKind.WEEKLY_BRIEF: (r"\d{4}-W\d\d", lambda: weekly(subject)),
        PaperKind.MONTHLY_BRIEF: (r"\d{4}-\d\d", lambda: monthly(subject)),
        PaperKind.ANNUAL_REPORT: (r"\d{4}", lambda: yearly(int(subject))),
    }
    if kind not in makers:
        raise DocumentError(f"{kind} has no time of its own")
    form, make = makers[kind]
    try:
        if re.fullmatch(form, subject, re.ASCII):
            return make()
    except ValueError:
        pass
    raise DocumentError(f"{subject[:20]} is no time of {kind}; write 2026-11-26, 2026-W48, 2026-11 or 2026")


def daily(on: date, calendar: WorkdayCalendar) -> Period:
    """From 16:30 of the working day before to 16:30 of the day: nothing falls between two briefs."""
    first = _workday_before(on, calendar)
    return Period(
        subject=on.isoformat(),
        told=f"{on.year}年{on.month}月{on.day}日",
        since=_at(first),
        until=_at(on),
        before=_at(_workday_before(first, calendar)),
    )


def weekly(subject: str) -> Period:
    """From Monday to Sunday: 2026-W48."""
    year, week = int(subject[:4]), int(subject[6:])
    first = date.fromisocalendar(year, week, 1)
    return Period(
        subject=subject,
        told=f"{year}年第{week}周",
        since=_at_night(first),
        until=_at_night(first + 7 * ONE_DAY),
        before=_at_night(first - 7 * ONE_DAY),
    )


def monthly(subject: str) -> Period:
    """A calendar month: 2026-11."""
    first = date.fromisoformat(f"{subject}-01")
    before = (first - ONE_DAY).replace(day=1)
    after = (first + 31 * ONE_DAY).replace(day=1)
    return Period(
        subject=subject,
        told=f"{first.year}年{first.month}月",
        since=_at_night(first),
        until=_at_night(after),
        before=_at_night(before),
    )


def yearly(year: int) -> Period:
    """A calendar year."""
    first, after, before = (_at_night(date(year + step, 1, 1)) for step in (0, 1, -1))
    return Period(subject=str(year), told=f"{year}年度", since=first, until=after, before=before)


def subject_on(kind: PaperKind, on: date) -> str:
    """What a draft that is made on this day tells of: the day, the week before, the month before, the year before."""
    if kind is PaperKind.DAILY_BRIEF:
        return on.isoformat()
    if kind is PaperKind.WEEKLY_BRIEF:
        year, week, _ = (on - 7 * ONE_DAY).isocalendar()
        return f"{year}-W{week:02}"
    if kind is PaperKind.MONTHLY_BRIEF:
        return f"{on.replace(day=1) - ONE_DAY:%Y-%m}"
    return str(on.year - 1)


def due_kinds(on: date, calendar: WorkdayCalendar) -> tuple[PaperKind, ...]:
    """Kinds besides the daily brief whose draft is due by this day's morning; told again, they are the same ones.

    The weekly brief from the first working day of a week, the monthly one from that of a month, the report in March.
    """
    monday, first = on - on.weekday() * ONE_DAY, on.replace(day=1)
    found = []
    if any(calendar.is_workday(monday + step * ONE_DAY) for step in range(on.weekday() + 1)):
        found.append(PaperKind.WEEKLY_BRIEF)
    if any(calendar.is_workday(first + step * ONE_DAY) for step in range(on.day)):
        found += [PaperKind.MONTHLY_BRIEF, *([PaperKind.ANNUAL_REPORT] if on.month == REPORT_MONTH else [])]
    return tuple(found)


def _at_night(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _at(day: date) -> datetime:
    return datetime.combine(day, DAILY_AT, SHANGHAI)


def _workday_before(day: date, calendar: WorkdayCalendar) -> date:
    day -= ONE_DAY
    while not calendar.is_workday(day):
        day -= ONE_DAY
    return day
