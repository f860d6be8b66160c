"""The one scheduler of an installation: `python -m scheduler.service`.

Prints one JSON line an event on stdout (the supervisor draws them) and its log on stderr. Ends on SIGTERM within
seconds; runs that were underway go back to the queue. Exit code 3: another scheduler runs.
"""

import json
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, Engine

from crawlers.source_file import Source
from leads_db.errors import (
    AnotherScheduler,
    GILeadsError,
    LeaseLost,
    SourceFileBroken,
    StoreBusy,
    StoreFull,
    StoreUnreachable,
)
from leads_db.records import Run, Trigger
from leads_db.settings import Settings, read_settings
from leads_db.store.engine import open_engine, reading, writing
from leads_db.store.imports import end_dead_imports, find_dead_imports
from leads_db.store.units import utc_now
from scheduler import notes
from scheduler.breaker import is_recovered, probe_facts, why_held_back
from scheduler.catch_up import settle_job
from scheduler.clocks import make_clockwork
from scheduler.held_leases import HeldLeases
from scheduler.lead_jobs import LeadJobs
from scheduler.planning import save_planned_run, sources_to_collect
from scheduler.runner import run_collection
from scheduler.watchdog import find_idle_runs, find_standstills, has_space, save_standstill

LOG = logging.getLogger("scheduler")
LEASE_NAME = "scheduler"
ANOTHER_EXIT = 3
TAKE_OVER_S = 3.0
"""A scheduler that was just killed may take this long to be seen as gone."""
LOOK_S = 2.0
"""Between two looks for queued runs."""
AGAIN_S = 30.0
"""Before a run is tried again that the store's fault ended."""
SCHEDULER = "scheduler"
TEMPORARY = (StoreBusy, StoreFull, StoreUnreachable)
"""Faults of the store that pass."""

Collect = Callable[..., Run]


