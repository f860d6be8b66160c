"""What a person reads of a lead is what was stored: listings, judgement, evidence, counts."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from leads_db.errors import NotFound
from leads_db.records import Evidence, Harvest, Outcome, Sighting, Trigger, Verdict
from leads_db.store.engine import reading, writing
from leads_db.store.evidence import read_evidence_of, read_evidence_row
from leads_db.store.harvests import save_harvest
from leads_db.store.lead_views import (
    count_leads_by_indication,
    read_lead_choices,
    read_lead_listings,
    read_lead_numbers_of,
)
from leads_db.store.leads import LeadFilter, read_lead, read_leads, seller_key
from leads_db.store.runs import save_new_run
from tests.factories import NOON, assessment, listing, sighting

NO_SHOP: dict[str, Any] = {"shop_id": None}
NUMBER = "GI-benxi-20261120-0001"
PAGE = Evidence(
    digest="d" * 64, url="http://x/", http_status=200, media_type="text/html", size=3, captured_at=NOON,
    warc_file="a.warc.gz", warc_offset=0, warc_length=9,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _a_run(engine: Engine) -> None:
    with writing(engine) as connection:
        save_new_run(connection, source="test", trigger=Trigger.ON_DEMAND, requested_by="test", now=NOON)


def save(
    engine: Engine, *pairs: tuple[Sighting, dict[str, Any]], city: str = "benxi", run_id: int = 1, now: datetime = NOON
) -> None:
    seen = tuple(one for one, _ in pairs)
    judged = tuple(assessment(one.listing, **changes) for one, changes in pairs)
    harvest = Harvest(
        run_id=run_id, unit=None, outcome=Outcome.OK, sightings=seen, assessments=judged, evidence=(PAGE,)
    )
    save_harvest(engine, harvest, now=now, city_of=lambda _: city)


def test_listings_come_with_judgement_evidence_and_notes_the_gravest_first(engine: Engine) -> None:
    mild = sighting("1")
    grave = Sighting(listing=listing("2"), source="shop", evidence_digest=PAGE.digest, notes=("price_unparsed: 面议",))
    save(engine, (mild, {"verdict": Verdict.INSUFFICIENT, "likelihood": 0.99}), (grave, {"likelihood": 0.6}))
    with reading(engine) as connection:
        first, second = read_lead_listings(connection, [NUMBER], per_lead=10)[NUMBER]
    assert (first.listing, first.source, first.notes) == (grave.listing, "shop", grave.notes)
    assert (first.evidence_digest, first.evidence_numbers) == (PAGE.digest, (1,))
    assert first.assessment == assessment(grave.listing, likelihood=0.6)
    assert (second.listing, second.notes, second.evidence_numbers) == (mild.listing, (), ())


def test_no_more_listings_than_asked_for(engine: Engine) -> None:
    save(engine, *((sighting(str(number)), {}) for number in range(5)))
    with reading(engine) as connection:
        assert len(read_lead_listings(connection, [NUMBER], per_lead=2)[NUMBER]) == 2
        assert read_lead_listings(connection, ["GI-benxi-20261120-9999"], per_lead=2) == {}


def test_a_listing_that_no_longer_names_the_indication_is_shown_without_judgement(engine: Engine) -> None:
    save(engine, (sighting("1"), {}))
    later = sighting("1", title="五常大米 5kg", seen_at=NOON + timedelta(days=1))
    harvest = Harvest(run_id=1, unit=None, outcome=Outcome.OK, sightings=(later,))
    save_harvest(engine, harvest, now=NOON, city_of=lambda _: "benxi")
    with reading(engine) as connection:
        (shown,) = read_lead_listings(connection, [NUMBER], per_lead=9)[NUMBER]
        lead = read_lead(connection, NUMBER)
    assert (shown.listing.title, shown.assessment) == ("五常大米 5kg", None)
    assert (lead.verdict, lead.likelihood, lead.listing_count) == (Verdict.LAWFUL, 0.0, 0)


def test_the_gravest_listing_decides_on_the_lead(engine: Engine) -> None:
    save(
        engine,
        (sighting("1"), {"verdict": Verdict.UNLICENSED_LOCAL, "likelihood": 0.95, "bureau": "benxi-county"}),
        (sighting("2"), {"verdict": Verdict.INFRINGING, "likelihood": 0.7}),
        (sighting("3"), {"verdict": Verdict.LAWFUL, "likelihood": 0.0, "bureau": None}),
    )
    with reading(engine) as connection:
        lead = read_lead(connection, NUMBER)
    assert (lead.verdict, lead.likelihood, lead.bureau) == (Verdict.INFRINGING, 0.7, "huanren")
    assert lead.listing_count == 2


def test_waiting_leads_are_counted_by_indication_and_since_a_moment(engine: Engine) -> None:
    save(engine, (sighting("1"), {}))
    with writing(engine) as connection:
        next_day = NOON + timedelta(days=1)
        save_new_run(connection, source="test", trigger=Trigger.SCHEDULED, requested_by="test", now=next_day)
    save(engine, (sighting("2", shop_id="s2"), {"indication": "huai-yam"}), city="jiaozuo", run_id=2, now=next_day)
    both = ("benxi", "jiaozuo")
    with reading(engine) as connection:
        assert count_leads_by_indication(connection, both) == {
            "huanren-rice": {Verdict.INFRINGING: 1},
            "huai-yam": {Verdict.INFRINGING: 1},
        }
        assert list(count_leads_by_indication(connection, both, since=next_day)) == ["huai-yam"]
        assert list(count_leads_by_indication(connection, ("benxi",))) == ["huanren-rice"]


def test_filters_offer_what_waits(engine: Engine) -> None:
    save(engine, (sighting("1"), {}), (sighting("2", shop_id="s2"), {"bureau": None}))
    save(engine, (sighting("3", shop_id="s3"), {"verdict": Verdict.LAWFUL, "bureau": "xihu"}))
    with reading(engine) as connection:
        assert read_lead_choices(connection, ("benxi",)) == (("huanren-rice",), ("huanren",))
        assert read_lead_choices(connection, ("jiaozuo",)) == ((), ())


def test_leads_are_paged_the_likeliest_first(engine: Engine) -> None:
    likelihoods = {"s1": 0.4, "s2": 0.9, "s3": 0.6}
    save(engine, *((sighting(shop, shop_id=shop), {"likelihood": value}) for shop, value in likelihoods.items()))
    with reading(engine) as connection:
        pages = [read_leads(connection, LeadFilter(), limit=2, offset=offset) for offset in (0, 2)]
    assert [[lead.likelihood for lead in page] for page in pages] == [[0.9, 0.6], [0.4]]


def test_a_listing_tells_its_leads_and_an_unknown_number_is_named(engine: Engine) -> None:
    save(engine, (sighting("1"), {}))
    with reading(engine) as connection:
        assert read_lead_numbers_of(connection, listing("1").key) == (NUMBER,)
        with pytest.raises(NotFound, match="GI-nowhere"):
            read_lead(connection, "GI-nowhere")


def test_evidence_is_found_by_number_and_by_digest(engine: Engine) -> None:
    save(engine, (sighting("1"), {}))
    with reading(engine) as connection:
        assert read_evidence_row(connection, 1) == PAGE
        assert read_evidence_of(connection, PAGE.digest) == ((1, PAGE),)
        with pytest.raises(NotFound, match="evidence 2"):
            read_evidence_row(connection, 2)


@pytest.mark.parametrize(
    ("facts", "same_as"),
    [
        ({"shop_name": "改了名的店"}, {}),
        (
            {**NO_SHOP, "operator_code": "91A", "shop_name": "甲"},
            {**NO_SHOP, "operator_code": "91A", "shop_name": "乙"},
        ),
        ({**NO_SHOP, "item_id": "7"}, {**NO_SHOP, "item_id": "8"}),
    ],
)
def test_a_seller_is_known_by_the_strongest_mark(facts: dict[str, Any], same_as: dict[str, Any]) -> None:
    assert seller_key(listing(**facts)) == seller_key(listing(**same_as))


@pytest.mark.parametrize(
    "facts",
    [
        {"platform": "jd"},
        {"shop_id": "s2"},
        {"shop_id": None, "shop_name": "别家"},
        {"shop_id": None, "shop_name": None},
    ],
)
def test_other_sellers_are_others(facts: dict[str, Any]) -> None:
    assert seller_key(listing(**facts)) != seller_key(listing())
