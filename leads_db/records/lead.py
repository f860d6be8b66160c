"""A seller's use of one indication, with all its listings, as it waits for a person."""

from dataclasses import dataclass
from datetime import datetime

from leads_db.records.assessment import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """One row of the queue."""

    number: str
    """GI-<city>-<yyyymmdd>-<sequence>, never reused."""
    seller_key: str
    """Hash of platform and shop id, else of the licence code, else of the shop name, else of the listing."""
    seller_name: str
    platform: str
    indication: str
    city: str
    verdict: Verdict
    """Of the gravest listing."""
    likelihood: float
    """Of the gravest listing."""
    bureau: str | None
    listing_count: int
    first_seen_at: datetime
    last_seen_at: datetime
    is_practice: bool
