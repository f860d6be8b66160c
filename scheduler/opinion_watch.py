"""Every quarter of an hour: posts are read, folded into events, counted; bursts raise alerts and open a collection.

Each batch of posts is folded, its candidates and alerts saved and the mark moved in one transaction. What was missed
while nobody ran comes in the same way, and a burst raises one alert however late it is seen.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from leads_db.register import Register, load_register
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from leads_db.store.marks import read_mark, save_mark
from leads_db.store.opinion_events import save_folds
from leads_db.store.opinions import read_new_posts
from pipelines.opinions.alerting import raise_alerts
from pipelines.opinions.events import plan_folds, save_named
from pipelines.opinions.naming import MarketHosts
from pipelines.opinions.viewing import Analyst, LateAnalyst, view_stored
from scheduler.opinion_collections import open_collections
from scheduler.opinion_notices import tell_alerts

LOG = logging.getLogger("scheduler.opinions")
EVERY = timedelta(minutes=15)
SOON, SOON_FOR = timedelta(minutes=3), timedelta(minutes=30)
"""How often after a start, and for how long: a new installation collects at once, while somebody watches."""
TOGETHER = 1_000
"""Posts in one transaction."""
FOLDED = "opinions:folded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What one look came to."""

    viewed: int = 0
    folded: int = 0
    alerts: tuple[int, ...] = ()
    """New or risen."""
    runs: tuple[int, ...] = ()
    """Collections that were opened."""


class OpinionWatch:
    """Built once by the scheduler; loads what it needs at its first look."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        make_analyst: Callable[[Register], Analyst] = LateAnalyst,
        *,
        stop: threading.Event | None = None,
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._make_analyst = make_analyst
        self._analyst: Analyst | None = None
        self._stop = stop or threading.Event()
        self._looked_at: datetime | None = None
        self._first_at: datetime | None = None

    def look_when_due(self, now: datetime) -> Watched | None:
        """`look` at a start, soon again, then every quarter of an hour; None: not due. A clock set back is due."""
        self._first_at = self._first_at or now
        every = SOON if now - self._first_at < SOON_FOR else EVERY
        if self._looked_at is not None and timedelta(0) <= now - self._looked_at < every:
            return None
        watched = self.look(now)
        self._looked_at = now
        return watched

    def look(self, now: datetime) -> Watched:
        """One look at all that is new. Raises StoreBusy, StoreFull, RegisterError …; what was committed stays."""
        viewed = self._view(now)
        watched = replace(self._fold(now), viewed=viewed)
        runs = open_collections(self._engine, self._settings, now)
        if watched.folded or runs:
            LOG.info("opinions: %s posts, alerts %s, collections %s", watched.folded, watched.alerts, runs)
        return replace(watched, runs=runs)

    def _view(self, now: datetime) -> int:
        if self._analyst is None:
            self._analyst = self._make_analyst(load_register(self._settings.register_folder))
        return view_stored(self._engine, self._analyst, now=now)

    def _fold(self, now: datetime) -> Watched:
        register = load_register(self._settings.register_folder)
        hosts = MarketHosts(register.platforms.values())
        names = {platform.id: platform.name for platform in register.platforms.values()}
        folded, alerts = 0, list[int]()
        while not self._stop.is_set():
            count, raised = self._fold_batch(register, hosts, names, now)
            folded += count
            alerts += raised
            if count == 0:
                break
        return Watched(folded=folded, alerts=tuple(dict.fromkeys(alerts)))

    def _fold_batch(
        self, register: Register, hosts: MarketHosts, names: dict[str, str], now: datetime
    ) -> tuple[int, Sequence[int]]:
        with reading(self._engine) as connection:
            after = read_mark(connection, FOLDED)
            upto, posts = read_new_posts(connection, after=after, limit=TOGETHER)
            folds = plan_folds(connection, posts)
        if upto == after:
            return 0, ()
        with writing(self._engine) as connection:
            if read_mark(connection, FOLDED) != after:  # another process was here first
                return 0, ()
            save_folds(connection, folds)
            save_named(connection, posts, hosts, now=now)
            raised = raise_alerts(connection, posts, names, now=now)
            tell_alerts(connection, register, raised, now=now)
            save_mark(connection, FOLDED, upto)
        return len(posts), raised
