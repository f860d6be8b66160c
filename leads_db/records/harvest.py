"""What one unit of a crawl, or one batch of an imported file, brought: the value that flows through the stages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from leads_db.records.assessment import Assessment
from leads_db.records.evidence import Evidence
from leads_db.records.fetch import FetchReport, Outcome
from leads_db.records.intake import Intake
from leads_db.records.listing import Sighting
from leads_db.records.mention import Mention
from leads_db.records.opinion import OpinionView
from leads_db.records.run import Unit
from leads_db.records.seller import SellerFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """All that belongs together and is committed together."""

    run_id: int
    unit: Unit | None
    """None for an import, which has no queue."""
    outcome: Outcome
    """Of the unit as a whole."""
    cause: str = ""
    """Why it is not ok, in the words of the rule that decided."""
    sightings: tuple[Sighting, ...] = ()
    mentions: tuple[Mention, ...] = ()
    seller_facts: tuple[SellerFact, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    reports: tuple[FetchReport, ...] = ()
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Listing key → slugs of the indications that it names; filled by the recognise stage."""
    assessments: tuple[Assessment, ...] = ()
    """Filled by the assess stage."""
    views: tuple[OpinionView, ...] = ()
    """What is read in the mentions; filled as the harvest is saved, where the process has an analyst."""
    intakes: Mapping[str, tuple[Intake, ...]] = field(default_factory=dict)
    """Listing key → what somebody handed over about it; all of one kind. Their leads are opened whatever is thought."""
    taken_by: str = ""
    """Who took the intakes in."""
