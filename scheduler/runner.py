"""Carry one run through: crawl children one after the other until no unit is open, then the verdict on the run."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine

from leads_db.errors import CrawlError, RegisterError, StoreBusy, StoreError, StoreFull, StoreUnreachable
from leads_db.records import Outcome, Run, RunState
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from leads_db.store.process_owner import is_dead
from leads_db.store.runs import count_run, read_run, save_run_counts, save_run_state
from leads_db.store.units import SqlUnitQueue, read_units, utc_now
from scheduler import notes
from scheduler.child_process import ChildProcess, read_log_end
from scheduler.crawl_watch import STALL_S, ChildEnd, OnEvent, watch_child
from scheduler.held_leases import HeldLeases
from scheduler.ordering import is_time_over
from scheduler.planning import cut_units, find_source
from scheduler.run_end import count_seen, judge_run
from scheduler.term_plan import terms_of_run
from scheduler.thinning import keep_fields

CRAWL_CHILD = "scheduler.crawl_child"
MAX_RESTARTS = 5
"""Children in a row that die without any progress before the run is given up."""
WAIT_S = 1.0
WORKED = (RunState.QUEUED, RunState.RUNNING)
ASKED = (ChildEnd.STOPPED, ChildEnd.CANCELLED, ChildEnd.PAUSED, ChildEnd.SPENT)
"""Ends that somebody asked for."""
REFUSALS = {kind.__name__: kind for kind in (StoreBusy, StoreFull, StoreUnreachable)}
"""Faults of the store that pass: the unit is not to blame."""


def run_collection(
    engine: Engine,
    settings: Settings,
    run_id: int,
    *,
    on_event: OnEvent = lambda event: None,
    stop: threading.Event | None = None,
    child_module: str = CRAWL_CHILD,
    clock: Callable[[], datetime] = utc_now,
) -> Run:
    """Work the run to its end and return it; if another process works on it, follow it until it is over.

    `on_event` gets the child's JSON lines and our own: waiting, started, restarted, progress, ended. `stop` set: the
    run goes back to the queue and is returned as it stands, as is a run that was paused. Ctrl-C cancels it. A run of a
    source that is being crawled waits for its turn. Raises NotFound, UnknownSource, StoreBusy, StoreFull, LeaseLost.
    """
    stop = stop or threading.Event()
    with HeldLeases(engine, clock) as leases:
        while (run := _read(engine, run_id)).state in WORKED and not stop.is_set():
            if leases.take(f"run:{run_id}"):
                return _Collection(engine, settings, run, leases, on_event, stop, child_module, clock).work()
            with reading(engine) as connection:
                on_event({"event": "progress", "run": run_id, "counts": count_run(connection, run_id)})
            stop.wait(WAIT_S)
    return run


def _read(engine: Engine, run_id: int) -> Run:
    with reading(engine) as connection:
        return read_run(connection, run_id)


class _Collection:
    """One run in our hands."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        run: Run,
        leases: HeldLeases,
        on_event: OnEvent,
        stop: threading.Event,
        child_module: str,
        clock: Callable[[], datetime],
    ) -> None:
        self.engine = engine
        self.settings = settings
        self.run = run
        self.leases = leases
        self.on_event = on_event
        self.stop = stop
        self.child_module = child_module
        self.clock = clock
        self.queue = SqlUnitQueue(engine, clock)
        self.fault = ""
        self.refusal: type[StoreError] | None = None
        self.log_file = settings.home / "logs" / f"run-{run.id}.log"

    def work(self) -> Run:
        """See `run_collection`."""
        try:
            if self._wait_for_source():
                self._prepare()
                self._crawl()
        except (CrawlError, RegisterError) as fault:  # no restart mends a source file or a register
            self._save(RunState.FAILED, str(fault))
        except KeyboardInterrupt:
            self._save(RunState.CANCELLED, notes.CANCELLED)
            raise
        run = _read(self.engine, self.run.id)
        self._tell("ended", state=run.state, note=run.note, counts=dict(run.counts))
        return run

    def _tell(self, event: str, **facts: object) -> None:
        self.on_event({"event": event, "run": self.run.id, "source": self.run.source, **facts})

    def _save(self, state: RunState, note: str = "") -> None:
        """Move the run, unless it has ended or was paused: what a person did meanwhile stands."""
        with writing(self.engine) as connection:
            if read_run(connection, self.run.id).state in WORKED:
                save_run_state(connection, self.run.id, state, now=self.clock(), note=note)

    def _is_halted(self) -> bool:
        """True when a person cancelled or paused it."""
        return _read(self.engine, self.run.id).state not in WORKED

    def _wait_for_source(self) -> bool:
        told = False
        while not self.leases.take(f"source:{self.run.source}"):
            if not told:
                self._tell("waiting")
                told = True
            if self.stop.wait(WAIT_S) or self._is_halted():
                return False
            self.leases.renew()
        return True

    def _prepare(self) -> None:
        source = find_source(self.settings, self.run.source)
        terms = terms_of_run(self.engine, self.settings, self.run, source)
        cut_units(self.run, source, terms, self.queue)
        with reading(self.engine) as connection:
            units = read_units(connection, self.run.id)
        for owner in {unit.lease_owner for unit in units if unit.lease_owner}:
            if is_dead(owner):
                self._release(owner, found_before=_found(self.run.counts))
        self._save(RunState.RUNNING)
        self._tell("started", units=len(units), open=self.queue.open_count(self.run.id))

    def _crawl(self) -> None:
        idle = 0
        before = self._progress()
        while self.queue.open_count(self.run.id) and not self._is_halted():
            end = self._run_child()
            if self._has_to_leave(end):
                return
            if self.refusal:  # the run stays open: it goes on when the store takes something again
                raise self.refusal(self.fault)
            after = self._progress()
            idle, before = (0 if after != before else idle + 1), after
            if end is ChildEnd.HOPELESS or idle > MAX_RESTARTS:
                self._give_up(idle)
                return
            if end is ChildEnd.DIED:
                self._tell("restarted", times=idle)
            if idle:
                self.stop.wait(min(8.0, 0.25 * 2**idle))
        self._conclude()

    def _run_child(self) -> ChildEnd:
        arguments = ["--run", str(self.run.id)]
        with writing(self.engine) as connection:
            found_before = _found(save_run_counts(connection, self.run.id))
        child = ChildProcess(self.child_module, arguments, self.log_file)
        self._tell("child", pid=child.process.pid)
        end = None
        try:
            end = watch_child(child, self._hear, self._reason_to_end, stall_s=STALL_S)
            return end
        finally:
            self._release(child.owner, found_before, is_blameless=end in ASKED or self.refusal is not None)

    def _release(self, owner: str, found_before: int, *, is_blameless: bool = False) -> None:
        """Free what a dead child held. Its attempt counts only if it was its own fault and it found nothing new.

        So a long unit on a machine that keeps failing comes to its end, and a unit that kills its worker does not
        kill for ever.
        """
        with reading(self.engine) as connection:
            has_gained = _found(count_run(connection, self.run.id)) > found_before
        self.queue.release(self.run.id, owner, is_blameless=is_blameless or has_gained)

    def _hear(self, event: Mapping[str, object]) -> None:
        if event["event"] == "failed":
            self.fault = str(event.get("message", ""))[:400]
            self.refusal = REFUSALS.get(str(event.get("error")))
        self.on_event(event)

    def _reason_to_end(self) -> ChildEnd | None:
        self.leases.renew()
        if self.stop.is_set():
            return ChildEnd.STOPPED
        state = _read(self.engine, self.run.id).state
        if state not in WORKED:
            return ChildEnd.PAUSED if state is RunState.PAUSED else ChildEnd.CANCELLED
        return ChildEnd.SPENT if is_time_over(_read(self.engine, self.run.id), self.clock()) else None

    def _has_to_leave(self, end: ChildEnd) -> bool:
        if end in (ChildEnd.CANCELLED, ChildEnd.PAUSED):
            return True
        if end is ChildEnd.SPENT:
            self.queue.stop_source(self.run.id, Outcome.PARTIAL, notes.TIME_OVER)
            self._conclude(notes.TIME_OVER)
            return True
        if end is ChildEnd.STOPPED or self.stop.is_set():
            self._save(RunState.QUEUED, notes.INTERRUPTED)
            return True
        return False

    def _progress(self) -> tuple[int, int]:
        with reading(self.engine) as connection:
            counts = count_run(connection, self.run.id)
        return counts["units_done"] + counts["units_dead"], counts["requests"]

    def _give_up(self, times: int) -> None:
        cause = self.fault or read_log_end(self.log_file)
        self.queue.stop_source(self.run.id, Outcome.TRANSPORT_ERROR, cause or "the crawl child died")
        self._conclude(notes.gave_up(times, cause))

    def _conclude(self, note: str = "") -> None:
        is_whole = not any(self.run.params.values())  # what a source should bring is said of a whole collection
        source = find_source(self.settings, self.run.source)
        least, most = (source.expected_minimum, source.expected_maximum) if is_whole else (0, 0)
        with writing(self.engine) as connection:
            if read_run(connection, self.run.id).state not in WORKED:
                return
            units = read_units(connection, self.run.id)
            doubts = self._read_doubts(connection)
            seen = count_seen(connection, self.run.id)
            state, why = judge_run(units, seen, least, maximum=most, doubts=doubts)
            text = "；".join(part for part in (note, why) if part)
            save_run_state(connection, self.run.id, state, now=self.clock(), note=text)

    def _read_doubts(self, connection: Connection) -> tuple[str, ...]:
        """Why what was seen is not whole although its units ended well; the run's fields are kept on the way."""
        thin = keep_fields(connection, self.run, self.clock())
        told = tuple(notes.thinned(one.field, one.usual, one.now) for one in thin)
        return (notes.PROBE, *told) if self.run.params.get("probe") else told


def _found(counts: Mapping[str, int]) -> int:
    return counts.get("listings", 0) + counts.get("mentions_new", 0)
