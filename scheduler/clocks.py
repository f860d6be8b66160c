"""Times of the daily collection, and the clockwork that wakes the service. No other module knows APScheduler."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, timezone

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""A fixed offset: China has had no summer time since 1991, and a slim machine may lack the zone files."""
BEAT_S = 15
"""Seconds between two beats of the clockwork: leases are renewed, queued runs and late due times are looked for."""
DAY = timedelta(days=1)


def latest_due(daily_at: str, now: datetime) -> datetime:
    """The newest daily time (HH:MM, Asia/Shanghai) that is not after `now`; aware UTC."""
    hour, minute = map(int, daily_at.split(":"))
    local = now.astimezone(SHANGHAI)
    due = datetime.combine(local.date(), time(hour, minute), SHANGHAI)
    return (due if due <= local else due - DAY).astimezone(UTC)


def dues_between(daily_at: str, after: datetime, now: datetime) -> tuple[datetime, ...]:
    """All daily times t with after < t ≤ now, oldest first; aware UTC."""
    newest = latest_due(daily_at, now)
    count = max(0, -((after - newest) // DAY))
    return tuple(newest - DAY * back for back in reversed(range(count)))


def make_clockwork(daily_at: str, wake: Callable[[], None]) -> BackgroundScheduler:
    """A scheduler, not yet started, that calls `wake` at `daily_at` and at every beat.

    Every option is explicit: the package's defaults drop a run that is one second late. What is due is decided by
    our own ledger (catch_up.py); the clockwork only wakes.
    """
    clockwork = BackgroundScheduler(
        timezone=SHANGHAI,
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(max_workers=1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        daemon=True,
    )
    hour, minute = map(int, daily_at.split(":"))
    once = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None, "replace_existing": True}
    clockwork.add_job(wake, CronTrigger(hour=hour, minute=minute, second=0, timezone=SHANGHAI), id="daily", **once)
    clockwork.add_job(wake, IntervalTrigger(seconds=BEAT_S, timezone=SHANGHAI), id="beat", **once)
    return clockwork
