"""A harvest is committed whole, and committing it again changes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from leads_db.records import Assessment, Evidence, Harvest, Lead, Mention, Outcome, Sighting, Trigger, Verdict
from leads_db.store.assessments import read_assessments
from leads_db.store.engine import reading, writing
from leads_db.store.harvests import save_harvest
from leads_db.store.leads import LeadFilter, count_leads, read_lead_listing_keys, read_leads
from leads_db.store.runs import save_new_run
from leads_db.tables import metadata
from tests.factories import NOON, assessment, finding, report, sighting

LATER = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_run(engine: Engine) -> None:
    with writing(engine) as connection:
        save_new_run(connection, source="test", trigger=Trigger.IMPORT, requested_by="test", now=NOON)


def harvest(*seen: Sighting, judged: tuple[Assessment, ...] = (), **more: Any) -> Harvest:
    return Harvest(run_id=1, unit=None, outcome=Outcome.OK, sightings=seen, assessments=judged, **more)


def save(engine: Engine, item: Harvest, city: str | None = "benxi") -> None:
    save_harvest(engine, item, now=NOON, city_of=lambda _: city)


def all_counts(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def leads_of(engine: Engine, **wanted: Any) -> tuple[Lead, ...]:
    with reading(engine) as connection:
        return read_leads(connection, LeadFilter(**wanted), limit=100)


def full_harvest() -> Harvest:
    seen = [sighting(str(number)) for number in range(3)]
    page = Evidence(
        digest="d" * 64, url="http://x/", http_status=200, media_type="text/html", size=3, captured_at=NOON,
        warc_file="a.warc.gz", warc_offset=0, warc_length=9,
    )  # fmt: skip
    post = Mention(platform="weibo", post_id="p1", title=None, text="桓仁大米", seen_at=NOON)
    judged = tuple(assessment(item.listing) for item in seen)
    return harvest(*seen, judged=judged, evidence=(page,), mentions=(post,), reports=(report(),))


def test_a_harvest_replayed_three_times_changes_no_row_count(engine: Engine) -> None:
    save(engine, full_harvest())
    once = all_counts(engine)
    for _ in range(2):
        save(engine, full_harvest())
    assert all_counts(engine) == once
    assert once["findings"] == 3


def test_one_lead_holds_all_listings_of_a_seller(engine: Engine) -> None:
    save(engine, full_harvest())
    (lead,) = leads_of(engine)
    assert (lead.number, lead.listing_count) == ("GI-benxi-20261120-0001", 3)
    with reading(engine) as connection:
        assert len(read_lead_listing_keys(connection, lead.number)) == 3


def test_two_sellers_make_two_leads(engine: Engine) -> None:
    seen = (sighting("1"), sighting("2", shop_id="s2"))
    save(engine, harvest(*seen, judged=tuple(assessment(item.listing) for item in seen)))
    assert [lead.number[-4:] for lead in leads_of(engine)] == ["0001", "0002"]


def test_numbers_go_on_without_a_gap_each_city_by_itself(engine: Engine) -> None:
    for day in ("ab", "bcd"):
        for city in ("benxi", "jiaozuo"):
            seen = [sighting(f"{city}{shop}", shop_id=f"{city}{shop}") for shop in day]
            save(engine, harvest(*seen, judged=tuple(assessment(item.listing) for item in seen)), city)
    numbers = sorted(lead.number for lead in leads_of(engine))
    assert numbers == [f"GI-{city}-20261120-{place:04}" for city in ("benxi", "jiaozuo") for place in range(1, 5)]


@pytest.mark.parametrize("verdict", [Verdict.LAWFUL, Verdict.UNRELATED])
def test_honest_listings_are_no_leads(engine: Engine, verdict: Verdict) -> None:
    seen = sighting("1")
    save(engine, harvest(seen, judged=(assessment(seen.listing, verdict=verdict),)))
    assert leads_of(engine) == ()


def test_a_foreign_city_gets_no_lead_but_the_assessment_is_kept(engine: Engine) -> None:
    seen = sighting("1")
    save(engine, harvest(seen, judged=(assessment(seen.listing),)), city=None)
    assert leads_of(engine) == ()
    assert all_counts(engine)["assessments"] == 1


def test_the_gravest_listing_decides_the_lead(engine: Engine) -> None:
    mild, grave = sighting("1"), sighting("2")
    judged = (
        assessment(mild.listing, verdict=Verdict.INSUFFICIENT, likelihood=0.4),
        assessment(grave.listing, verdict=Verdict.INFRINGING, likelihood=0.95, bureau="transfer:230100"),
    )
    save(engine, harvest(mild, grave, judged=judged))
    (lead,) = leads_of(engine)
    assert (lead.verdict, lead.likelihood, lead.bureau) == (Verdict.INFRINGING, 0.95, "transfer:230100")


def test_a_mended_listing_leaves_the_queue(engine: Engine) -> None:
    seen = sighting("1")
    save(engine, harvest(seen, judged=(assessment(seen.listing),)))
    mended = sighting("1", title="东北大米 5kg", seen_at=LATER)
    save(engine, harvest(mended))
    assert leads_of(engine) == ()
    with reading(engine) as connection:
        assert read_assessments(connection, seen.listing.key) == ()


def test_a_listing_turned_lawful_leaves_the_queue(engine: Engine) -> None:
    seen = sighting("1")
    save(engine, harvest(seen, judged=(assessment(seen.listing),)))
    lawful = sighting("1", title="桓仁大米 授权", seen_at=LATER)
    save(engine, harvest(lawful, judged=(assessment(lawful.listing, verdict=Verdict.LAWFUL, likelihood=0.01),)))
    assert leads_of(engine) == ()


def test_an_assessment_comes_back_with_its_findings(engine: Engine) -> None:
    seen = sighting("1")
    judged = assessment(seen.listing, findings=(finding("a"), finding("b", span=None)), readiness={"act": 0.5})
    save(engine, harvest(seen, judged=(judged,)))
    with reading(engine) as connection:
        assert read_assessments(connection, seen.listing.key) == (judged,)


def test_a_new_model_version_supersedes(engine: Engine) -> None:
    seen = sighting("1")
    save(engine, harvest(seen, judged=(assessment(seen.listing),)))
    save(engine, harvest(seen, judged=(assessment(seen.listing, model_version="test-2", likelihood=0.2),)))
    with reading(engine) as connection:
        (current,) = read_assessments(connection, seen.listing.key)
    assert current.model_version == "test-2"


def test_leads_are_counted_and_filtered(engine: Engine) -> None:
    save(engine, full_harvest())
    with reading(engine) as connection:
        assert count_leads(connection, LeadFilter()) == {Verdict.INFRINGING: 1}
        assert count_leads(connection, LeadFilter(cities=("jiaozuo",))) == {}
    assert len(leads_of(engine, bureau="huanren", indication="huanren-rice", is_practice=False)) == 1


def test_an_assessment_without_its_listing_is_refused(engine: Engine) -> None:
    seen = sighting("1")
    broken = assessment(seen.listing, listing_key="0" * 32)
    with pytest.raises(ValueError, match="not in the harvest"):
        save(engine, harvest(seen, judged=(broken,)))
    assert all_counts(engine)["listings"] == 0


def test_a_fault_in_the_middle_takes_everything_back(engine: Engine) -> None:
    item = full_harvest()
    with pytest.raises(RuntimeError):
        save_harvest(engine, item, now=NOON, city_of=_fault)
    counts = all_counts(engine)
    assert (counts["listings"], counts["evidence"], counts["assessments"]) == (0, 0, 0)


def _fault(_: Assessment) -> str:
    raise RuntimeError
