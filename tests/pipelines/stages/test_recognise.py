"""Names are found once a listing, and the judgement is the same as if they were looked for again."""

from dataclasses import replace

import pytest

from leads_db.records import Harvest, Listing, Outcome, Sighting
from leads_db.register import load_register
from pipelines.judge import Judge
from pipelines.names.finder import NameFinder
from pipelines.stages.assess import assess
from pipelines.stages.recognise import recognise
from tests.factories import sighting


def harvest(*seen: Sighting) -> Harvest:
    return Harvest(run_id=1, unit=None, outcome=Outcome.OK, sightings=seen)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(load_register())


def test_only_what_names_an_indication_goes_on(judge: Judge) -> None:
    rice, shirt = sighting("1", title="桓仁大米 5kg"), sighting("2", title="纯棉T恤", description="", shop_name="某店")
    told = recognise(harvest(rice, shirt), judge)
    assert told.named == {rice.listing.key: ("huanren-rice",)}
    assert {item.listing_key for item in assess(told, judge).assessments} == {rice.listing.key}


def test_names_are_looked_for_once_and_judged_alike(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tuple(sighting(str(at), title=title) for at, title in enumerate(("桓仁大米", "恒仁大米 东北", "铁棍山药")))
    again = tuple(found for one in seen for found in judge.assess(one.listing))
    looked: list[str] = []
    find = NameFinder.find

    def counted(self: NameFinder, listing: Listing) -> object:
        looked.append(listing.item_id)
        return find(self, listing)

    monkeypatch.setattr(NameFinder, "find", counted)
    assert assess(recognise(harvest(*seen), judge), judge).assessments == again
    assert looked == ["0", "1", "2"]


def test_of_two_sightings_the_later_one_decides(judge: Judge) -> None:
    named = sighting("1", title="桓仁大米", description="", shop_name="某店")
    mended = replace(named, listing=replace(named.listing, title="东北大米"))
    assert recognise(harvest(named, mended), judge).named == {}
    assert recognise(harvest(mended, named), judge).named == {named.listing.key: ("huanren-rice",)}
