"""Coverage is counted over the listings that a run met, each as it now stands."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import Engine

from leads_db.records import Sighting, Trigger
from leads_db.store.engine import reading, writing
from leads_db.store.field_coverage import count_fields, read_fields, read_thin_fields, save_fields
from leads_db.store.listings import save_sightings
from leads_db.store.runs import save_new_run
from tests.factories import NOON, listing


def meet(engine: Engine, *sightings: Sighting) -> int:
    with writing(engine) as connection:
        run_id = save_new_run(connection, source="shop", trigger=Trigger.SCHEDULED, requested_by="test", now=NOON)
        save_sightings(connection, sightings, run_id=run_id, now=NOON)
    return run_id


def seen(item_id: str, **changes: object) -> Sighting:
    return Sighting(listing=listing(item_id, **changes), source="shop")


def test_shares_follow_what_the_listings_tell(engine: Engine) -> None:
    run_id = meet(engine, seen("1", price_cny=Decimal(9)), seen("2"), seen("3", shop_name=None))
    with reading(engine) as connection:
        counts = count_fields(connection, run_id)
    assert (counts["price_cny"].filled, counts["price_cny"].total) == (1, 3)
    assert counts["shop_name"].share == 2 / 3


def test_the_newest_snapshot_counts(engine: Engine) -> None:
    first = seen("1", price_cny=Decimal(9))
    meet(engine, first)
    later = replace(first.listing, price_cny=None, seen_at=NOON + timedelta(days=1))
    second = meet(engine, replace(first, listing=later))
    with reading(engine) as connection:
        counts = count_fields(connection, second)
    assert (counts["price_cny"].filled, counts["price_cny"].total) == (0, 1)


def test_an_unchanged_listing_still_counts_for_the_run_that_met_it_again(engine: Engine) -> None:
    first = seen("1", price_cny=Decimal(9))
    meet(engine, first)
    again = meet(engine, replace(first, listing=replace(first.listing, seen_at=NOON + timedelta(days=1))))
    with reading(engine) as connection:
        assert count_fields(connection, again)["price_cny"].filled == 1


def test_kept_counts_are_read_back_oldest_first_and_kept_once(engine: Engine) -> None:
    runs = [meet(engine, seen("1")), meet(engine, seen("2"))]
    with writing(engine) as connection:
        for run_id in (*runs, runs[0]):
            save_fields(connection, "shop", count_fields(connection, run_id), thin={"url"}, now=NOON)
        told = [one.run_id for one in read_fields(connection, "shop", since=NOON) if one.field == "url"]
        assert told == runs
        assert {one.run_id for one in read_fields(connection, "shop", since=NOON, before_run=runs[1])} == {runs[0]}
        assert [one.field for one in read_thin_fields(connection, runs)[runs[1]]] == ["url"]
        assert read_fields(connection, "shop", since=NOON + timedelta(days=1)) == ()


def test_a_run_that_met_nothing_counts_nothing(engine: Engine) -> None:
    with reading(engine) as connection:
        assert count_fields(connection, meet(engine)) == {}
