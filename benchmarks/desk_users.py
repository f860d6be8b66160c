"""Fifty people at once at a real desk: they read their pages and decide leads; not one answer may be an error.

    python -m benchmarks.desk_users                        # makes a store of 10,000 listings and 1,000 leads
    python -m benchmarks.desk_users --large COPY.db        # a store made by benchmarks.desk_store; it is changed
    python -m benchmarks.desk_users --users 50 --seconds 30 --think 1

The desk is `python -m console.desk` on a free port of this machine, its own process; each person is a thread that asks
for a page, waits for it, and thinks for about `--think` seconds. 30 are of counties, 20 of the centre.
"""

import argparse
import itertools
import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2
from sqlalchemy import Connection, select

from benchmarks.desk_scale import SMALL
from benchmarks.desk_store import make_store
from benchmarks.desk_visitors import CITIES, COOKIE, log_in, run_the_house
from console.desk.security.csrf import HEADER
from console.desk.security.visitor import csrf_of
from leads_db.lead_tables import leads
from leads_db.records.account import CENTRE, Role
from leads_db.records.handling import LeadState
from leads_db.settings import Settings
from leads_db.store.engine import open_engine, reading, upgrade
from leads_db.store.units import utc_now

OF_CENTRE = ("/", "/triage", "/leads", "/approvals", "/dispatches", "/triage/strip")
OF_COUNTY = ("/county", "/county/leads", "/county/leads?tab=late", "/county/statistics", "/help")
COUNTIES = 30
STARTS_S, ANSWER_S = 60, 60


class Person(threading.Thread):
    """One user; keeps what each answer was and how long it took."""

    def __init__(
        self, base: str, token: str, pages: Sequence[str], waiting: Iterator[str], until: float, think_s: float
    ):
        super().__init__(daemon=True)
        self.client = httpx2.Client(
            base_url=base, cookies={COOKIE: token}, headers={HEADER: csrf_of(token)}, timeout=ANSWER_S
        )
        self.pages, self.waiting, self.until, self.think_s = pages, waiting, until, think_s
        self.chance = random.Random(token)
        self.answers: list[tuple[str, int, float]] = []
        """(what, HTTP status or 0 for no answer, milliseconds)"""

    def run(self) -> None:
        """Ask until the time is over."""
        time.sleep(self.chance.random() * self.think_s)
        while time.monotonic() < self.until:
            number = next(self.waiting, None) if self.chance.random() < 0.3 else None
            self._ask(number)
            time.sleep(self.chance.uniform(0.5, 1.5) * self.think_s)
        self.client.close()

    def _ask(self, number: str | None) -> None:
        what, began = "decide" if number else self.chance.choice(self.pages), time.perf_counter()
        try:
            answer = self._decide(number) if number else self.client.get(what)
            status = answer.status_code
        except httpx2.HTTPError:
            status = 0
        self.answers.append((what, status, (time.perf_counter() - began) * 1_000))

    def _decide(self, number: str) -> httpx2.Response:
        told = {"exclusion": "thin", "version": "1"}
        return self.client.post(f"/leads/{number}/moves/exclude", data=told, headers={"gi-part": "1"})


@contextmanager
def desk(home: Path, store: Path) -> Iterator[str]:
    """A desk of its own process over the store; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"GI_HOME": str(home), "GI_DATABASE_URL": f"sqlite:///{store}", "GI_DESK_PORT": str(port)}
    own["GI_CITY"] = ",".join(CITIES)
    with (home / "desk.log").open("w", encoding="utf-8") as log:
        served = subprocess.Popen(
            [sys.executable, "-m", "console.desk"], env={**os.environ, **own}, stdout=log, stderr=log
        )
        try:
            _await(port, served)
            yield f"http://127.0.0.1:{port}"
        finally:
            served.terminate()
            served.wait(20)


def _await(port: int, served: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_S
    while time.monotonic() < until and served.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError("the desk did not start; see desk.log")


def _waiting(connection: Connection) -> Iterator[str]:
    found = select(leads.c.number).where(leads.c.state == LeadState.NEW).order_by(leads.c.priority.desc()).limit(5_000)
    return iter(connection.scalars(found).all())


def measure(home: Path, store: Path, *, users: int, seconds: float, think_s: float) -> list[tuple[str, int, float]]:
    """All answers that `users` people got in the time."""
    engine = open_engine(f"sqlite:///{store}")
    upgrade(engine)
    run_the_house(engine, Settings(home=home).register_folder, utc_now())
    with reading(engine) as connection:
        waiting = _waiting(connection)
    lock = threading.Lock()
    shared = _guarded(waiting, lock)
    tokens = [(log_in(engine, CENTRE), OF_CENTRE, shared) for _ in range(users * 2 // 5)]
    for number in range(users - len(tokens)):
        county = log_in(engine, {Role.COUNTY}, f"county-{number % COUNTIES:02d}")
        tokens.append((county, OF_COUNTY, iter(())))
    engine.dispose()
    with desk(home, store) as base:
        until = time.monotonic() + seconds
        people = [Person(base, token, pages, theirs, until, think_s) for token, pages, theirs in tokens]
        for person in people:
            person.start()
        for person in people:
            person.join()
    return list(itertools.chain.from_iterable(person.answers for person in people))


def _guarded(numbers: Iterator[str], lock: threading.Lock) -> Iterator[str]:
    """Each lead is decided by one person."""

    class Shared:
        def __iter__(self) -> Iterator[str]:
            return self

        def __next__(self) -> str:
            with lock:
                return next(numbers)

    return Shared()


def _processor_s() -> float:
    """What processes that were started here and have ended spent."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def main() -> None:
    """Make what is missing, measure, print; exit 1 where an answer was an error."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--large", type=Path)
    options.add_argument("--users", type=int, default=50)
    options.add_argument("--seconds", type=float, default=30)
    options.add_argument("--think", type=float, default=1.0)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="gi-users-") as folder:
        store = asked.large or Path(folder) / "small.db"
        if not store.exists():
            make_store(store, SMALL)
        load, before_s = os.getloadavg()[0], _processor_s()
        answers = measure(Path(folder), store, users=asked.users, seconds=asked.seconds, think_s=asked.think)
    times = sorted(spent for _, _, spent in answers)
    statuses = Counter(status for _, status, _ in answers)
    print(
        f"{asked.users} people, {len(answers)} answers, {len(answers) / asked.seconds:.1f} a second;",
        f"statuses {dict(statuses)}",
    )
    spent_s = _processor_s() - before_s
    print(f"the desk spent {spent_s:.1f} s of processor time, {spent_s * 1_000 / len(answers):.0f} ms an answer")
    print(f"half within {times[len(times) // 2]:.0f} ms, 95 of 100 within {times[int(len(times) * 0.95)]:.0f} ms")
    print(f"decided {sum(what == 'decide' for what, _, _ in answers)}; load {load:.1f} to {os.getloadavg()[0]:.1f}")
    sys.exit(0 if set(statuses) == {200} else 1)


if __name__ == "__main__":
    main()
