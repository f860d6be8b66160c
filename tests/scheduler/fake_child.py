"""A crawl child without a network: it works the units of a run as the real one does, and can be told to misbehave.

GI_HOME/fake-child.json: {"die_after": units, "sleep_s": s, "mode": "…"}; lives go to fake-child.log.
"""

import argparse
import json
import os
import signal
import sys
import time
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine

from leads_db.errors import StoreError
from leads_db.records import Harvest, Listing, Outcome, Sighting, Unit
from leads_db.settings import Settings, read_settings
from leads_db.store.engine import open_engine
from leads_db.store.harvests import save_harvest
from leads_db.store.process_owner import process_owner
from leads_db.store.units import SqlUnitQueue, utc_now
from tests.factories import report

ITEMS = 3


def harvest_of(unit: Unit) -> Harvest:
    items = [f"{unit.term}-{unit.page_from}-{number}" for number in range(ITEMS)]
    found = [Listing(platform="taobao", item_id=item, title=item, seen_at=utc_now()) for item in items]
    sightings = tuple(Sighting(listing=listing, source=unit.source) for listing in found)
    reports = (report(source=unit.source, query=unit.term, page=unit.page_from, items_found=ITEMS, items_new=ITEMS),)
    return Harvest(run_id=unit.run_id, unit=unit, outcome=Outcome.OK, sightings=sightings, reports=reports)


def say(event: str, **facts: object) -> None:
    sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")
    sys.stdout.flush()


def store_a_part_and_die(engine: Engine, settings: Settings, unit: Unit, parts: int) -> None:
    """Each life stores one listing more than the one before, as long as there are `parts`."""
    part = len((settings.home / "fake-child.log").read_text().split()) - 1
    found = harvest_of(unit)
    if part < parts:
        found = replace(found, sightings=found.sightings[part : part + 1])
        save_harvest(engine, found, now=utc_now(), city_of=lambda _: None)
    os.kill(os.getpid(), signal.SIGKILL)


def work(settings: Settings, run_id: int, plan: dict[str, Any]) -> int:
    mode = plan.get("mode", "")
    if mode == "hopeless":
        say("failed", error="BrowserMissing", message="no browser")
        return 2
    if mode == "hang":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
    engine, owner = open_engine(settings.store_url, busy_timeout_s=plan.get("patience_s", 15)), process_owner()
    queue = SqlUnitQueue(engine)
    done = 0
    while queue.open_count(run_id):
        if done == plan.get("die_after"):
            os.kill(os.getpid(), signal.SIGKILL)
        unit = queue.claim(run_id, owner)
        if unit is None:
            time.sleep(0.05)
            continue
        time.sleep(plan.get("sleep_s", 0))
        if mode == "dies_inside":
            store_a_part_and_die(engine, settings, unit, plan["parts"])
        if mode == "blocked":
            queue.fail(unit, owner, Outcome.BLOCKED_CAPTCHA, "slider", retry=False)
            queue.stop_source(run_id, Outcome.BLOCKED_CAPTCHA, "slider")
            continue
        if mode == "silent_zero":
            queue.done(unit, owner, Outcome.OK)
            continue
        if mode == "empty":
            queue.done(unit, owner, Outcome.EMPTY)
            continue
        save_harvest(engine, harvest_of(unit), now=utc_now(), city_of=lambda _: None)
        queue.done(unit, owner, Outcome.OK)
        done += 1
        say("unit", unit=unit.id, listings=ITEMS)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", type=int)
    run_id = parser.parse_args().run
    settings = read_settings()
    plan_file = settings.home / "fake-child.json"
    plan = json.loads(plan_file.read_text()) if plan_file.exists() else {}
    with (settings.home / "fake-child.log").open("a") as lives:
        lives.write(f"{os.getpid()}\n")
    try:
        return work(settings, run_id, plan)
    except StoreError as fault:
        say("failed", error=type(fault).__name__, message=str(fault))
        return 1


if __name__ == "__main__":
    sys.exit(main())
