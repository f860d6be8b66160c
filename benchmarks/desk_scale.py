"""Does the desk stay quick as leads pile up? p95 of its reads on a large store, as a ratio to a small one.

    python -m benchmarks.desk_scale                       # makes both stores: takes minutes and 1.7 GB
    python -m benchmarks.desk_scale --large FILE.db       # measures a store made by benchmarks.desk_store

Goals: at 100,000 leads at most 100 ms and at most 1.5 times the time at 1,000 leads.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Connection, select

from benchmarks.desk_store import Size, make_store
from leads_db.lead_tables import leads
from leads_db.records.account import CENTRE, Actor, Role
from leads_db.records.handling import LeadState
from leads_db.store.county_views import CountyFilter, count_each, read_county_rows
from leads_db.store.daily_pick import pick_for_today
from leads_db.store.dispatches import read_dispatches
from leads_db.store.engine import open_engine, reading, refresh_statistics
from leads_db.store.events import read_lead_events
from leads_db.store.handling import read_handling
from leads_db.store.lead_views import read_lead_listings
from leads_db.store.leads import read_lead
from leads_db.store.queue_views import QueueFilter, count_queue, read_queue, read_shops
from leads_db.store.seals import read_seals
from leads_db.store.units import utc_now

SMALL = Size(listings=10_000, leads=1_000)
LARGE = Size(listings=1_000_000, leads=100_000)
CALLS = 100
REVIEWER = Actor(name="rita", roles=CENTRE, cities=("benxi",))
BOTH = Actor(name="both", roles=CENTRE, cities=("benxi", "jiaozuo"))
COUNTY = Actor(name="otto", roles=frozenset({Role.COUNTY}), bureau="county-05")
OPEN = (LeadState.NEW, LeadState.HELD)
EACH = [CountyFilter(states=frozenset({state})) for state in LeadState]

Read = Callable[[Connection, str], object]
"""(connection, number of some lead) → whatever; only its time counts."""


def lead_page(connection: Connection, number: str) -> object:
    """All that a lead's page reads."""
    held = read_lead(connection, number), read_handling(connection, number), read_lead_events(connection, number)
    shown = read_lead_listings(connection, [number], per_lead=10)
    return held, shown, read_dispatches(connection, number), read_seals(connection, number, BOTH)


READS: Mapping[str, Read] = {
    "queue of a city": lambda c, _: read_queue(c, QueueFilter(states=(LeadState.NEW,)), REVIEWER, limit=50),
    "queue, two cities, two states": lambda c, _: read_queue(c, QueueFilter(states=OPEN), BOTH, limit=50),
    "queue by shop": lambda c, _: read_shops(c, QueueFilter(states=(LeadState.NEW,)), REVIEWER, limit=50),
    "count of the navigation": lambda c, _: count_queue(c, QueueFilter(states=(LeadState.NEW,)), REVIEWER),
    "lead page": lead_page,
    "search by number": lambda c, n: read_queue(c, QueueFilter(text=n[:20]), BOTH, limit=50),
    "search by shop": lambda c, _: read_queue(c, QueueFilter(text="某某7特产店"), BOTH, limit=50),
    "ledger, first page": lambda c, _: read_queue(c, QueueFilter(with_lawful=True), BOTH, limit=100),
    "ledger, far page": lambda c, _: read_queue(c, QueueFilter(), BOTH, limit=100, after=(20.0, 0)),
    "county's queue": lambda c, _: read_queue(c, QueueFilter(), COUNTY, limit=50),
    "county's counts": lambda c, _: count_each(
        c, COUNTY, [CountyFilter(states=frozenset({state})) for state in LeadState]
    ),
    "county's dispatches": lambda c, _: read_county_rows(c, COUNTY, CountyFilter(), limit=50),
    "today's pick": lambda c, _: pick_for_today(c, ["benxi"], caps={}, default_cap=10, now=utc_now()),
}


def measure(path: Path) -> dict[str, float]:
    """Read → p95 in milliseconds, each read warm."""
    engine = open_engine(f"sqlite:///{path}")
    chance = random.Random(7)
    found = {}
    with reading(engine) as connection:
        last = connection.scalars(select(leads.c.id).order_by(leads.c.id.desc()).limit(1)).one()
        ids = [chance.randint(1, last) for _ in range(CALLS)]
        numbers = list(connection.scalars(select(leads.c.number).where(leads.c.id.in_(ids))))
        for name, read in READS.items():
            read(connection, numbers[0])
            times = sorted(_time(read, connection, number) for number in numbers)
            found[name] = times[int(len(times) * 0.95) - 1]
    engine.dispose()
    return found


def _refresh(path: Path) -> None:
    engine = open_engine(f"sqlite:///{path}")
    refresh_statistics(engine)
    engine.dispose()


def _time(read: Read, connection: Connection, number: str) -> float:
    began = time.process_time()
    read(connection, number)
    return (time.process_time() - began) * 1_000


def main() -> None:
    """Make what is missing, measure, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--large", type=Path)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="gi-scale-") as folder:
        small, large = Path(folder) / "small.db", asked.large or Path(folder) / "large.db"
        make_store(small, SMALL)
        if not large.exists():
            make_store(large, LARGE)
        _refresh(large)
        before, after = measure(small), measure(large)
    print(f"{'p95 of processor time':32}{'small':>10}{'large':>10}{'ratio':>8}")
    for name, spent in after.items():
        print(f"{name:32}{before[name]:>7.1f} ms{spent:>7.1f} ms{spent / before[name]:>8.1f}")


if __name__ == "__main__":
    main()
