import time

from crawlers.batch import MOST_SIGHTINGS, Batch
from leads_db.records import Mention, Outcome
from tests.crawlers.test_spider import make_source
from tests.crawlers.unit_harness import make_unit
from tests.factories import report, sighting

UNIT = make_unit(make_source())


def test_nothing_makes_no_harvest() -> None:
    assert list(Batch().harvests(UNIT, Outcome.OK)) == []
    assert not Batch().is_due


def test_reports_alone_make_one() -> None:
    (harvest,) = Batch(reports=[report()]).harvests(UNIT, Outcome.NOT_FOUND, "gone")
    assert (harvest.outcome, harvest.cause, harvest.unit) == (Outcome.NOT_FOUND, "gone", UNIT)


def test_a_page_with_many_items_becomes_harvests_of_bounded_size() -> None:
    posts = [Mention(platform="p", post_id=str(number), title=None, text="x") for number in range(MOST_SIGHTINGS + 1)]
    batch = Batch([sighting(str(number)) for number in range(220)], posts, reports=[report()])
    harvests = list(batch.harvests(UNIT, Outcome.OK))
    assert [len(harvest.sightings) for harvest in harvests] == [100, 100, 20]
    assert [len(harvest.mentions) for harvest in harvests] == [100, 1, 0]
    assert [len(harvest.reports) for harvest in harvests] == [1, 0, 0]


def test_a_batch_is_due_when_it_is_full_or_old() -> None:
    full = Batch([sighting(str(number)) for number in range(MOST_SIGHTINGS)])
    old = Batch(reports=[report()], since_s=time.monotonic() - 30)
    assert full.is_due
    assert old.is_due
    assert not Batch(reports=[report()]).is_due
