"""How many true bursts are found within two hours, and how many false alerts 90 days bring.

    python benchmarks/bursts.py [HISTORIES [SEED]]

Simulated histories (burst_histories.py), each one indication with six topics and four sources over 28 + 90 days, one
burst of each size. Beside our rule stand the plain «three times yesterday» and the rule that Sentry publishes, with
the same floor of posts. Goals: 0.95 of medium bursts within two hours, at most 1 false alert an indication in 90 days.
The seeds are none that the rule was tuned with (those are below 100,000).
"""

import math
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from time import process_time

from benchmarks.burst_histories import (
    BURST_HOURS,
    DAYS,
    FIRST_DAY,
    SIZES,
    SOURCES,
    TOPICS,
    WARM_UP,
    History,
    make_history,
)
from pipelines.opinions.bursts import Tally, find_burst
from pipelines.opinions.rhythm import A_DAY, Rhythm, day_of, first_slot, learn_rhythm

SEED = 500_000
WITHIN = 8
"""Slots: two hours."""
AFTER = BURST_HOURS * 4 + A_DAY
"""Slots after a burst's begin in which an alert is its own."""
FLOOR = 6

Rule = Callable[[Sequence[Tally], int, Rhythm, frozenset[int]], bool]


def ours(tallies: Sequence[Tally], end: int, rhythm: Rhythm, quiet: frozenset[int]) -> bool:
    """The rule of the project."""
    return find_burst(tallies, end, rhythm, quiet=quiet) is not None


def count(tallies: Sequence[Tally], first: int, end: int) -> int:
    """Posts of all sources."""
    return sum(tally.count(first, end) for tally in tallies)


def three_times_yesterday(tallies: Sequence[Tally], end: int, rhythm: Rhythm, quiet: frozenset[int]) -> bool:
    """Today, so far, three times the whole of yesterday."""
    midnight = first_slot(day_of(end - 1))
    today = count(tallies, midnight, end)
    return today >= max(FLOOR, 3 * count(tallies, midnight - A_DAY, midnight))


def sentry(tallies: Sequence[Tally], end: int, rhythm: Rhythm, quiet: frozenset[int]) -> bool:
    """Sentry's published forecast on hourly counts of the last seven days: max(spike, bursty)."""
    slots = sorted(slot for tally in tallies for slot in tally.slots[bisect_left(tally.slots, end - 7 * A_DAY - 4) :])
    hours = Counter((end - 1 - slot) // 4 for slot in slots if slot < end)
    now = hours.pop(0, 0)
    values = [hours.get(hour, 0) for hour in range(1, 169)]
    mean, high = sum(values) / 168, max(values)
    if now < FLOOR or not mean:
        return now >= FLOOR
    std = math.sqrt(sum((value - mean) ** 2 for value in values) / 168)
    spike = mean + min(max((mean + 5 * std) / mean, 5), 8) * mean
    bursty = high * min(max(2, 5 * math.exp(-0.65 * std / mean)), 5)
    return now > max(spike, bursty)


def find_alerts(history: History, topic: str, rule: Rule, rhythm: Rhythm) -> list[int]:
    """Slots at which alerts begin: one while a burst goes on, a new one after a quiet day."""
    tallies = [Tally(source, history.posts[topic][source], FIRST_DAY, history.blind[source]) for source in SOURCES]
    slots = sorted({slot for tally in tallies for slot in tally.slots if slot >= first_slot(FIRST_DAY + WARM_UP)})
    alerts: list[int] = []
    last, quiet = -A_DAY, frozenset[int]()
    for slot in slots:
        if rule(tallies, slot + 1, rhythm, quiet):
            if slot - last > A_DAY:
                alerts.append(slot)
            last, quiet = slot, quiet | {day_of(slot)}
    return alerts


def judge(history: History, rule: Rule, rhythm: Rhythm) -> tuple[Counter[str], int]:
    """(sizes found within two hours, false alerts)"""
    found: Counter[str] = Counter()
    false = 0
    for topic in TOPICS:
        alerts = find_alerts(history, topic, rule, rhythm)
        own = [burst for burst in history.bursts if burst.topic == topic]
        for burst in own:
            found[burst.size] += any(burst.first <= slot <= burst.first + WITHIN for slot in alerts)
        false += sum(not any(burst.first <= slot <= burst.first + AFTER for burst in own) for slot in alerts)
    return found, false


def read_rhythm(histories: Sequence[History]) -> Rhythm:
    """The rhythm that an installation with some of these indications has learnt before the test begins."""
    end = first_slot(FIRST_DAY + WARM_UP)
    slots = [
        s for one in histories[:12] for of in one.posts.values() for slots in of.values() for s in slots if s < end
    ]
    hours = Counter((slot + 32) % A_DAY // 4 for slot in slots)
    return learn_rhythm(hours, Counter((day_of(slot) + 3) % 7 for slot in slots))


def main() -> None:
    """Print the table."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 240
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    histories = [make_history(seed + one) for one in range(number)]
    rhythm = read_rhythm(histories)
    true = Counter(burst.size for one in histories for burst in one.bursts)
    posts = sum(len(slots) for one in histories for of in one.posts.values() for slots in of.values())
    print(f"{number} histories of {DAYS} days, {posts} posts, bursts: {dict(true)}; found within two hours, by size")
    for name, rule in (("ours", ours), ("three times yesterday", three_times_yesterday), ("Sentry's", sentry)):
        start = process_time()
        judged = [judge(one, rule, rhythm) for one in histories]
        found = sum((one for one, _ in judged), Counter[str]())
        shares = "  ".join(f"{size} {found[size] / max(1, true[size]):.3f}" for size in SIZES)
        false = sum(false for _, false in judged) / number * 90 / (DAYS - WARM_UP)
        print(f"{name:<22} {shares}   false alerts in 90 days {false:7.2f}   {process_time() - start:6.1f} s")


if __name__ == "__main__":
    main()
