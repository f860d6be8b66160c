"""The checker of the kill loop finds what is lost, doubled, torn or unfinished; else its silence would mean nothing."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, delete, insert, text, update

from leads_db.lead_tables import lead_listings, lead_terms, leads
from leads_db.records import Harvest, Outcome, RunState, Trigger, WatchTerm
from leads_db.settings import Settings
from leads_db.store.engine import writing
from leads_db.store.harvests import save_harvest
from leads_db.store.runs import save_new_run, save_run_state
from leads_db.store.units import SqlUnitQueue
from leads_db.tables import evidence, listings, runs, snapshots, units
from scripts.collection_check import Stock, find_faults, read_stock
from tests.factories import NOON, assessment, sighting


@pytest.fixture
def calm(engine: Engine) -> Stock:
    """A small collection that ended well."""
    with writing(engine) as connection:
        save_new_run(connection, source="s", trigger=Trigger.SCHEDULED, requested_by="test", now=NOON)
    queue = SqlUnitQueue(engine)
    queue.add(1, "s", [WatchTerm(indication="huanren-rice", text="桓仁大米", kind="name")], [(1, 1)])
    unit = queue.claim(1, "w")
    assert unit is not None
    seen = tuple(sighting(str(number), shop_id=f"s{number}") for number in range(3))
    judged = tuple(assessment(item.listing) for item in seen)
    harvest = Harvest(run_id=1, unit=unit, outcome=Outcome.OK, sightings=seen, assessments=judged)
    save_harvest(engine, harvest, now=NOON, city_of=lambda _: "benxi")
    queue.done(unit, "w", Outcome.OK)
    with writing(engine) as connection:
        save_run_state(connection, 1, RunState.FINISHED, now=NOON)
    return read_stock(engine)


def test_a_sound_store_has_no_fault(engine: Engine, settings: Settings, calm: Stock) -> None:
    assert str(calm) == "3 listings, 0 mentions, 0 evidence, 3 leads"
    assert find_faults(engine, settings, calm, calm) == []


def spoil(engine: Engine, *changes: object) -> None:
    with engine.begin() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for change in changes:
            connection.execute(change)  # type: ignore[call-overload]


def same_snapshot_again() -> object:
    columns = [column.name for column in snapshots.columns if column.name != "id"]
    chosen = ", ".join("'2026-11-21 00:00:00'" if name == "seen_at" else name for name in columns)
    return text(f"INSERT INTO snapshots ({', '.join(columns)}) SELECT {chosen} FROM snapshots WHERE id = 1")


FAULTS: dict[str, tuple[Callable[[], list[object]], str]] = {
    "doubled": (lambda: [same_snapshot_again()], "1 snapshots repeat the one before"),
    "run left open": (lambda: [update(runs).values(state="running")], "run 1 of s is running"),
    "unit left open": (lambda: [update(units).values(state="waiting")], "1 units are not done"),
    "lead without listing": (lambda: [delete(lead_listings).where(lead_listings.c.lead_id == 1)], "1 leads have no"),
    "lead gone": (
        lambda: [
            delete(lead_listings).where(lead_listings.c.lead_id == 1),
            delete(lead_terms).where(lead_terms.c.lead_id == 1),
            delete(leads).where(leads.c.id == 1),
        ],
        "1 accepted leads are lost",
    ),
    "evidence gone": (
        lambda: [
            insert(evidence).values(
                digest="d" * 64, url="u", url_digest="u", http_status=200, media_type="", size=1, captured_at=NOON,
                warc_file="none.warc.gz", warc_offset=0, warc_length=1,
            )
        ],
        "evidence 1:",
    ),
    "evidence never kept": (lambda: [update(snapshots).values(evidence_digest="e" * 64)], "3 snapshots point to"),
    "one too many": (
        lambda: [
            insert(listings).values(
                key="k", platform="p", item_id="i", first_seen_at=NOON, last_seen_at=NOON, first_run_id=1,
                last_run_id=1, content_hash="h",
            )
        ],
        "listings: 0 missing, 1 too many",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_found(engine: Engine, settings: Settings, calm: Stock, kind: str) -> None:
    changes, words = FAULTS[kind]
    spoil(engine, *changes())
    assert any(words in fault for fault in find_faults(engine, settings, calm, calm))
