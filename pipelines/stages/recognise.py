"""Second stage: which listings name which indications. Most name none and go no further."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

from leads_db.records import Harvest
from pipelines.judge import Judge, named_by
from pipelines.names.hit import NameHit
from pipelines.stages.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised(Harvest):
    """A harvest on its way from this stage to the next, which need not look for the names again."""

    hits: Mapping[str, Sequence[NameHit]] = field(default_factory=dict)
    """Listing key → where its latest sighting names indications."""


class RecogniseStage(Stage):
    """Scrapy's entry to `recognise`."""

    def work(self, harvest: Harvest) -> Harvest:
        """See `recognise`."""
        return recognise(harvest, self.flow.judge)


def recognise(harvest: Harvest, judge: Judge) -> Recognised:
    """The harvest with `named` filled: listing key → slugs."""
    latest = {sighting.listing.key: sighting.listing for sighting in harvest.sightings}
    hits = {key: found for key, listing in latest.items() if (found := judge.find_names(listing))}
    facts = {item.name: getattr(harvest, item.name) for item in fields(Harvest)}
    return Recognised(**{**facts, "named": {key: named_by(found) for key, found in hits.items()}}, hits=hits)
