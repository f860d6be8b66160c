"""A public offer as one page showed it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

PRACTICE = "practice"
"""Platform id of the practice market; whatever carries it is marked 演示 and can be wiped."""


@lru_cache(4_096)  # a listing is asked for its key at every step of its way
def listing_key(platform: str, item_id: str) -> str:
    """Identity of a listing: 32 hex characters over platform and item id, never over a title."""
    return hashlib.sha256(f"{platform}\n{item_id}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One listing at one moment. Absent facts are None (or empty), never guessed."""

    platform: str
    item_id: str
    """Text: item ids exceed 2^53."""
    title: str
    """As displayed."""
    url: str | None = None
    description: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Attribute name → value, both as displayed, in page order."""
    category: str | None = None
    price_cny: Decimal | None = None
    """Lowest offered price in yuan; None also where the currency is not CNY."""
    price_raw: str | None = None
    """As displayed, with its currency."""
    net_weight_kg: Decimal | None = None
    sold_count: int | None = None
    sold_raw: str | None = None
    shop_name: str | None = None
    shop_id: str | None = None
    operator_name: str | None = None
    """Name on the business licence."""
    operator_code: str | None = None
    """Unified social credit code."""
    operator_address: str | None = None
    shop_location: str | None = None
    ships_from: str | None = None
    image_texts: tuple[str, ...] = ()
    """Text read from the pictures, one entry a picture."""
    image_urls: tuple[str, ...] = ()
    seen_at: datetime | None = None
    """Aware UTC; None: not stated."""

    @property
    def key(self) -> str:
        """See `listing_key`."""
        return listing_key(self.platform, self.item_id)

    @property
    def is_practice(self) -> bool:
        """True for what the practice market showed."""
        return self.platform == PRACTICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A listing together with how it was found and where its page is kept."""

    listing: Listing
    source: str
    """Source name, or import:<file name>."""
    evidence_digest: str | None = None
    """sha256 of the page's bytes; None for imported rows."""
    search_term: str | None = None
    page: int | None = None
    rank: int | None = None
    notes: tuple[str, ...] = ()
    """What could not be read: `price_unparsed: 面议`, `jsonld_broken`."""
