"""Second stage: which listings name which indications. Most name none and go no further."""

from dataclasses import replace

from leads_db.records import Harvest
from pipelines.judge import Judge
from pipelines.stages.stage import Stage


class RecogniseStage(Stage):
    """Scrapy's entry to `recognise`."""

    def work(self, harvest: Harvest) -> Harvest:
        """See `recognise`."""
        return recognise(harvest, self.flow.judge)


def recognise(harvest: Harvest, judge: Judge) -> Harvest:
    """The harvest with `named` filled: listing key → slugs."""
    named = {}
    for sighting in harvest.sightings:
        slugs = judge.recognise(sighting.listing)
        if slugs:
            named[sighting.listing.key] = slugs
    return replace(harvest, named=named)
