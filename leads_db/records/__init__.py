"""The records that flow through gi-leads: frozen dataclasses that import the standard library only.

Suffixes carry the unit: `_at` aware UTC, `_on` date, `_cny` Decimal yuan, `_kg`, `_days`, `_raw` as displayed.
"""

from leads_db.records.assessment import Act, Assessment, Finding, FindingState, GroundRef, Verdict
from leads_db.records.bureau import AuthorisedUser, Bureau, City
from leads_db.records.evidence import Evidence
from leads_db.records.fetch import FetchReport, Outcome
from leads_db.records.ground import Ground, GroundAct
from leads_db.records.harvest import Harvest
from leads_db.records.health import Breaker, BreakerState, SourceDay
from leads_db.records.indication import Area, Indication, NameForm, PriceRange, Protection
from leads_db.records.lead import Lead
from leads_db.records.listing import PRACTICE, Listing, Sighting, listing_key
from leads_db.records.mention import Mention, mention_key
from leads_db.records.paper import Organ, Paper, PaperKind
from leads_db.records.platform import Platform
from leads_db.records.run import Run, RunState, Trigger, Unit, UnitState
from leads_db.records.seller import SellerFact
from leads_db.records.watch import WatchTerm

__all__ = [
    "PRACTICE",
    "Act",
    "Area",
    "Assessment",
    "AuthorisedUser",
    "Breaker",
    "BreakerState",
    "Bureau",
    "City",
    "Evidence",
    "FetchReport",
    "Finding",
    "FindingState",
    "Ground",
    "GroundAct",
    "GroundRef",
    "Harvest",
    "Indication",
    "Lead",
    "Listing",
    "Mention",
    "NameForm",
    "Organ",
    "Outcome",
    "Paper",
    "PaperKind",
    "Platform",
    "PriceRange",
    "Protection",
    "Run",
    "RunState",
    "SellerFact",
    "Sighting",
    "SourceDay",
    "Trigger",
    "Unit",
    "UnitState",
    "Verdict",
    "WatchTerm",
    "listing_key",
    "mention_key",
]
