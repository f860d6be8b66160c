"""Third stage: judge the listings that name an indication."""

from dataclasses import replace

from leads_db.records import Harvest
from pipelines.judge import Judge
from pipelines.stages.recognise import Recognised
from pipelines.stages.stage import Stage


class AssessStage(Stage):
    """Scrapy's entry to `assess`."""

    def work(self, harvest: Harvest) -> Harvest:
        """See `assess`."""
        return assess(harvest, self.flow.judge)


def assess(harvest: Harvest, judge: Judge) -> Harvest:
    """The harvest with its assessments; of two sightings of one listing the later one counts."""
    latest = {sighting.listing.key: sighting.listing for sighting in harvest.sightings}
    hits = harvest.hits if isinstance(harvest, Recognised) else {}
    judged = tuple(found for key in harvest.named for found in judge.assess(latest[key], hits.get(key)))
    return replace(harvest, assessments=judged)
