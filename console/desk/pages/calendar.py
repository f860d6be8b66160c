"""工作日历: which days count for deadlines; corrected by an approver, each correction with its source."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Engine

from console.desk.asking import see_other
from console.desk.context import Desk, DeskOf
from console.desk.language import translated as _
from console.desk.security.access import CENTRE, ActorOf, allow
from leads_db.clocks import shanghai_day
from leads_db.errors import FactsMissing
from leads_db.records.account import Role
from leads_db.store.clocks import is_behind, read_time_rules, refresh_clocks
from leads_db.store.engine import reading, writing
from leads_db.store.workday_changes import (
    FIRST_YEAR,
    LAST_YEAR,
    DayChange,
    read_calendar,
    read_day_changes,
    save_day_change,
)
from leads_db.workdays import WorkdayCalendar, load_day_notes

router = APIRouter(prefix="/registers/calendar", dependencies=[allow(*CENTRE)])
BATCHES_AT_ONCE = 20
"""Batches of leads whose limits follow a correction at once; the scheduler does the rest within a minute."""
MEMORY = "mem:"


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of a month."""

    day: date
    in_month: bool
    is_worked: bool
    mark: str
    """休, 班, or empty on a day that is what its weekday says."""
    note: str
    """What it is called and what it rests on."""
    is_changed: bool


@router.get("")
def calendar(desk: DeskOf, year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None) -> HTMLResponse:
    """One year, month by month, and every correction."""
    with reading(desk.engine) as connection:
        found = read_calendar(connection, desk.settings.register_folder)
        changes = read_day_changes(connection)
    shown = year or shanghai_day(desk.clock()).year
    notes = load_day_notes(desk.settings.register_folder)
    by_day = {change.subject: change for change in changes}
    months = [(month, _weeks(found, shown, month, notes, by_day)) for month in range(1, 13)]
    context = {
        "year": shown,
        "years": sorted({*found.years, shown, shown + 1}),
        "status": found.years.get(shown, ""),
        "warning": found.warning(shown),
        "months": months,
        "changes": changes,
        "from_memory": any(day.year == shown and source.startswith(MEMORY) for day, (_name, source) in notes.items()),
    }
    return desk.render("calendar.html", context)


def _weeks(
    found: WorkdayCalendar,
    year: int,
    month: int,
    notes: Mapping[date, tuple[str, str]],
    changes: Mapping[str, DayChange],
) -> list[list[Day]]:
    weeks = Calendar().monthdatescalendar(year, month)
    return [[_cell(found, day, month, notes, changes) for day in week] for week in weeks]


def _cell(
    found: WorkdayCalendar,
    day: date,
    month: int,
    notes: Mapping[date, tuple[str, str]],
    changes: Mapping[str, DayChange],
) -> Day:
    change = changes.get(day.isoformat())
    name, source = (change.name, change.source) if change else notes.get(day, ("", ""))
    is_worked, is_special = found.is_workday(day), day in found.special
    return Day(
        day=day,
        in_month=day.month == month,
        is_worked=is_worked,
        mark=("班" if is_worked else "休") if is_special else "",
        note=" ".join(part for part in (name, source) if part),
        is_changed=change is not None,
    )


@router.post("", dependencies=[allow(Role.APPROVER)])
def change_day(
    desk: DeskOf,
    actor: ActorOf,
    subject: Annotated[str, Form(max_length=10)],
    kind: Annotated[str, Form(max_length=20)],
    name: Annotated[str, Form(max_length=60)] = "",
    source: Annotated[str, Form(max_length=200)] = "",
) -> RedirectResponse:
    """Correct one day or the state of one year, and let the limits follow."""
    try:
        with writing(desk.engine) as connection:
            save_day_change(connection, subject, kind, actor, name=name, source=source, at=desk.clock())
    except FactsMissing:
        told = _("没有保存：请填写 2027-02-08 这样的日期（或 2027 这样的年份）、与之相符的类型，并写明依据的通知文号。")
        return see_other("/registers/calendar", told=told, kind="bad")
    count, is_done = follow(desk)
    more = "" if is_done else _("其余由系统在一分钟内继续重算。")
    told = _("已更正 {subject}，重算了 {count} 件线索的时限。", subject=subject, count=count)
    return see_other(f"/registers/calendar?year={subject[:4]}", told=told + more)


def follow(desk: Desk) -> tuple[int, bool]:
    """Recompute the limits batch by batch: how many leads, and whether all are done."""
    engine: Engine = desk.engine
    with reading(engine) as connection:
        by = read_time_rules(connection, desk.settings.register_folder)
    count = 0
    for _turn in range(BATCHES_AT_ONCE):
        with writing(engine) as connection:
            count += refresh_clocks(connection, by, desk.clock())
        with reading(engine) as connection:
            if not is_behind(connection, by):
                return count, True
    return count, False
