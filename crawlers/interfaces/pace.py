"""How fast and how often an account may call, over all processes of this installation: one small locked file."""

import fcntl
import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
"""Where the platforms' days end."""
LONGEST_S = 60.0
"""A file that a wrong clock wrote into the future holds nobody up for longer."""


class AccountPace:
    """Hands out the moments at which calls may be sent."""

    def __init__(self, path: Path, *, interval_s: float, daily_calls: int | None) -> None:
        """`interval_s`: least time between two calls; `daily_calls`: None: as many as the platform allows."""
        self._path = path
        self._interval_s = interval_s
        self._daily_calls = daily_calls

    def reserve(self, now: datetime) -> float | None:
        """Seconds to wait before the next call; None when the day's calls are spent. Counts the call as made."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            told = _read(handle)
            today = now.astimezone(CHINA).date().isoformat()
            calls = told["calls"] if told["day"] == today else 0
            if self._daily_calls is not None and calls >= self._daily_calls:
                return None
            moment = now.timestamp()
            wait_s = min(max(0.0, told["next_s"] - moment), LONGEST_S)
            _write(handle, {"day": today, "calls": calls + 1, "next_s": moment + wait_s + self._interval_s})
            return float(wait_s)
        finally:
            os.close(handle)


def seconds_of_day_left(now: datetime) -> float:
    """Until midnight where the platforms are."""
    there = now.astimezone(CHINA)
    midnight = (there + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - there).total_seconds()


def _read(handle: int) -> dict[str, Any]:
    """What the last caller wrote; a fresh start where that is torn."""
    fresh = {"day": "", "calls": 0, "next_s": 0.0}
    try:
        told = json.loads(os.pread(handle, 4096, 0) or b"{}")
    except ValueError:
        return fresh
    return {**fresh, **told} if isinstance(told, dict) else fresh


def _write(handle: int, value: dict[str, Any]) -> None:
    text = json.dumps(value).encode("ascii")
    os.ftruncate(handle, 0)
    os.pwrite(handle, text, 0)
