"""What a unit has brought since its last commit, handed over in harvests of bounded size."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from leads_db.records import Evidence, FetchReport, Harvest, Mention, Outcome, SellerFact, Sighting, Unit

MOST_SIGHTINGS = 100
"""In one harvest, so that memory stays flat and a long unit is committed as it goes."""
MOST_PAGES = 200
"""Reports that wait for a commit, where pages bring nothing."""
LONGEST_S = 20.0
"""A slow source's finds do not wait longer than this."""


@dataclass(slots=True)
class Batch:
    """Filled page by page."""

    sightings: list[Sighting] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    seller_facts: list[SellerFact] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    reports: list[FetchReport] = field(default_factory=list)
    item_urls: list[str] = field(default_factory=list)
    """Addresses of the item pages that were read, for the spider's memory."""
    since_s: float = field(default_factory=time.monotonic)

    @property
    def is_due(self) -> bool:
        """True when it should be committed now."""
        found = len(self.sightings) + len(self.mentions)
        return bool(
            found >= MOST_SIGHTINGS
            or len(self.reports) >= MOST_PAGES
            or (self.reports and time.monotonic() - self.since_s > LONGEST_S)
        )

    def harvests(self, unit: Unit, outcome: Outcome, cause: str = "") -> Iterator[Harvest]:
        """All of it, evidence and reports with the first harvest; none when there is nothing."""
        first = True
        for start in range(0, max(len(self.sightings), len(self.mentions), 1), MOST_SIGHTINGS):
            part = slice(start, start + MOST_SIGHTINGS)
            sightings, mentions = tuple(self.sightings[part]), tuple(self.mentions[part])
            if first and not (sightings or mentions or self.seller_facts or self.evidence or self.reports):
                return
            yield Harvest(
                run_id=unit.run_id,
                unit=unit,
                outcome=outcome,
                cause=cause,
                sightings=sightings,
                mentions=mentions,
                seller_facts=tuple(self.seller_facts) if first else (),
                evidence=tuple(self.evidence) if first else (),
                reports=tuple(self.reports) if first else (),
            )
            first = False
