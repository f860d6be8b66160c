"""How long does the desk take for whole pages as leads pile up? Through the application, for each of its users.

    python -m benchmarks.desk_pages                       # makes both stores: takes minutes and 1.7 GB
    python -m benchmarks.desk_pages --large COPY.db       # a store made by benchmarks.desk_store; it is changed:
                                                          # accounts are added and some leads are decided
    python -m benchmarks.desk_pages --only county         # pages whose name holds this

The desk's clock stands at the newest lead of the store, so that «the last 30 days» are days of work.
Processor time (what the page costs) and time on the clock (what somebody waits, also for others on the machine).
Goals: at 100,000 leads at most 100 ms, and at most 1.5 times the time at 1,000 leads.
"""

import argparse
import logging
import os
import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, select

from benchmarks.desk_scale import LARGE, SMALL
from benchmarks.desk_store import make_store
from benchmarks.desk_visitors import CITIES, COOKIE, last_day, log_in, run_the_house
from console.desk import make_desk
from console.desk.security.csrf import HEADER
from console.desk.security.visitor import csrf_of
from leads_db.lead_tables import dispatches, leads
from leads_db.records.account import CENTRE, Role
from leads_db.records.handling import DispatchKind, LeadState
from leads_db.settings import Settings
from leads_db.store.engine import open_engine, reading, upgrade

CALLS = 20
BUREAU = "county-05"
HANDS: Mapping[str, tuple[frozenset[Role], str | None]] = {
    "centre": (CENTRE, None),
    "county": (frozenset({Role.COUNTY}), BUREAU),
    "ops": (frozenset({Role.OPS}), None),
}


@dataclass(frozen=True, slots=True)
class Picked:
    """What of the store the pages are asked for."""

    leads: Sequence[str]
    """Of any state."""
    waiting: Sequence[str]
    """For triage, one for each call that decides."""
    confirmed: Sequence[str]
    uids: Sequence[str]
    """Sendings to BUREAU."""


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of request."""

    who: str
    address: Callable[[Picked, int], str]
    """(what there is, which call) → path."""
    is_decision: bool = False


PAGES: Mapping[str, Page] = {
    "今日": Page("centre", lambda _, __: "/"),
    "待研判": Page("centre", lambda _, __: "/triage"),
    "待研判: a lead's panes": Page("centre", lambda at, n: f"/triage/pane/{at.waiting[-1 - n]}"),
    "待研判: one city": Page("centre", lambda _, __: "/triage?indication=huanren-rice"),
    "待研判: a decision": Page("centre", lambda at, n: f"/leads/{at.waiting[n]}/moves/exclude", is_decision=True),
    "lead page": Page("centre", lambda at, n: f"/leads/{at.leads[n]}"),
    "search by number": Page("centre", lambda at, n: f"/leads?text={at.leads[n][:20]}"),
    "search by shop": Page("centre", lambda _, n: f"/leads?text=某某{n + 7}特产店"),
    "台账": Page("centre", lambda _, __: "/leads"),
    "台账, filtered": Page("centre", lambda _, __: "/leads?state=archived&indication=huanren-rice"),
    "待审签": Page("centre", lambda at, n: f"/approvals?lead={at.confirmed[n % len(at.confirmed)]}"),
    "派发": Page("centre", lambda _, __: "/dispatches"),
    "督办": Page("centre", lambda _, __: "/dispatches?tab=late"),
    "统计": Page("centre", lambda _, __: "/statistics"),
    "舆情": Page("centre", lambda _, __: "/opinions"),
    "county 待签收": Page("county", lambda _, __: "/county"),
    "county 我的线索": Page("county", lambda _, __: "/county/leads"),
    "county 已超期": Page("county", lambda _, __: "/county/leads?tab=late"),
    "county lead": Page("county", lambda at, n: f"/county/lead/{at.uids[n % len(at.uids)]}"),
    "county 统计": Page("county", lambda _, __: "/county/statistics"),
    "ops 总览": Page("ops", lambda _, __: "/ops"),
    "ops 数据质量": Page("ops", lambda _, __: "/ops/quality"),
}


def measure(path: Path, wanted: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Page → p95 of processor time and of time on the clock, in milliseconds; each page asked for once before."""
    engine = open_engine(f"sqlite:///{path}")
    found = {}
    with tempfile.TemporaryDirectory(prefix="gi-pages-") as home:
        settings = Settings(home=Path(home), city=",".join(CITIES))
        now = last_day(engine)
        run_the_house(engine, settings.register_folder, now)
        with reading(engine) as connection:
            at = pick(connection)
        app = make_desk(engine, settings)
        app.state.desk = replace(app.state.desk, clock=lambda: now)
        with TestClient(app, base_url="http://localhost") as client:
            tokens = {who: log_in(engine, *hand, at=now) for who, hand in HANDS.items()}
            for name in wanted:
                found[name] = _measure(client, PAGES[name], tokens[PAGES[name].who], at)
    engine.dispose()
    return found


