"""New posts → alerts: every window that they are in is looked at again, late ones too, in the caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from leads_db.records.opinion import Level, Post, Topic
from leads_db.store.alert_rules import count_misreports
from leads_db.store.alerts import SeenBurst, read_burst_days, save_burst
from leads_db.store.opinion_counts import count_hours, read_platform_sources, read_slots
from leads_db.store.opinion_events import find_main_event
from leads_db.store.opinions import IMPORTED
from leads_db.store.source_days import read_source_days
from pipelines.opinions.bursts import WEEKS_BACK, Burst, Tally, find_burst, strictness_of
from pipelines.opinions.rhythm import (
    A_DAY,
    calendar_day,
    day_number,
    day_of,
    learn_rhythm,
    slot_of,
    slot_start,
)

PAST = timedelta(days=7)
"""A post that is older when it comes in raises no alert: what was a burst then is none any more."""
LOOKS_MOST = 400
"""Windows of one indication and topic that are looked at in one go, the newest."""
HISTORY = timedelta(days=WEEKS_BACK + 3)
Key = tuple[str, Topic, bool]
"""Indication, topic, whether it is of the practice market."""


def raise_alerts(
    connection: Connection, posts: Iterable[Post], names: Mapping[str, str], *, now: datetime
) -> tuple[int, ...]:
    """Look at the windows of these posts; the numbers of alerts that are new or rose. `names`: platform → its name."""
    keys: dict[Key, int] = {}
    for post in posts:
        if now - PAST <= post.at <= now:
            key = (post.indication, post.topic, post.is_practice)
            keys[key] = min(slot_of(post.at), keys.get(key, slot_of(post.at)))
    told: list[int] = []
    for is_practice in {key[2] for key in keys}:
        watch = _Watch(connection, now, is_practice=is_practice)
        for key, oldest in sorted(keys.items()):
            if key[2] is is_practice:
                told += watch.look(key, oldest, names)
    return tuple(dict.fromkeys(told))


class _Watch:
    """What the looks of one go share: rhythm, sources, blind days."""

    def __init__(self, connection: Connection, now: datetime, *, is_practice: bool) -> None:
        self._connection = connection
        self._now = now
        self._since = now - PAST - HISTORY
        self._rhythm = learn_rhythm(*count_hours(connection, since=now - HISTORY, is_practice=is_practice))
        self._platforms = read_platform_sources(connection, is_practice=is_practice)
        self._blind = self._read_blind()

    def _read_blind(self) -> dict[str, frozenset[int]]:
        sources = {one for names, _ in self._platforms.values() for one in names if one != IMPORTED}
        first, last = calendar_day(day_of(slot_of(self._since))), calendar_day(day_of(slot_of(self._now)))
        found: dict[str, set[int]] = {}
        today = day_number(last)
        for one in read_source_days(self._connection, sorted(sources), first=first, last=last):
            # a day that was not planned yet is no gap: today's collection may still come
            if one.is_blind and (one.planned or day_number(one.day) != today):
                found.setdefault(one.source, set()).add(day_number(one.day))
        return {source: frozenset(days) for source, days in found.items()}

    def look(self, key: Key, oldest: int, names: Mapping[str, str]) -> list[int]:
        indication, topic, is_practice = key
        tallies = self._tallies(indication, topic, is_practice=is_practice)
        newest = slot_of(self._now)
        slots = sorted({slot for tally in tallies for slot in tally.slots if oldest <= slot <= newest})
        strictness = strictness_of(count_misreports(self._connection, indication, topic))
        told = []
        for slot in slots[-LOOKS_MOST:]:
            days = read_burst_days(
                self._connection, indication, topic, since=self._since, until=slot_start(slot), is_practice=is_practice
            )
            quiet = frozenset(map(day_number, days))
            burst = find_burst(tallies, slot + 1, self._rhythm, quiet=quiet, strictness=strictness)
            if burst is not None:
                told += self._save(key, burst, names)
        return told

    def _tallies(self, indication: str, topic: Topic, *, is_practice: bool) -> Sequence[Tally]:
        held = read_slots(self._connection, indication, topic, since=self._since, is_practice=is_practice)
        return [
            Tally(platform, held.get(platform, ()), day_of(first), self._blind_days(sources))
            for platform, (sources, first) in self._platforms.items()
        ]

    def _blind_days(self, sources: Sequence[str]) -> frozenset[int]:
        """Days on which all of a platform's sources were down; imported files have no such days."""
        days = [self._blind.get(source, frozenset()) for source in sources if source != IMPORTED]
        return frozenset.intersection(*days) if days else frozenset()

    def _save(self, key: Key, burst: Burst, names: Mapping[str, str]) -> list[int]:
        indication, topic, is_practice = key
        event = find_main_event(
            self._connection, indication, topic, first=burst.first, end=burst.end, is_practice=is_practice
        )
        seen = SeenBurst(
            indication=indication,
            topic=topic,
            level=Level(burst.level),
            began_at=slot_start(burst.first),
            ended_at=min(slot_start(burst.end), self._now),
            observed=burst.observed,
            expected=burst.expected,
            sources=burst.sources,
            event=event,
            why=tell_burst(burst, names),
            is_practice=is_practice,
        )
        saved = save_burst(self._connection, seen, now=self._now)
        return [saved[0]] if saved is not None and saved[1] else []


def tell_burst(burst: Burst, names: Mapping[str, str]) -> str:
    """The numbers that raised an alert, in Chinese for the desk."""
    hours = (burst.end - burst.first) * 24 // A_DAY
    sources = "、".join(names.get(source, source) for source in burst.sources)
    usual = f"按前四周同时段约 {burst.expected:.1f} 条，达 {burst.limit} 条即预警"
    return f"{hours} 小时内 {burst.observed} 条；{usual}；来自{sources}"
