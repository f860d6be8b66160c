"""The parent of everything that `gi-leads serve` runs: practice market, desk, paper clerk, scheduler.

Restarts what crashes, ends all of it together, and shows the first collection while it goes on.
"""

import contextlib
import queue
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from rich.console import Console
from sqlalchemy import Engine

from console.collection_view import CollectionView
from console.setup_code import new_setup_code
from leads_db.errors import PortTaken, SourceFileBroken
from leads_db.settings import Settings
from leads_db.store.accounts import has_admin
from leads_db.store.engine import is_current, open_engine, reading, upgrade
from leads_db.store.runs import read_runs
from scheduler.child_process import ChildProcess
from scheduler.crawl_watch import parse_event
from scheduler.planning import sources_to_collect

END_S = 8.0
"""All children have this long to end after Ctrl-C."""
START_S = 20.0
LOOK_S = 0.1
"""At each look, while the desk has not answered yet."""
HEALTHY_S = 60.0
"""A child that lived this long is restarted without a wait."""
LONGEST_WAIT_S = 60.0
ANOTHER_EXIT = 3


class Supervised:
    """One child that is started again when it ends by itself, after growing waits."""

    def __init__(self, name: str, module: str, arguments: list[str], log_file: Path) -> None:
        self.name = name
        self.child: ChildProcess | None = None
        self._module, self._arguments, self._log_file = module, arguments, log_file
        self._started = 0.0
        self._crashes = 0
        self._again_at = 0.0

    def start(self, on_line: Callable[[str], None] | None = None) -> None:
        """Start it; `on_line` gets what it prints, else that goes to its log."""
        self.child = ChildProcess(self._module, self._arguments, self._log_file, piped=on_line is not None)
        self._started = time.monotonic()
        if on_line is not None:
            threading.Thread(target=_hand_lines, args=(self.child, on_line), daemon=True).start()

    def check(self) -> int | None:
        """Exit code when it has just ended by itself, once; None otherwise."""
        if self.child is None or (code := self.child.process.poll()) is None:
            return None
        self.child.end(0)
        self.child = None
        lived = time.monotonic() - self._started
        self._crashes = 1 if lived > HEALTHY_S else self._crashes + 1
        self._again_at = time.monotonic() + self.wait_s
        return code

    @property
    def wait_s(self) -> float:
        """Seconds before the next start: 1, 2, 4 … up to a minute."""
        return min(LONGEST_WAIT_S, 2.0 ** (self._crashes - 1))

    @property
    def is_due(self) -> bool:
        """True when it is down and its wait is over."""
        return self.child is None and time.monotonic() >= self._again_at


class Supervisor:
    """One `serve`."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self.settings = settings
        self.console = console
        self.events: queue.SimpleQueue[Mapping[str, object]] = queue.SimpleQueue()
        self.signalled = False
        self._is_told = False
        self.desk_url = settings.desk_url
        self.setup_code = ""
        """Opens /setup; empty once there is an administrator."""
        logs = settings.home / "logs"
        self.children = [
            Supervised("desk", "console.desk", [], logs / "desk.log"),
            Supervised("paper clerk", "console.paper_clerk", [], logs / "paper-clerk.log"),
            Supervised("scheduler", "scheduler.service", [], logs / "scheduler.log"),
        ]
        if settings.practice:
            port = ["--port", str(settings.practice_port)]
            market = Supervised("practice market", "crawlers.practice_market", port, logs / "practice-market.log")
            self.children.insert(0, market)

    def serve(self) -> int:
        """Until a signal or another scheduler ends it; the exit code. Raises StoreFull, StoreBusy, PortTaken."""
        self._refuse_taken_ports()
        engine = open_engine(self.settings.store_url)
        if not is_current(engine):
            upgrade(engine)
        faults: list[SourceFileBroken] = []
        sources = sources_to_collect(self.settings, faults.append)
        view = CollectionView(self.console, self.desk_url, is_first=bool(sources) and _is_new(engine))
        self.setup_code = _setup_code(engine, self.settings)
        engine.dispose()
        for fault in faults:
            view.tell(f"! {fault}")
        if not sources:
            view.tell("No source is switched on, so nothing is collected: gi-leads source list, gi-leads source add.")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            with view:
                self._start_all(view)
                return self._watch(view)
        finally:
            self._end_all()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.signalled = True

    def _refuse_taken_ports(self) -> None:
        wanted = [("GI_DESK_PORT", self.settings.desk_host, self.settings.desk_port)]
        if self.settings.practice:
            wanted.append(("GI_PRACTICE_PORT", "127.0.0.1", self.settings.practice_port))
        for name, host, port in wanted:
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((host, port))
                except OSError as fault:
                    raise PortTaken(setting=name, address=f"{host}:{port}", cause=fault.strerror) from fault

    def _start(self, child: Supervised) -> None:
        child.start(self._on_line if child.name == "scheduler" else None)

    def _on_line(self, line: str) -> None:
        self.events.put(parse_event(line))

    def _start_all(self, view: CollectionView) -> None:
        *servers, scheduler = self.children
        for child in servers:
            self._start(child)
        if self.settings.practice:
            self._wait_for("127.0.0.1", self.settings.practice_port)
        self._start(scheduler)
        self._tell_when_up(view, START_S)

    def _tell_when_up(self, view: CollectionView, wait_s: float) -> None:
        """The desk's address and the setup code, once; a slow machine's desk is told of when it answers."""
        if not self._is_told and self._wait_for(self.settings.desk_host, self.settings.desk_port, wait_s):
            self._is_told = True
            view.desk_is_up(self.setup_code)

    def _wait_for(self, host: str, port: int, wait_s: float = START_S) -> bool:
        until = time.monotonic() + wait_s
        while time.monotonic() < until and not self.signalled:
            with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
                return True
            time.sleep(0.05)
        return False

    def _watch(self, view: CollectionView) -> int:
        while not self.signalled:
            with contextlib.suppress(queue.Empty):
                view.show(self.events.get(timeout=0.2))
            self._tell_when_up(view, LOOK_S)
            for child in self.children:
                code = child.check()
                if code == ANOTHER_EXIT and child.name == "scheduler":
                    view.tell("Another gi-leads scheduler works on this data folder; stop it first. Ending.")
                    return ANOTHER_EXIT
                if code is not None:
                    view.tell(f"The {child.name} ended (code {code}); next start in {child.wait_s:.0f} s.")
                elif child.is_due:
                    self._start(child)
        view.tell("Ending …")
        return 0

    def _end_all(self) -> None:
        running = [child.child for child in self.children if child.child is not None]
        for process in running:
            process.ask_to_end()
        until = time.monotonic() + END_S
        for process in running:
            process.end(max(0.0, until - time.monotonic()))


def serve(settings: Settings) -> int:
    """Run everything until Ctrl-C; the exit code: 0, or 3 when another scheduler runs. Raises GILeadsError."""
    return Supervisor(settings, Console(highlight=False)).serve()


def _is_new(engine: Engine) -> bool:
    with reading(engine) as connection:
        return not read_runs(connection, limit=1)


def _setup_code(engine: Engine, settings: Settings) -> str:
    """A new code while nobody can make accounts, else an empty text."""
    with reading(engine) as connection:
        return "" if has_admin(connection) else new_setup_code(settings, datetime.now(UTC))


def _hand_lines(child: ChildProcess, on_line: Callable[[str], None]) -> None:
    with child.stdout as lines:
        for line in lines:
            on_line(line.strip())
