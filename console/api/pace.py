"""How fast one caller may call: a bucket of calls that fills up again steadily."""

import threading
import time
from collections.abc import Callable
from math import ceil

KEPT_MOST = 10_000
"""Callers whose buckets are remembered; full ones are forgotten first."""


class Pace:
    """Lets everybody make `per_minute` calls a minute, all at once if they like."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._per_s, self._clock = float(per_minute), per_minute / 60, clock
        self._left: dict[str, tuple[float, float]] = {}
        self._one = threading.Lock()

    def take(self, who: str) -> int:
        """Take one call; 0, or the seconds until there is one again."""
        with self._one:
            now = self._clock()
            left = self._filled(who, now)
            if left < 1:
                return max(1, ceil((1 - left) / self._per_s))
            if who not in self._left and len(self._left) >= KEPT_MOST:
                self._forget(now)
            self._left[who] = (left - 1, now)
            return 0

    def wait_s(self, who: str) -> int:
        """Seconds until there is a call, without taking it."""
        with self._one:
            left = self._filled(who, self._clock())
            return 0 if left >= 1 else max(1, ceil((1 - left) / self._per_s))

    def _filled(self, who: str, now: float) -> float:
        left, at = self._left.get(who, (self._most, now))
        return min(self._most, left + (now - at) * self._per_s)

    def _forget(self, now: float) -> None:
        full = [who for who in self._left if self._filled(who, now) >= self._most]
        for who in full or list(self._left)[: KEPT_MOST // 10]:
            del self._left[who]
