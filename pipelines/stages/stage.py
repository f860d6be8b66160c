"""What the four stages share: they get the process's Flow from the spider and hand a harvest on."""

from abc import ABC, abstractmethod
from typing import Any, Self

from leads_db.records import Harvest
from pipelines.flow import Flow


class Stage(ABC):
    """One item pipeline."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Scrapy builds the stage; the crawl child gave the flow to the spider."""
        return cls(crawler.spider.flow)

    def process_item(self, item: Any) -> Any:
        """Work on harvests; anything else passes by."""
        return self.work(item) if isinstance(item, Harvest) else item

    @abstractmethod
    def work(self, harvest: Harvest) -> Harvest:
        """The harvest with this stage's facts."""
