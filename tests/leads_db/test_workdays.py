"""Working days come from an editable table; a year that it does not know is counted by weekdays, visibly."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads_db.errors import RegisterFileBroken
from leads_db.workdays import WORKDAYS_FILE, WorkdayCalendar, load_workdays

PACKAGED = load_workdays()


def write(folder: Path, text: str, encoding: str = "utf-8") -> WorkdayCalendar:
    (folder / WORKDAYS_FILE).write_text(text, encoding=encoding)
    return load_workdays(folder)


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2026-02-14", True),
        ("2026-02-17", False),
        ("2026-11-25", True),
        ("2026-11-28", False),
        ("2027-10-01", False),
    ],
)
def test_holidays_and_shifted_days_are_known(day: str, is_worked: bool) -> None:
    assert PACKAGED.is_workday(date.fromisoformat(day)) is is_worked


def test_the_first_day_is_not_counted() -> None:
    assert PACKAGED.add_workdays(date(2026, 11, 25), 0) == date(2026, 11, 25)
    assert PACKAGED.add_workdays(date(2026, 11, 27), 1) == date(2026, 11, 30)
    assert PACKAGED.add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)


def test_three_years_are_packed_and_the_unfinished_one_says_so() -> None:
    assert {year: PACKAGED.years[year] for year in (2025, 2026, 2027)} == {
        2025: "complete",
        2026: "complete",
        2027: "provisional",
    }
    assert PACKAGED.warning(2026) is None
    assert "2027年" in str(PACKAGED.warning(2027))


def test_an_unknown_year_is_counted_by_weekdays_with_a_warning() -> None:
    assert PACKAGED.is_workday(date(2040, 1, 2))
    assert not PACKAGED.is_workday(date(2040, 1, 1))
    assert "2040年的节假日安排未录入" in str(PACKAGED.warning(2040))


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 90))
def test_every_day_of_every_year_has_an_answer(day: date, count: int) -> None:
    end = PACKAGED.add_workdays(day, count)
    assert end >= day
    assert PACKAGED.add_workdays(day, count + 1) > end


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_installations_own_table_replaces_the_packed_one(tmp_path: Path, encoding: str) -> None:
    rows = "date,kind,name\n2028/5/1,holiday,劳动节\n2028-05-06,workday,\n2028-12-31,year,complete\n"
    own = write(tmp_path, rows, encoding)
    assert not own.is_workday(date(2028, 5, 1))
    assert own.is_workday(date(2028, 5, 6))
    assert own.warnings == ()
    assert own.warning(2026) is not None


@pytest.mark.parametrize(
    "row",
    ["2028-02-30,holiday,", "soon,holiday,", ",holiday,", "2028-05-01,feast,", "2028-05-01", "2028-05-02,workday,"],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, row: str) -> None:
    with pytest.raises(RegisterFileBroken, match=r"workdays\.csv, line 3"):
        write(tmp_path, f"date,kind,name\n2028-05-02,holiday,\n{row}\n")


def test_a_table_without_the_columns_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterFileBroken, match=r"workdays\.csv, line 2"):
        write(tmp_path, "day;kind\n2028-05-01;holiday\n")
