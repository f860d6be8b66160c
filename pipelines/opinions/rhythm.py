"""When people write: the weight of each quarter of an hour of the week, and slots and days as numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import accumulate

SLOT_S = 900
"""Seconds of a slot; slots are counted from 1970, UTC."""
A_DAY = 86_400 // SLOT_S
SHANGHAI_SLOTS = 8 * 3_600 // SLOT_S
USUAL_HOURS = (
    0.55, 0.35, 0.22, 0.16, 0.14, 0.2, 0.4, 0.75, 1.05, 1.25, 1.35, 1.35, 1.3, 1.2, 1.2, 1.25, 1.25, 1.2, 1.15, 1.3,
    1.5, 1.6, 1.45, 0.95,
)  # fmt: skip
"""Of an average hour, 0 to 23 o'clock in Shanghai, before there are posts enough to learn from; an assumption."""
TRUST = 2_000
"""Posts that an installation must have before its own hours weigh as much as the usual ones."""


def slot_of(moment: datetime) -> int:
    """The slot that the moment lies in."""
    return int(moment.timestamp()) // SLOT_S


def slot_start(slot: int) -> datetime:
    """Aware UTC."""
    return datetime.fromtimestamp(slot * SLOT_S, UTC)


def day_of(slot: int) -> int:
    """Days since 1970 of the calendar day in Shanghai."""
    return (slot + SHANGHAI_SLOTS) // A_DAY


def first_slot(day: int) -> int:
    """The slot that begins at midnight in Shanghai."""
    return day * A_DAY - SHANGHAI_SLOTS


def day_number(day: date) -> int:
    """`day_of` of a calendar day."""
    return (day - date(1970, 1, 1)).days


def calendar_day(number: int) -> date:
    """The calendar day of a `day_of`."""
    return date(1970, 1, 1) + timedelta(days=number)


@dataclass(frozen=True)
class Rhythm:
    """Weights around 1; a week in Shanghai."""

    hours: tuple[float, ...] = USUAL_HOURS
    """24, of the day."""
    weekdays: tuple[float, ...] = (1.0,) * 7
    """Monday first."""

    def weight_of_day(self, day: int) -> float:
        """Of a whole day, 1 on average."""
        return self.weekdays[(day + 3) % 7]  # 1970-01-01 was a Thursday

    def weight(self, first: int, end: int) -> float:
        """Of the slots from `first` to before `end`, in days: 1 for an average whole day."""
        return self._until(end) - self._until(first)

    def _until(self, slot: int) -> float:
        week, rest = divmod(slot + SHANGHAI_SLOTS + 3 * A_DAY, 7 * A_DAY)
        return week * self._sums[-1] + self._sums[rest]

    @cached_property
    def _sums(self) -> tuple[float, ...]:
        whole = sum(self.hours) * A_DAY / 24
        week = [
            self.weekdays[slot // A_DAY] * self.hours[slot % A_DAY * 24 // A_DAY] / whole for slot in range(7 * A_DAY)
        ]
        return tuple(accumulate(week, initial=0.0))


def learn_rhythm(of_hour: Mapping[int, int], of_weekday: Mapping[int, int]) -> Rhythm:
    """The rhythm of posts counted by hour of the day (0..23) and by weekday (0 Monday), drawn towards the usual one."""
    total = sum(of_hour.values())
    share = total / (total + TRUST)
    usual = sum(USUAL_HOURS) / 24
    hours = tuple(
        (1 - share) * USUAL_HOURS[hour] / usual + share * of_hour.get(hour, 0) * 24 / max(1, total)
        for hour in range(24)
    )
    days = max(1, sum(of_weekday.values()))
    weekdays = tuple((1 - share) + share * of_weekday.get(day, 0) * 7 / days for day in range(7))
    return Rhythm(hours, weekdays)
