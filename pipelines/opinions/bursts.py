"""Is what is said now more than usual? Posts of one indication and topic against their own last four weeks.

The posts of each source in the last 1, 2, 6 and 24 hours are set against what its history and the rhythm of the week
let expect. A count is a burst when a negative binomial with that mean, and the spread of the history's own days, would
reach it less than once in 1 / CHANCE tries, when it is above a floor, and when it comes from two sources (or is twice
as high as it need be). A day on which a source was down and of which it told nothing is a gap in the history.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from leads_db.records.opinion import Level
from pipelines.opinions.rhythm import A_DAY, Rhythm, day_of, first_slot

WEEKS_BACK = 28
"""Days of history; the day before the window is left out, so that a slow burst is not its own custom."""
DAYS_LEAST = 7
"""Days of history below which nothing is said of a source."""
WINDOWS = ((4, 7), (8, 8), (24, 11), (96, 16))
"""Slots of a window with the fewest posts that can be a burst in it."""
CHANCE = 1e-6
"""Chance of an alert in one look at quiet posts; looks of one day hang together."""
SHAPE_LEAST, SHAPE_MOST = 1.2, 8.0
"""Bounds of the negative binomial's shape: how much quiet days differ from each other."""
USUAL_SHAPE = 3.0
STEPS = ((8.0, Level.RED), (4.0, Level.ORANGE), (2.0, Level.YELLOW), (1.0, Level.BLUE))
"""Multiples of the alert limit."""
STRICTEST = 3.0
"""What misreports can raise the limit to, at most."""
PER_MISREPORT = 1.4


@dataclass(frozen=True, slots=True)
class Tally:
    """The posts of one source on one indication and topic."""

    source: str
    slots: Sequence[int]
    """Of each post, ascending; 28 days and more."""
    since: int
    """Day since which the source is asked, or of its first post."""
    blind: Collection[int] = frozenset()
    """Days on which it was down."""

    def count(self, first: int, end: int) -> int:
        """Posts in the slots from `first` to before `end`."""
        return bisect_left(self.slots, end) - bisect_left(self.slots, first)


@dataclass(frozen=True, slots=True)
class Burst:
    """A window in which there was more than usual."""

    first: int
    """Slot in which the window begins."""
    end: int
    """Slot before which it ends."""
    observed: int
    expected: float
    limit: int
    """Posts from which it is a burst."""
    sources: tuple[str, ...]
    level: Level


@dataclass(frozen=True, slots=True)
class _Custom:
    rate: float
    """Posts on an average day."""
    days: float
    posts: int
    of_day: Mapping[int, float]
    """Day → posts divided by its weight; gaps are missing."""


def find_burst(
    tallies: Sequence[Tally], end: int, rhythm: Rhythm, *, quiet: Collection[int] = frozenset(), strictness: float = 1.0
) -> Burst | None:
    """The gravest burst in a window that ends before slot `end`; None: no more than usual.

    `quiet`: days of earlier bursts, no part of the custom. `strictness`: factor on the limit, from misreports.
    """
    newest = day_of(end - A_DAY)
    customs = [
        (tally, custom) for tally in tallies if (custom := _read_custom(tally, newest, rhythm, quiet)) is not None
    ]
    if not customs:
        return None
    shape = _read_shape([custom for _, custom in customs])
    found = [
        burst
        for length, floor in WINDOWS
        if (burst := _look(customs, end - length, end, rhythm, shape, floor, strictness)) is not None
    ]
    return max(found, key=lambda one: one.observed / one.limit, default=None)


def _read_custom(tally: Tally, newest: int, rhythm: Rhythm, quiet: Collection[int]) -> _Custom | None:
    first = max(newest - WEEKS_BACK, tally.since)
    counts = Counter(map(day_of, tally.slots[bisect_left(tally.slots, first_slot(first)) : _until(tally, newest)]))
    days = [day for day in range(first, newest) if day not in quiet and (counts[day] or day not in tally.blind)]
    if len(days) < DAYS_LEAST:
        return None
    weight = sum(map(rhythm.weight_of_day, days))
    posts = sum(counts[day] for day in days)
    return _Custom(posts / weight, weight, posts, {day: counts[day] / rhythm.weight_of_day(day) for day in days})


def _until(tally: Tally, day: int) -> int:
    return bisect_left(tally.slots, first_slot(day))


def _read_shape(customs: Sequence[_Custom]) -> float:
    """How alike the days of the history are, drawn towards the usual; a short history is less sure of its mean."""
    sums: defaultdict[int, float] = defaultdict(float)
    for custom in customs:
        for day, count in custom.of_day.items():
            sums[day] += count
    whole = [sums[day] for day in sums if all(day in custom.of_day for custom in customs)]
    shape = USUAL_SHAPE
    if len(whole) >= DAYS_LEAST:
        mean = sum(whole) / len(whole)
        spread = sum((count - mean) ** 2 for count in whole) / (len(whole) - 1)
        told = mean * mean / max(spread - mean, 1e-9)
        share = mean / (mean + 2.0)  # few posts a day tell little of their spread
        shape = (1 - share) * USUAL_SHAPE + share * min(told, SHAPE_MOST)
    shape = min(max(shape, SHAPE_LEAST), SHAPE_MOST)
    return 1 / (1 / shape + 1 / (sum(custom.posts for custom in customs) + 1.0))


def _look(
    customs: Sequence[tuple[Tally, _Custom]],
    first: int,
    end: int,
    rhythm: Rhythm,
    shape: float,
    floor: int,
    strictness: float,
) -> Burst | None:
    counts = {tally.source: tally.count(first, end) for tally, _ in customs}
    observed = sum(counts.values())
    if observed < floor:
        return None
    today = day_of(end - 1)
    rate = sum(custom.rate for tally, custom in customs if counts[tally.source] or today not in tally.blind)
    expected = rate * rhythm.weight(first, end)
    limit = find_limit(round(expected, 2), round(shape, 1), floor)
    limit = int(-(-limit * min(max(strictness, 1.0), STRICTEST) // 1))
    sources = tuple(source for source, count in counts.items() if count)
    if observed < limit or (len(sources) < 2 and observed < 2 * limit):
        return None
    level = next(level for least, level in STEPS if observed >= least * limit)
    return Burst(first, end, observed, expected, limit, sources, level)


@lru_cache(maxsize=20_000)
def find_limit(expected: float, shape: float, floor: int) -> int:
    """The smallest count, at least `floor`, that a negative binomial reaches with a chance of at most CHANCE."""
    ratio = expected / (expected + shape)
    chance = (1 - ratio) ** shape
    below, count = chance, 0
    while 1 - below > CHANCE and count < 1_000_000:
        count += 1
        chance *= ratio * (count - 1 + shape) / count
        below += chance
    return max(floor, count + 1)


def strictness_of(misreports: int) -> float:
    """Factor on the limit after so many misreports that stand; bounded."""
    return float(min(PER_MISREPORT**misreports, STRICTEST))
