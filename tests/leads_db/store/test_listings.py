"""Snapshots are kept when something changed, and replays change no row count."""

import random
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import Engine, Table, func, select

from leads_db.records import Sighting
from leads_db.store.engine import reading, writing
from leads_db.store.listings import read_listing, save_sightings
from leads_db.tables import listings, snapshots
from tests.factories import NOON, sighting

HOUR = timedelta(hours=1)


def save(engine: Engine, *seen: Sighting) -> None:
    with writing(engine) as connection:
        save_sightings(connection, seen, run_id=1, now=NOON)


def count(engine: Engine, table: Table) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_the_same_response_three_times_changes_no_row_count(engine: Engine) -> None:
    seen = [sighting(str(number)) for number in range(50)]
    for _ in range(3):
        save(engine, *seen)
    assert (count(engine, listings), count(engine, snapshots)) == (50, 50)


def test_an_unchanged_listing_only_moves_last_seen(engine: Engine) -> None:
    save(engine, sighting("1"))
    save(engine, sighting("1", seen_at=NOON + HOUR, sold_count=999))
    assert count(engine, snapshots) == 1
    with reading(engine) as connection:
        assert connection.execute(select(listings.c.last_seen_at)).scalar_one() == NOON + HOUR


def test_a_changed_price_is_a_new_snapshot(engine: Engine) -> None:
    save(engine, sighting("1", price_cny=Decimal("39.9")))
    save(engine, sighting("1", price_cny=Decimal("9.9"), seen_at=NOON + HOUR))
    assert count(engine, snapshots) == 2
    with reading(engine) as connection:
        found = read_listing(connection, sighting("1").listing.key)
    assert found is not None
    assert found.price_cny == Decimal("9.9")


def test_a_price_that_comes_back_is_seen_three_times(engine: Engine) -> None:
    prices = ["39.9", "9.9", "39.9"]
    for hours, price in enumerate(prices):
        save(engine, sighting("1", price_cny=Decimal(price), seen_at=NOON + hours * HOUR))
    assert count(engine, snapshots) == 3


def test_shuffled_and_doubled_sightings_end_in_the_same_rows(engine: Engine) -> None:
    prices = ["39.9", "39.9", "9.9", "39.9"]
    seen = [
        sighting(str(number), price_cny=Decimal(price), seen_at=NOON + hours * HOUR)
        for number in range(5)
        for hours, price in enumerate(prices)
    ]
    chaos = seen * 2
    random.Random(7).shuffle(chaos)
    save(engine, *chaos)
    assert (count(engine, listings), count(engine, snapshots)) == (5, 15)
    save(engine, *seen)
    assert count(engine, snapshots) == 15


def test_a_listing_without_time_is_seen_now(engine: Engine) -> None:
    save(engine, sighting("1", seen_at=None))
    with reading(engine) as connection:
        assert connection.execute(select(listings.c.first_seen_at)).scalar_one() == NOON


def test_hostile_text_is_kept_as_it_was_shown(engine: Engine) -> None:
    title = "=cmd|' /C calc'!A0 <script>alert(1)</script> '; DROP TABLE listings;-- \u202e桓仁 🌾"
    save(engine, sighting("1", title=title))
    with reading(engine) as connection:
        found = read_listing(connection, sighting("1").listing.key)
    assert found is not None
    assert found.title == title
