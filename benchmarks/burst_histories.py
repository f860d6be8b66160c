"""Simulated histories of posts with the truth of their bursts: a week's rhythm, holidays, gaps, chatter, true bursts.

Nothing here is read by the rule: the hours differ from the usual ones that it assumes, days vary on their own, levels
drift, sources go down for days, posts are carried on by a few others at any time.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.opinions.rhythm import A_DAY, first_slot

DAYS = 118
WARM_UP = 28
"""Days at the beginning that are history only."""
FIRST_DAY = 20_700
TOPICS = ("counterfeit_complaint", "quality_complaint", "price_complaint", "enforcement_news", "promotion", "knowledge")
COMPLAINTS = TOPICS[:3]
SOURCES = ("weibo", "tousu", "douyin", "board")
SIZES = {"small": 0.5, "medium": 1.0, "large": 3.0}
"""Of the posts of a burst: a medium one brings on average 12 in its first two hours, and 4 for each usual one then."""
HOURS = (6, 4, 3, 2, 2, 2, 4, 8, 12, 14, 14, 15, 17, 15, 12, 12, 13, 13, 14, 15, 17, 19, 17, 11)
BURST_HOURS = 30


@dataclass(frozen=True, slots=True)
class TrueBurst:
    """What the rule should find."""

    size: str
    topic: str
    first: int
    """Slot of its first post."""


@dataclass(frozen=True, slots=True)
class History:
    """One indication over DAYS days."""

    posts: dict[str, dict[str, list[int]]]
    """Topic → source → slots, ascending."""
    blind: dict[str, frozenset[int]]
    """Source → days on which it was down."""
    bursts: tuple[TrueBurst, ...]


def make_history(seed: int) -> History:
    """The history of one indication; its bursts are one of each size, days apart, on any complaint topic."""
    chance = random.Random(seed)
    blind = {source: frozenset(_gaps(chance)) for source in SOURCES}
    days = _day_factors(chance)
    hours = [weight * chance.uniform(0.8, 1.25) for weight in HOURS]
    posts = {topic: {source: [] for source in SOURCES} for topic in TOPICS}  # type: dict[str, dict[str, list[int]]]
    levels = {topic: math.exp(chance.gauss(0.3, 1.1)) for topic in TOPICS}
    for topic, level in levels.items():
        shares = [chance.gammavariate(0.8, 1) + 0.02 for _ in SOURCES]
        for slot in _usual(chance, level, days, hours, is_promotion=topic == "promotion"):
            _put(posts[topic], blind, chance.choices(SOURCES, shares)[0], slot)
    bursts = tuple(_add_bursts(chance, posts, blind, levels))
    for of_topic in posts.values():
        for slots in of_topic.values():
            slots.sort()
    return History(posts, blind, bursts)


def _put(of_topic: dict[str, list[int]], blind: dict[str, frozenset[int]], source: str, slot: int) -> bool:
    is_seen = (slot + 32) // A_DAY not in blind[source]
    if is_seen:
        of_topic[source].append(slot)
    return is_seen


def _gaps(chance: random.Random) -> Iterator[int]:
    for _ in range(chance.randint(0, 4)):
        first = FIRST_DAY + chance.randrange(DAYS)
        yield from range(first, first + chance.randint(1, 5))


def _day_factors(chance: random.Random) -> list[float]:
    weekend, drift, state = chance.uniform(0.6, 1.4), chance.uniform(-0.006, 0.006), 0.0
    factors = []
    for day in range(DAYS):
        state = 0.6 * state + chance.gauss(0, 0.25)
        factors.append(math.exp(state + drift * day) * (weekend if (FIRST_DAY + day + 3) % 7 > 4 else 1.0))
    for _ in range(3):  # holidays, unknown to the rule
        first, length, factor = chance.randrange(DAYS), chance.randint(3, 8), chance.choice((0.4, 1.6, 2.2))
        for day in range(first, min(DAYS, first + length)):
            factors[day] *= factor
    return factors


def _usual(
    chance: random.Random, level: float, days: list[float], hours: list[float], *, is_promotion: bool
) -> Iterator[int]:
    sale = chance.randrange(DAYS) if is_promotion else -99
    for day, factor in enumerate(days):
        rate = level * factor * (1.8 if 0 <= day - sale < 14 else 1.0)
        for _ in range(poisson(chance, rate)):
            hour = chance.choices(range(24), hours)[0]
            slot = first_slot(FIRST_DAY + day) + hour * 4 + chance.randrange(4)
            yield slot
            if chance.random() < 0.08:  # carried on by a few
                for _ in range(chance.randint(1, 4)):
                    yield slot + int(chance.expovariate(1 / 6))


def _add_bursts(
    chance: random.Random,
    posts: dict[str, dict[str, list[int]]],
    blind: dict[str, frozenset[int]],
    levels: dict[str, float],
) -> Iterator[TrueBurst]:
    thirds = [WARM_UP + 2, WARM_UP + 32, WARM_UP + 62]
    chance.shuffle(thirds)
    for (size, factor), begin in zip(SIZES.items(), thirds, strict=True):
        topic, day = chance.choice(COMPLAINTS), begin + chance.randrange(24)
        start = first_slot(FIRST_DAY + day) + chance.randint(7 * 4, 22 * 4)
        seen = [source for source in SOURCES if FIRST_DAY + day not in blind[source] | {FIRST_DAY + day - 1}]
        if len(seen) < 2:
            continue
        sources = chance.sample(seen, chance.randint(2, len(seen)))
        first_two_hours = factor * (12 + 4 * levels[topic] / 8)
        slots = sorted(_burst_slots(chance, start, first_two_hours))
        put = [slot for slot in slots if _put(posts[topic], blind, chance.choice(sources), slot)]
        if put:
            yield TrueBurst(size, topic, put[0])


def _burst_slots(chance: random.Random, start: int, first_two_hours: float) -> Iterator[int]:
    """Rises over an hour, falls over a day; the first post at `start`."""
    yield start
    shape = [min(1.0, (step + 1) / 4) * math.exp(-step / 28) for step in range(BURST_HOURS * 4)]
    unit = first_two_hours / sum(shape[:8])
    for step, weight in enumerate(shape):
        for _ in range(poisson(chance, unit * weight)):
            yield start + step


def poisson(chance: random.Random, mean: float) -> int:
    """A Poisson number; for the means of a day."""
    limit, count, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        count += 1
        product *= chance.random()
    return count
