"""What the scheduler does beside collecting: clocks, gaps, deadlines, figures, looks after feedback, drafts of briefs,
notices, opinions.

One thread of its own, so that a slow channel or a recomputing of all clocks never keeps the service from its leases.
Every piece is noted in the transaction that does it; a restart goes on where it was.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import Engine

from leads_db.errors import GILeadsError
from leads_db.settings import Settings
from scheduler.backups import back_up_when_due
from scheduler.deadlines import refresh_all, settle_deadlines
from scheduler.figure_keeping import keep_figures
from scheduler.lead_gaps import refresh_gaps
from scheduler.notifying import deliver_notices, load_channels
from scheduler.opinion_watch import OpinionWatch
from scheduler.paper_drafts import tell_drafts
from scheduler.rechecks import plan_rechecks, settle_rechecks

LOG = logging.getLogger("scheduler.leads")


class LeadJobs:
    """Started by the service at every beat; a look that is still underway is left alone."""

    def __init__(
        self, engine: Engine, settings: Settings, clock: Callable[[], datetime], stop: threading.Event
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._clock = clock
        self._stop = stop
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="leads")
        self._underway: Future[list[GILeadsError]] | None = None
        self._opinion_watch = OpinionWatch(engine, settings, stop=stop)

    def look(self) -> list[GILeadsError]:
        """Start the next look; the faults of the last one, each for the service to tell."""
        if self._underway is not None and not self._underway.done():
            return []
        faults = self._underway.result() if self._underway is not None else []
        self._underway = self._pool.submit(self.work)
        return faults

    def work(self) -> list[GILeadsError]:
        """One look at all of it; a fault in one piece does not keep the others back."""
        faults: list[GILeadsError] = []
        for piece in (
            self._clocks,
            self._gaps,
            self._deadlines,
            self._figures,
            self._rechecks,
            self._papers,
            self._backups,
            self._notices,
            self._opinions,
        ):
            if self._stop.is_set():
                break
            try:
                piece(self._clock())
            except GILeadsError as fault:
                faults.append(fault)
        return faults

    def close(self) -> None:
        """Wait for the look that is underway; it ends soon once the service's stop is set."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _clocks(self, now: datetime) -> None:
        refresh_all(self._engine, self._settings.register_folder, now, stop=self._stop)

    def _gaps(self, now: datetime) -> None:
        refresh_gaps(self._engine, stop=self._stop)

    def _deadlines(self, now: datetime) -> None:
        counts = settle_deadlines(self._engine, self._settings.register_folder, now, stop=self._stop)
        if counts:
            LOG.info("deadlines: %s", dict(counts))

    def _figures(self, now: datetime) -> None:
        keep_figures(self._engine, now, stop=self._stop)

    def _rechecks(self, now: datetime) -> None:
        plan_rechecks(self._engine, self._settings, now)
        settle_rechecks(self._engine, now)

    def _papers(self, now: datetime) -> None:
        tell_drafts(self._engine, self._settings, now)

    def _backups(self, now: datetime) -> None:
        back_up_when_due(self._engine, self._settings, now)

    def _notices(self, now: datetime) -> None:
        channels = load_channels(self._settings.home)
        if channels:
            deliver_notices(self._engine, channels, now, stop=self._stop)

    def _opinions(self, now: datetime) -> None:
        self._opinion_watch.look_when_due(now)
