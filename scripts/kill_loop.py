"""Collect the practice market while killing it again and again, then look for anything lost, doubled or left over.

    .venv/bin/python -m scripts.kill_loop --kills 50

Each kill is a `kill −9` of the crawl child, of the scheduler or of both with all they started, at a random moment. What
the store held just before it must be there afterwards, and the end must be what an undisturbed collection brings.
Exit code 0: nothing wrong; 1: every fault is printed.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, func, select

from crawlers.practice_market import start_market
from crawlers.source_file import PACKAGED
from leads_db.records import Trigger
from leads_db.settings import Settings
from leads_db.store.engine import open_engine, reading, upgrade
from leads_db.store.runs import read_runs
from leads_db.tables import fetch_reports
from scheduler.planning import find_source, plan_run
from scheduler.run_acts import redrive_run
from scripts.collection_check import Stock, find_faults, read_stock

SOURCES = ("practice-ld", "practice-micro", "practice-shopify", "practice-woo", "practice-gbk", "practice-news")
"""Those that answer the same every time; the misbehaving shops count requests."""
VICTIMS = ("child", "scheduler", "tree")
LONGEST_S = 3.0
"""Between two kills."""
GAIN_S = 60.0
"""Longest wait for something to be committed before a kill."""
END_S = 600.0


class Collection:
    """One data folder with a scheduler that may be killed and started again."""

    def __init__(self, home: Path, market_port: int, sources: tuple[str, ...]) -> None:
        self.settings = Settings(home=home, practice_port=market_port)
        self.sources = sources
        self.engine: Engine = open_engine(self.settings.store_url)
        upgrade(self.engine)
        self.settings.sources_folder.mkdir(parents=True, exist_ok=True)
        for path in PACKAGED.glob("practice-*.yml"):
            if path.stem not in sources:
                text = path.read_text(encoding="utf-8").replace("enabled: true", "enabled: false")
                (self.settings.sources_folder / path.name).write_text(text, encoding="utf-8")
        self._scheduler: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the scheduler in a group of its own; its log is scheduler.log in the data folder."""
        own = {"GI_HOME": str(self.settings.home), "GI_PRACTICE_PORT": str(self.settings.practice_port)}
        with (self.settings.home / "scheduler.log").open("ab") as log:
            self._scheduler = subprocess.Popen(
                [sys.executable, "-m", "scheduler.service"],
                env={**os.environ, **own},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> int:
        """Ask the scheduler to end; its exit code."""
        assert self._scheduler is not None
        self._scheduler.terminate()
        return self._scheduler.wait(60)

    def processes(self) -> dict[int, str]:
        """Number → command line of everything that works on this data folder."""
        mark = f"GI_HOME={self.settings.home}".encode()
        found = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    if mark in (folder / "environ").read_bytes().split(b"\0"):
                        found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                except OSError:
                    continue  # it has ended, or is not ours to read
        return found

    def kill(self, victim: str) -> str | None:
        """`kill −9`, and a new scheduler where it was hit. Returns what is wrong, if anything is."""
        assert self._scheduler is not None
        for pid, line in self.processes().items():
            is_child = "scheduler.crawl_child" in line
            if victim == "tree" or is_child is (victim == "child"):
                with_group(pid, signal.SIGKILL)
        if victim == "child":
            return None
        self._scheduler.wait()
        left = wait_for(lambda: not self.processes(), 15.0)
        fault = None if left else f"left over after the {victim} was killed: {self.processes()}"
        self.start()
        return fault

    def is_over(self) -> bool:
        """True when every source was collected and no run is open."""
        with reading(self.engine) as connection:
            runs = read_runs(connection, limit=1_000)
        return {run.source for run in runs} >= set(self.sources) and all(run.state.is_over for run in runs)

    def committed(self) -> int:
        """Requests whose results are in the store."""
        with reading(self.engine) as connection:
            return connection.execute(select(func.count()).select_from(fetch_reports)).scalar_one()

    def redrive(self) -> int:
        """Put all dead letters back, as ops would; return how many."""
        with reading(self.engine) as connection:
            ended = [run.id for run in read_runs(connection, limit=1_000) if run.state.is_over]
        return sum(redrive_run(self.engine, run_id, requested_by="kill_loop") for run_id in ended)

    def plan(self, source: str) -> None:
        """Queue one more run."""
        found = find_source(self.settings, source)
        plan_run(self.engine, self.settings, found, trigger=Trigger.ON_DEMAND, requested_by="kill_loop")


def with_group(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may be gone already."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """True as soon as the condition holds; False when it does not within `seconds`."""
    until = time.monotonic() + seconds
    while not (holds := condition()) and time.monotonic() < until:
        time.sleep(0.1)
    return holds


@contextmanager
def collection(home: Path, market_port: int, sources: tuple[str, ...]) -> Iterator[Collection]:
    """A collection underway; whatever is left of it at the end is killed."""
    home.mkdir(parents=True)
    made = Collection(home, market_port, sources)
    made.start()
    try:
        yield made
    finally:
        for pid in made.processes():
            with_group(pid, signal.SIGKILL)
        made.engine.dispose()


def collect_undisturbed(home: Path, port: int, sources: tuple[str, ...]) -> Stock:
    """What the market gives to a collection that nobody kills."""
    with collection(home, port, sources) as calm:
        if not wait_for(calm.is_over, END_S):
            raise SystemExit(f"the undisturbed collection did not end; see {home / 'scheduler.log'}")
        calm.stop()
        return read_stock(calm.engine)


def collect_killed(home: Path, port: int, sources: tuple[str, ...], *, kills: int, seed: int, calm: Stock) -> list[str]:
    """The faults of a collection that was killed `kills` times."""
    chance = random.Random(seed)
    faults: list[str] = []
    accepted = Stock.empty()
    with collection(home, port, sources) as hit:
        for number in range(1, kills + 1):
            if hit.is_over():
                hit.plan(chance.choice(sources))
            if chance.random() < 0.5:  # else it would be killed while it starts, again and again
                known = hit.committed()
                wait_for(lambda known=known: hit.committed() > known or hit.is_over(), GAIN_S)  # type: ignore[misc]
            time.sleep(chance.uniform(0.1, LONGEST_S))
            victim = chance.choice(VICTIMS)
            accepted |= read_stock(hit.engine)
            fault = hit.kill(victim)
            say(f"kill {number:3d} {victim:9s} accepted so far: {accepted}")
            faults += [fault] if fault else []
        if not wait_for(hit.is_over, END_S):
            faults.append("the collection did not come to its end")
        if again := hit.redrive():
            say(f"{again} units had been given up; they are put back")
            wait_for(hit.is_over, END_S)
        if (code := hit.stop()) != 0:
            faults.append(f"the scheduler ended with code {code}")
        faults += find_faults(hit.engine, hit.settings, accepted, calm)
    return faults


def say(text: str) -> None:
    """One line on stdout at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Exit code as the module says."""
    asked = argparse.ArgumentParser(prog="kill_loop", description="Kill a collection again and again.")
    asked.add_argument("--kills", type=int, default=50)
    asked.add_argument("--seed", type=int, default=20261125)
    asked.add_argument("--sources", default=",".join(SOURCES), help="names with commas")
    asked.add_argument("--folder", type=Path, help="where to work; kept afterwards (default: one that is removed)")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="gi-kill-") as made, start_market(delay_s=0.02) as market:
        folder, sources = (given.folder or Path(made)).resolve(), tuple(given.sources.split(","))
        calm = collect_undisturbed(folder / "calm", market.port, sources)
        say(f"undisturbed: {calm}")
        faults = collect_killed(folder / "killed", market.port, sources, kills=given.kills, seed=given.seed, calm=calm)
    for fault in faults:
        say(f"FAULT {fault}")
    say(f"{given.kills} kills, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