def pick(connection: Connection) -> Picked:
    """Leads and sendings, by a fixed chance."""
    chance = random.Random(7)
    last = connection.scalars(select(leads.c.id).order_by(leads.c.id.desc()).limit(1)).one()
    ids = [chance.randint(1, last) for _ in range(CALLS + 20)]
    ours = select(dispatches.c.uid).join(leads, leads.c.id == dispatches.c.lead_id)
    lie = (dispatches.c.bureau == BUREAU, dispatches.c.kind == DispatchKind.HOST, leads.c.state == LeadState.RECEIVED)
    return Picked(
        leads=list(connection.scalars(select(leads.c.number).where(leads.c.id.in_(ids)))),
        waiting=_numbers(connection, LeadState.NEW, 2 * CALLS + 4),
        confirmed=_numbers(connection, LeadState.CONFIRMED, CALLS),
        uids=list(connection.scalars(ours.where(*lie).limit(CALLS))),
    )


def _numbers(connection: Connection, state: LeadState, limit: int) -> list[str]:
    ranked = select(leads.c.number).where(leads.c.state == state).order_by(leads.c.priority.desc())
    return list(connection.scalars(ranked.limit(limit)))


def _measure(client: TestClient, page: Page, token: str, at: Picked) -> tuple[float, float]:
    client.cookies.clear()
    client.cookies.set(COOKIE, token)
    client.headers[HEADER] = csrf_of(token)
    times = [_ask(client, page, page.address(at, call)) for call in range(CALLS + 1)][1:]
    return tuple(sorted(column)[int(CALLS * 0.95) - 1] for column in zip(*times, strict=True))  # type: ignore[return-value]


def _ask(client: TestClient, page: Page, address: str) -> tuple[float, float]:
    began, clock = time.process_time(), time.perf_counter()
    if page.is_decision:
        answer = client.post(address, data={"exclusion": "thin", "version": "1"}, headers={"gi-part": "1"})
    else:
        answer = client.get(address)
    spent = (time.process_time() - began) * 1_000, (time.perf_counter() - clock) * 1_000
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return spent


def ready(path: Path) -> None:
    """Bring a store that was made before to this program's layout."""
    engine: Engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()


def main() -> None:
    """Make what is missing, measure, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--large", type=Path)
    options.add_argument("--only", default="")
    asked = options.parse_args()
    logging.disable(logging.INFO)
    wanted = [name for name in PAGES if asked.only in name]
    with tempfile.TemporaryDirectory(prefix="gi-pages-") as folder:
        small, large = Path(folder) / "small.db", asked.large or Path(folder) / "large.db"
        make_store(small, SMALL)
        if not large.exists():
            make_store(large, LARGE)
        ready(large)
        load = os.getloadavg()[0]
        before, after = measure(small, wanted), measure(large, wanted)
    print(f"load of the machine {load:.1f} to {os.getloadavg()[0]:.1f}; p95 of {CALLS} calls in ms")
    print(f"{'':28}{'processor':>20}{'ratio':>7}{'clock':>20}{'ratio':>7}")
    for name, (spent, waited) in after.items():
        spent_before, waited_before = before[name]
        of_processor = f"{spent_before:>9.1f} → {spent:>7.1f}{spent / spent_before:>7.1f}"
        print(f"{name:26}{of_processor}{waited_before:>9.1f} → {waited:>7.1f}{waited / waited_before:>7.1f}")


if __name__ == "__main__":
    main()