class Service:
    """Decides, on every look, what is due and what is waiting, and keeps `settings.workers` collections going."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        *,
        on_event: Callable[[Mapping[str, object]], None],
        clock: Callable[[], datetime] = utc_now,
        collect: Collect = run_collection,
    ) -> None:
        """`collect` carries one run through, as `run_collection` does."""
        self.engine = engine
        self.settings = settings
        self.clock = clock
        self.stop = threading.Event()
        self.wake = threading.Event()
        self._on_event = on_event
        self._collect = collect
        self._underway: dict[int, Future[Run]] = {}
        self._again_at: dict[int, float] = {}
        self._disk_was_low = False
        self._told: set[str] = set()
        self._run_faults: dict[int, str] = {}
        self._lead_jobs = LeadJobs(engine, settings, clock, self.stop)

    def ask_to_stop(self) -> None:
        """End soon: what is underway goes back to the queue. Not for a signal handler: it takes locks."""
        self.stop.set()
        self.wake.set()

    def run(self) -> None:
        """Work until asked to stop. Raises AnotherScheduler when one is running, LeaseLost when one took over."""
        with HeldLeases(self.engine, self.clock) as lease:
            if not self._take(lease):
                raise AnotherScheduler
            clockwork = make_clockwork(self.settings.daily_at, self.wake.set)
            clockwork.start()
            workers = ThreadPoolExecutor(self.settings.workers, thread_name_prefix="collection")
            self.wake.set()
            try:
                while not self.stop.is_set():
                    woken = self.wake.wait(LOOK_S)
                    self.wake.clear()
                    lease.renew()
                    self.look(workers, at_dues=woken)
            finally:
                self.stop.set()
                clockwork.shutdown(wait=False)
                self._lead_jobs.close()
                workers.shutdown(wait=True, cancel_futures=True)

    def _take(self, lease: HeldLeases) -> bool:
        taken = lease.take(LEASE_NAME)
        if not taken:
            self.stop.wait(TAKE_OVER_S)
            taken = not self.stop.is_set() and lease.take(LEASE_NAME)
        return taken

    def look(self, workers: ThreadPoolExecutor, *, at_dues: bool = True) -> None:
        """One look: start what waits and, `at_dues`, settle due times and note what stands still.

        A store that refuses and a broken source file are told once and tried again at the next look.
        """
        faults: list[GILeadsError] = []
        try:
            self._forget_ended()
            may_run = self._check_disk()
            if at_dues:
                self._note_standstills()
                self._settle(faults.append, may_run=may_run)
                faults += self._lead_jobs.look()
            if may_run:
                self._start_waiting(workers)
        except TEMPORARY as fault:
            faults.append(fault)
        texts = {str(fault) for fault in faults}
        for new in faults:
            if str(new) not in self._told:
                self._tell_fault(new)
        self._told = texts if at_dues else self._told | texts

    def _tell_fault(self, fault: GILeadsError, **facts: object) -> None:
        LOG.error("%s %s", fault, facts or "")
        self._on_event({"event": "fault", "error": type(fault).__name__, "message": str(fault), **facts})

    def _check_disk(self) -> bool:
        enough = has_space(self.settings.home)
        if enough == self._disk_was_low:
            LOG.warning("disk space is %s; new runs are %s", *(("back", "on") if enough else ("low", "held back")))
            self._on_event({"event": "disk", "enough": enough})
        self._disk_was_low = not enough
        return enough

    def _settle(self, on_fault: Callable[[SourceFileBroken], None], *, may_run: bool) -> None:
        now = self.clock()
        for source in sources_to_collect(self.settings, on_fault):
            make_run = partial(self._make_run, source)
            job = f"collect:{source.name}"
            self._follow_probe(source, now, may_run=may_run)
            why_not = partial(why_held_back, source=source.name, now=now)
            settled = settle_job(
                self.engine, job, self.settings.daily_at, now, make_run, may_run=may_run, why_not=why_not
            )
            if settled is not None:
                due = settled.due
                LOG.info("%s due %s: %s %s (run %s)", job, due.due_at, due.state, due.note, due.run_id)
                facts = {"source": source.name, "state": due.state, "note": due.note, "run": due.run_id}
                self._on_event({"event": "due", "merged": settled.merged, **facts})

    def _make_run(self, source: Source, connection: Connection, trigger: Trigger, reason: str) -> int:
        now = self.clock()
        facts = probe_facts(connection, source.name, reason, now)
        return save_planned_run(connection, source, trigger=trigger, requested_by=SCHEDULER, now=now, **facts)

    def _follow_probe(self, source: Source, now: datetime, *, may_run: bool) -> None:
        """The whole collection of a source whose probe was answered."""
        with reading(self.engine) as connection:
            is_due = may_run and is_recovered(connection, source.name, now)
        if is_due:
            with writing(self.engine) as connection:
                self._make_run(source, connection, Trigger.CATCH_UP, notes.RECOVERED)

    def _note_standstills(self) -> None:
        with reading(self.engine) as connection:
            still = find_standstills(connection, self.clock())
            dead = find_dead_imports(connection, self.clock())
        if dead:
            with writing(self.engine) as connection:
                end_dead_imports(connection, self.clock())
        for run_id, minutes in still.items():
            with writing(self.engine) as connection:
                save_standstill(connection, run_id, minutes)

    def _start_waiting(self, workers: ThreadPoolExecutor) -> None:
        with reading(self.engine) as connection:
            idle = find_idle_runs(connection, self.clock())
        now = time.monotonic()
        for run in idle:
            free = len(self._underway) < self.settings.workers
            if free and run.id not in self._underway and self._again_at.get(run.id, 0.0) <= now:
                self._underway[run.id] = workers.submit(self._carry, run.id)
                self._underway[run.id].add_done_callback(lambda _: self.wake.set())  # the next one need not wait

    def _carry(self, run_id: int) -> Run:
        return self._collect(self.engine, self.settings, run_id, on_event=self._on_event, stop=self.stop)

    def _forget_ended(self) -> None:
        for run_id, future in list(self._underway.items()):
            if future.done():
                del self._underway[run_id]
                fault = future.exception()
                if isinstance(fault, GILeadsError):  # the run stays open and is tried again after a while
                    self._again_at[run_id] = time.monotonic() + AGAIN_S
                    if self._run_faults.get(run_id) != str(fault):
                        self._tell_fault(fault, run=run_id)
                    self._run_faults[run_id] = str(fault)
                elif fault is not None:
                    raise fault


def print_event(event: Mapping[str, object]) -> None:
    """One JSON line on stdout, in ASCII: it is read by a program, and half characters must not stop it."""
    sys.stdout.write(json.dumps(event, default=str) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run the scheduler until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        settings = read_settings()
        service = Service(open_engine(settings.store_url), settings, on_event=print_event)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=service.ask_to_stop).start())
        service.run()
    except (AnotherScheduler, LeaseLost) as fault:
        LOG.error("%s", fault)
        print_event({"event": "failed", "error": type(fault).__name__, "message": str(fault)})
        return ANOTHER_EXIT
    except GILeadsError as fault:
        LOG.error("%s", fault)
        print_event({"event": "failed", "error": type(fault).__name__, "message": str(fault)})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
