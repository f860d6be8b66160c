"""Daily times in Shanghai, whatever zone the machine is in."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.clocks import DAY, SHANGHAI, dues_between, latest_due, make_clockwork

DUE = datetime(2026, 11, 19, 22, 30, tzinfo=UTC)  # 20 November, 06:30 in Shanghai


@pytest.fixture(params=["America/Los_Angeles", "Asia/Shanghai", "Pacific/Kiritimati"])
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    os.environ.pop("TZ", None)
    time.tzset()


@pytest.mark.usefixtures("machine_zone")
def test_the_daily_time_is_shanghais_in_every_machine_zone() -> None:
    assert latest_due("06:30", DUE) == DUE
    assert latest_due("06:30", DUE - timedelta(seconds=1)) == DUE - DAY
    assert latest_due("06:30", DUE + timedelta(hours=23)) == DUE


@pytest.mark.usefixtures("machine_zone")
def test_the_clockwork_fires_at_shanghais_time() -> None:
    clockwork = make_clockwork("06:30", lambda: None)
    clockwork.start(paused=True)
    fires = clockwork.get_job("daily").next_run_time
    clockwork.shutdown()
    assert (fires.utcoffset(), fires.hour, fires.minute) == (timedelta(hours=8), 6, 30)


def test_every_missed_day_is_due_and_none_twice() -> None:
    assert dues_between("06:30", DUE - 3 * DAY, DUE) == (DUE - 2 * DAY, DUE - DAY, DUE)
    assert dues_between("06:30", DUE, DUE + timedelta(hours=23)) == ()
    assert dues_between("06:30", DUE + DAY, DUE) == ()


def test_a_changed_daily_time_is_due_on_the_same_day() -> None:
    assert dues_between("07:00", DUE, DUE + timedelta(hours=1)) == (DUE + timedelta(minutes=30),)
    assert dues_between("05:00", DUE, DUE + timedelta(hours=1)) == ()


def test_the_fixed_offset_is_what_the_zone_file_says() -> None:
    for month in range(1, 13):
        moment = datetime(2026, month, 1, tzinfo=UTC)
        assert moment.astimezone(SHANGHAI).utcoffset() == moment.astimezone(ZoneInfo("Asia/Shanghai")).utcoffset()


def test_every_option_of_the_clockwork_is_explicit() -> None:
    clockwork = make_clockwork("06:30", lambda: None)
    clockwork.start(paused=True)
    jobs = clockwork.get_jobs()
    clockwork.shutdown()
    assert {(job.coalesce, job.max_instances, job.misfire_grace_time) for job in jobs} == {(True, 1, None)}
    assert clockwork.timezone == SHANGHAI
