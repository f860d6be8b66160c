"""Figures of past days, counted at night and kept, so that 统计 is a sum of days. A transaction a day."""

import threading
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine

from leads_db.clocks import shanghai_day
from leads_db.store.engine import reading, writing
from leads_db.store.figure_days import (
    ONE_DAY,
    DayCount,
    FigureKind,
    keep_day,
    midnight,
    read_all_kept,
)
from leads_db.store.limit_statistics import count_limits
from leads_db.store.move_counting import count_moves

COUNTS: Mapping[FigureKind, DayCount] = {FigureKind.MOVES: count_moves, FigureKind.LIMITS: count_limits}
SETTLES = timedelta(hours=1)
"""So long after its end a day is over: what was begun before midnight is written by then."""
KEPT_DAYS = 366
MOVING_DAYS = 92
"""Younger days' limits may still be kept or moved, or their lead goes elsewhere: they are counted anew each night."""
AT_ONCE = 40
"""Days of one look, so that what comes after it does not wait for a year to be counted."""


def keep_figures(engine: Engine, now: datetime, *, stop: threading.Event | None = None, most: int = AT_ONCE) -> int:
    """Count and keep the days that are over and are not kept, or are to be counted anew; how many."""
    done = 0
    for kind, count in COUNTS.items():
        with reading(engine) as connection:
            wanted = find_due_days(connection, kind, now)
        for day in wanted[: most - done]:
            if stop is not None and stop.is_set():
                return done
            with writing(engine) as connection:
                keep_day(connection, kind, day, count(connection, midnight(day), midnight(day + ONE_DAY), None), now)
            done += 1
    return done


def find_due_days(connection: Connection, kind: FigureKind, now: datetime) -> Sequence[date]:
    """The days to be counted, the newest first."""
    last = shanghai_day(now - SETTLES) - ONE_DAY
    tonight = midnight(last + ONE_DAY) + SETTLES
    kept = read_all_kept(connection, kind)
    days = [last - step * ONE_DAY for step in range(KEPT_DAYS)]
    moving = set(days[:MOVING_DAYS]) if kind is FigureKind.LIMITS else set()
    return [day for day in days if day not in kept or (day in moving and kept[day] < tonight)]
