"""The circuit breaker: a source that refuses or is dead run after run is left alone for a while, then probed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import TypedDict

from sqlalchemy import Connection

from leads_db.records import Breaker, BreakerState
from leads_db.store.run_ends import RunEnd, read_run_ends
from scheduler import notes

FAILURES = 3
"""Runs in a row that were refused or dead before the source is left alone."""
FIRST_WAIT = timedelta(hours=20)
"""Until the first probe: the next day's collection. It doubles with every probe that fails …"""
LONGEST_WAIT = timedelta(days=7)
"""… up to this: no source is given up for good."""


PROBE_PARAMS = {"indication": None, "pages": 1, "probe": True}


class RunFacts(TypedDict):
    """What makes a run a probe or a whole collection."""

    reason: str
    params: Mapping[str, object] | None


def why_held_back(connection: Connection, *, source: str, now: datetime) -> str:
    """Why the source's due time must wait (Chinese); empty: it may run."""
    breaker = find_breaker(connection, source, now)
    if breaker.state is not BreakerState.OPEN or breaker.probe_at is None:
        return ""
    return notes.breaker_open(breaker.failures, breaker.probe_at)


def probe_facts(connection: Connection, source: str, reason: str, now: datetime) -> RunFacts:
    """The reason and parameters of the source's next run: a probe while the breaker is half open, else a whole one."""
    breaker = find_breaker(connection, source, now)
    if breaker.state is not BreakerState.HALF_OPEN:
        return {"reason": reason, "params": None}
    told = "；".join(part for part in (notes.probing(breaker.failures), reason) if part)
    return {"reason": told, "params": PROBE_PARAMS}


def is_recovered(connection: Connection, source: str, now: datetime) -> bool:
    """True when a probe was answered and the whole collection is still to be queued."""
    return find_breaker(connection, source, now).state is BreakerState.RECOVERED


def find_breaker(connection: Connection, source: str, now: datetime) -> Breaker:
    """The breaker of a source as the store tells it."""
    return judge_breaker(read_run_ends(connection, source), now)


def judge_breaker(ends: Sequence[RunEnd], now: datetime) -> Breaker:
    """The breaker's state from the source's runs, newest first. A run that is still open changes nothing."""
    over = [end for end in ends if end.is_over]
    failures = sum(1 for _ in takewhile(lambda end: end.is_refused, over))
    if failures < FAILURES:
        has_whole_pending = any(not end.is_over and not end.is_probe for end in ends)
        if over and over[0].is_probe and not failures and not has_whole_pending:
            return Breaker(state=BreakerState.RECOVERED)
        return Breaker(state=BreakerState.CLOSED, failures=failures)
    waited = min(FIRST_WAIT * 2 ** (min(failures, 20) - FAILURES), LONGEST_WAIT)
    probe_at = (over[0].ended_at or now) + waited
    state = BreakerState.OPEN if now < probe_at else BreakerState.HALF_OPEN
    return Breaker(state=state, failures=failures, probe_at=probe_at)
