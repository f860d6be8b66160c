"""Last stage: commit the harvest whole. Only after it may the unit be called done."""

from leads_db.records import Harvest
from pipelines.stages.stage import Stage


class SaveStage(Stage):
    """Scrapy's entry to `Flow.save`."""

    def work(self, harvest: Harvest) -> Harvest:
        """See `Flow.save`."""
        self.flow.save(harvest)
        return harvest
