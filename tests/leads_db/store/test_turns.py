"""What two writers do at the same time comes out as if they had come one after the other, on both databases."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, func, select

from leads_db.records import Harvest, Outcome, Trigger
from leads_db.store.audit import find_broken_audit, save_audit
from leads_db.store.engine import reading, writing
from leads_db.store.harvests import save_harvest
from leads_db.store.leads import LeadFilter, read_leads
from leads_db.store.runs import save_new_run
from leads_db.tables import audit
from tests.factories import NOON, assessment, sighting


def test_eight_actors_at_once_make_one_unbroken_chain(engine: Engine) -> None:
    def act(number: int) -> None:
        for step in range(5):
            with writing(engine) as connection:
                save_audit(connection, at=NOON, actor=f"a{number}", action="x", subject="s", detail={"step": step})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(8)))
    with reading(engine) as connection:
        assert find_broken_audit(connection) is None
        assert connection.execute(select(func.count()).select_from(audit)).scalar_one() == 40


def test_two_crawls_that_meet_the_same_seller_make_one_lead(engine: Engine) -> None:
    with writing(engine) as connection:
        save_new_run(connection, source="test", trigger=Trigger.IMPORT, requested_by="test", now=NOON)

    def save(worker: int) -> None:
        for number in range(10):
            seen = sighting(f"{worker}-{number}", shop_id=f"shop-{number}")
            judged = (assessment(seen.listing),)
            harvest = Harvest(run_id=1, unit=None, outcome=Outcome.OK, sightings=(seen,), assessments=judged)
            save_harvest(engine, harvest, now=NOON, city_of=lambda _: "benxi")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, range(4)))
    with reading(engine) as connection:
        found = read_leads(connection, LeadFilter(), limit=100)
    assert sorted(lead.number[-4:] for lead in found) == [f"{number:04d}" for number in range(1, 11)]
    assert {lead.listing_count for lead in found} == {4}
