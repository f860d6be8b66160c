"""The pace of an account holds over processes, days and torn files."""

from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from crawlers.interfaces.pace import LONGEST_S, AccountPace, seconds_of_day_left

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def pace(path: Path, interval_s: float = 2.0, daily_calls: int | None = None) -> AccountPace:
    return AccountPace(path / "accounts" / "a.json", interval_s=interval_s, daily_calls=daily_calls)


def test_calls_keep_their_distance(tmp_path: Path) -> None:
    one, other = pace(tmp_path), pace(tmp_path)
    assert [one.reserve(NOON), other.reserve(NOON), one.reserve(NOON)] == [0.0, 2.0, 4.0]
    assert one.reserve(NOON + timedelta(minutes=1)) == 0.0


def test_the_day_ends_at_midnight_in_china(tmp_path: Path) -> None:
    counted = pace(tmp_path, 0.0, daily_calls=2)
    evening = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)
    assert [counted.reserve(evening) for _ in range(3)] == [0.0, 0.0, None]
    assert seconds_of_day_left(evening) == 60.0
    assert counted.reserve(evening + timedelta(minutes=1)) == 0.0


def test_a_torn_file_and_a_wrong_clock_hold_nobody_up(tmp_path: Path) -> None:
    (tmp_path / "accounts").mkdir()
    for text in ("", "{", "[]", '{"next_s": 9e12, "day": "2099-01-01", "calls": 5}'):
        (tmp_path / "accounts" / "a.json").write_text(text)
        wait_s = pace(tmp_path).reserve(NOON)
        assert wait_s is not None
        assert wait_s <= LONGEST_S


def _reserve_often(path: Path) -> int:
    counted = pace(path, 0.0, daily_calls=60)
    return sum(counted.reserve(NOON) is not None for _ in range(40))


def test_processes_share_one_budget(tmp_path: Path) -> None:
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        granted = list(pool.map(_reserve_often, [tmp_path] * 3))
    assert sum(granted) == 60
