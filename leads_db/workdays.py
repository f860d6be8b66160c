"""Working days: weekdays, changed by the holidays and shifted days of an editable table."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from leads_db.errors import RegisterFileBroken
from leads_db.sheets import parse_day, read_sheet

WORKDAYS_FILE = "workdays.csv"
PACKAGED = Path(__file__).parent / "register"


@dataclass(frozen=True, slots=True)
class WorkdayCalendar:
    """Which days are worked; a year that the table does not know falls back to plain weekdays, with a warning."""

    special: Mapping[date, bool]
    """Day → True where a weekend day is worked, False where a weekday is free."""
    years: Mapping[int, str]
    """Year → complete or provisional."""

    def is_workday(self, day: date) -> bool:
        """True when the day is worked; never raises."""
        return self.special.get(day, day.weekday() < 5)

    def add_workdays(self, start: date, count: int) -> date:
        """The day on which `count` working days have passed; the first day is not counted."""
        day = start
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def count_workdays(self, after: date, until: date) -> int:
        """Working days after `after` up to `until`, included; negative when `until` lies before it."""
        first, last = min(after, until), max(after, until)
        days = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
        count = sum(map(self.is_workday, days))
        return count if after <= until else -count

    def warning(self, year: int) -> str | None:
        """What a screen must say about deadlines in this year, in Chinese; None when the table is complete."""
        if year not in self.years:
            return f"{year}年的节假日安排未录入，工作日暂按周一至周五计算，请在 workdays.csv 中补录。"
        if self.years[year] != "complete":
            return f"{year}年的节假日安排尚未公布完整（仅录入法定节日），期限可能变动，请及时更新 workdays.csv。"
        return None

    @property
    def warnings(self) -> tuple[str, ...]:
        """The warnings of the years from the table's first to its last."""
        return tuple(text for year in sorted(self.years) if (text := self.warning(year)))


def load_workdays(own_folder: Path | None = None, *, folder: Path = PACKAGED) -> WorkdayCalendar:
    """The installation's own table where there is one, else the packaged one. Raises RegisterFileBroken."""
    own = own_folder / WORKDAYS_FILE if own_folder else None
    path = own if own and own.is_file() else folder / WORKDAYS_FILE
    special: dict[date, bool] = {}
    years: dict[int, str] = {}
    reader = csv.DictReader(io.StringIO(read_sheet(path, RegisterFileBroken), newline=""))
    try:
        for row in reader:
            _read_row(row, f"{path.name}, line {reader.line_num}", special, years)
    except csv.Error as fault:
        raise RegisterFileBroken(f"{path.name}, line {reader.line_num}: {fault}") from fault
    return WorkdayCalendar(special, years)


def load_day_notes(own_folder: Path | None = None, *, folder: Path = PACKAGED) -> Mapping[date, tuple[str, str]]:
    """Day of the same table → its name and source, `mem:…` where it is from memory. Raises RegisterFileBroken."""
    own = own_folder / WORKDAYS_FILE if own_folder else None
    path = own if own and own.is_file() else folder / WORKDAYS_FILE
    rows = csv.DictReader(io.StringIO(read_sheet(path, RegisterFileBroken), newline=""))
    dated = ((parse_day(row.get("date") or ""), row) for row in rows if row.get("kind") != "year")
    return {day: (row.get("name") or "", row.get("source") or "") for day, row in dated if day is not None}


def _read_row(row: dict[str, str | None], where: str, special: dict[date, bool], years: dict[int, str]) -> None:
    day = parse_day(row.get("date") or "")
    if day is None:
        raise RegisterFileBroken(f"{where}: a date like 2026-10-01 is wanted in `date`")
    kind = row.get("kind")
    if kind == "year":
        years[day.year] = row.get("name") or ""
    elif kind in ("holiday", "workday") and day in special:
        raise RegisterFileBroken(f"{where}: {day} stands twice; keep one of the lines")
    elif kind in ("holiday", "workday"):
        special[day] = kind == "workday"
    else:
        raise RegisterFileBroken(f"{where}: kind {kind!r}; write holiday, workday or year")
