"""What the pages of a seller say of it: a fact of the seller, never of one of its listings."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerFact:
    """One statement on one page."""

    seller_key: str
    """As Lead.seller_key: one seller across its listings."""
    field: str
    """operator_name, operator_code, operator_address, shop_location, icp_number; licence_page: such a page was read."""
    value: str
    """As displayed; a code only when its check character is right."""
    how: str
    """Where it stood: json_ld, licence (a table or list of facts), footer, listing (one of its listings), person."""
    url: str
    source: str
    evidence_digest: str | None = None
    seen_at: datetime
    is_practice: bool = False
