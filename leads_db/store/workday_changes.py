"""The calendar that deadlines use: workdays.csv as the seed, corrected day by day; each correction audited."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from leads_db.errors import FactsMissing, MoveNotAllowed
from leads_db.notice_tables import day_changes
from leads_db.records.account import Actor, Role
from leads_db.store.audit import save_audit
from leads_db.store.turns import take_turn
from leads_db.workdays import WorkdayCalendar, load_workdays

DAY_KINDS = ("holiday", "workday", "plain")
"""plain: what the day of the week says, whatever the seed has."""
YEAR_KINDS = ("complete", "provisional")
FIRST_YEAR, LAST_YEAR = 2020, 2099


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChange:
    """One correction."""

    subject: str
    """2027-02-08, or 2027 for what is known of a year."""
    kind: str
    name: str
    source: str
    """The notice it rests on: 国办发明电〔2026〕7号."""
    changed_by: str
    changed_at: datetime


def read_calendar(connection: Connection, own_folder: Path | None = None) -> WorkdayCalendar:
    """The one calendar: the seed with all corrections over it. Raises RegisterFileBroken."""
    seed = load_workdays(own_folder)
    special, years = dict(seed.special), dict(seed.years)
    for change in read_day_changes(connection):
        if len(change.subject) == len("2027"):
            years[int(change.subject)] = change.kind
        elif change.kind == "plain":
            special.pop(date.fromisoformat(change.subject), None)
        else:
            special[date.fromisoformat(change.subject)] = change.kind == "workday"
    return WorkdayCalendar(special, years)


def read_day_changes(connection: Connection) -> tuple[DayChange, ...]:
    """All corrections, by day."""
    return tuple(_change(row) for row in connection.execute(select(day_changes).order_by(day_changes.c.subject)))


def save_day_change(
    connection: Connection, subject: str, kind: str, actor: Actor, *, name: str, source: str, at: datetime
) -> DayChange:
    """Correct a day or a year; the clocks follow at the next refresh. Only an approver may.

    Raises MoveNotAllowed for anybody else, FactsMissing for a day, kind or source that cannot be meant.
    """
    if Role.APPROVER not in actor.roles:
        raise MoveNotAllowed("only an approver changes the calendar")
    _check(subject, kind, source)
    change = DayChange(
        subject=subject, kind=kind, name=name[:60], source=source[:200], changed_by=actor.name, changed_at=at
    )
    take_turn(connection, "calendar")
    before = _read_change(connection, subject)
    connection.execute(delete(day_changes).where(day_changes.c.subject == subject))
    connection.execute(insert(day_changes).values({part: getattr(change, part) for part in DayChange.__slots__}))
    detail = {"kind": kind, "name": change.name, "source": change.source, "before": before.kind if before else None}
    save_audit(connection, at=at, actor=actor.name, action="calendar.change", subject=subject, detail=detail)
    return change


def _check(subject: str, kind: str, source: str) -> None:
    is_year = len(subject) == len("2027") and subject.isdecimal() and subject.isascii()
    if kind not in (YEAR_KINDS if is_year else DAY_KINDS):
        raise FactsMissing(f"kind {kind[:20]!r}: {', '.join(YEAR_KINDS if is_year else DAY_KINDS)}")
    if not source.strip():
        raise FactsMissing("source: the State Council's notice or whatever it rests on")
    try:
        year = int(subject) if is_year else date.fromisoformat(subject).year
    except ValueError as fault:
        raise FactsMissing(f"{subject[:20]!r}: a day like 2027-02-08 or a year like 2027") from fault
    if not FIRST_YEAR <= year <= LAST_YEAR or (not is_year and len(subject) != len("2027-02-08")):
        raise FactsMissing(f"{subject[:20]!r}: a day like 2027-02-08 between {FIRST_YEAR} and {LAST_YEAR}")


def _read_change(connection: Connection, subject: str) -> DayChange | None:
    row = connection.execute(select(day_changes).where(day_changes.c.subject == subject)).one_or_none()
    return _change(row) if row else None


def _change(row: Row[Any]) -> DayChange:
    return DayChange(**row._asdict())
