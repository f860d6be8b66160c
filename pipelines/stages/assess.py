"""Third stage: judge the listings that name an indication."""

from collections.abc import Mapping
from dataclasses import replace

from leads_db.records import Harvest
from pipelines.exemptions import Exempt
from pipelines.judge import Judge
from pipelines.jurisdiction import SellerPlace
from pipelines.stages.recognise import Recognised
from pipelines.stages.stage import Stage


class AssessStage(Stage):
    """Scrapy's entry to `assess`."""

    def work(self, harvest: Harvest) -> Harvest:
        """See `assess`."""
        flow = self.flow
        return assess(harvest, flow.judge, flow.read_places(harvest), flow.read_exempt(harvest))


def assess(
    harvest: Harvest,
    judge: Judge,
    places: Mapping[str, SellerPlace] | None = None,
    exempt: Mapping[str, Exempt] | None = None,
) -> Harvest:
    """The harvest with its assessments; of two sightings of one listing the later one counts.

    `places`: listing key → what the seller's own pages tell of its place. `exempt`: listing key → what accepted
    objections settled for its seller.
    """
    places, exempt = places or {}, exempt or {}
    latest = {sighting.listing.key: sighting.listing for sighting in harvest.sightings}
    hits = harvest.hits if isinstance(harvest, Recognised) else {}
    judged = tuple(
        found
        for key in harvest.named
        for found in judge.assess(latest[key], hits.get(key), places.get(key), exempt.get(key))
    )
    return replace(harvest, assessments=judged)
