"""A shop with thousands of items read by schema_org while its crawl child is killed again and again (kill −9).

`python -m benchmarks.large_shop_killed [--items 5000] [--kills 3]` prints what was found, lost, doubled, asked
twice, and the seconds. Exit code 0: every item was found and stands in the store once.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from sqlalchemy import func, select

from benchmarks.crawl_against_bare import SOURCE, make_goods
from crawlers.practice_market import Market, start_market
from leads_db.records import RunState, Trigger
from leads_db.settings import read_settings
from leads_db.store.engine import open_engine, reading, upgrade
from leads_db.tables import listings
from scheduler.planning import find_source, plan_run
from scheduler.runner import run_collection

CHILD = b"scheduler.crawl_child"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a killed crawl left behind."""

    state: RunState
    rows: int
    found: int
    """Different items."""
    kills: int
    asked_again: int
    """Item pages that were asked more than once: those in flight or not yet committed when the child died."""
    seconds: float


def crawl_killed(home: Path, market: Market, *, kills: int, items: int) -> Outcome:
    """One whole collection; the child dies each time another share of the items is committed."""
    os.environ |= {"GI_HOME": str(home), "GI_PRACTICE_PORT": str(market.port)}  # as the child reads them
    settings = read_settings()
    settings.sources_folder.mkdir(parents=True, exist_ok=True)
    (settings.sources_folder / "practice-ld.yml").write_text(yaml.safe_dump(SOURCE))
    engine = open_engine(settings.store_url)
    upgrade(engine)
    source = find_source(settings, "practice-ld")
    run_id = plan_run(engine, settings, source, trigger=Trigger.ON_DEMAND, requested_by="benchmark")
    marks = [items * (at + 1) // (kills + 1) for at in range(kills)]
    seen = done = 0

    def hear(event: Mapping[str, object]) -> None:
        nonlocal seen, done
        found = event.get("listings") if event.get("event") == "batch" else 0
        seen += found if isinstance(found, int) else 0
        if done < len(marks) and seen >= marks[done]:
            done += 1
            kill_children()

    started = time.perf_counter()
    run = run_collection(engine, settings, run_id, on_event=hear)
    seconds = time.perf_counter() - started
    with reading(engine) as connection:
        rows, found = connection.execute(
            select(func.count(), func.count(func.distinct(listings.c.item_id))).select_from(listings)
        ).one()
    engine.dispose()
    asked = market.log.by_path("/ld/item/")
    again = sum(1 for times in asked.values() if times > 1)
    return Outcome(state=run.state, rows=rows, found=found, kills=done, asked_again=again, seconds=seconds)


def kill_children() -> None:
    """SIGKILL to the crawl children of this very process."""
    for pid in (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()):
        try:
            parent = int((Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
            command = (Path("/proc") / str(pid) / "cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            continue
        if parent == os.getpid() and CHILD in command:
            os.kill(pid, signal.SIGKILL)


def main() -> int:
    """Run once and print the line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--kills", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, start_market(goods=make_goods(asked.items)) as market:
        told = crawl_killed(Path(home), market, kills=asked.kills, items=asked.items)
    sys.stdout.write(
        f"{asked.items} items, {told.kills} kills: {told.found} found, {asked.items - told.found} lost, "
        f"{told.rows - told.found} doubled, {told.asked_again} asked again, {told.seconds:.1f} s, {told.state}\n"
    )
    return 0 if told.found == told.rows == asked.items and told.kills == asked.kills else 1


if __name__ == "__main__":
    sys.exit(main())
