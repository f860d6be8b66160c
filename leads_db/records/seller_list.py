"""The centre's three lists of sellers, and what is done when a seller was flagged wrongly."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class SellerList(StrEnum):
    """Which list a seller stands on."""

    WHITE = "white"
    """No new lead is made of the seller."""
    BLACK = "black"
    """The seller's leads come first."""
    WATCH = "watch"
    """The seller's leads carry a flag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerMark:
    """One entry of a list, for one indication or for all."""

    id: int
    seller_key: str
    seller_name: str
    indication: str | None
    """None: for all indications."""
    mark: SellerList
    reason: str
    from_on: date
    to_on: date | None
    """Last day; None: until somebody ends it."""
    actor: str
    marked_at: datetime


class ObjectionState(StrEnum):
    """What became of an objection."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Somebody says that a seller was flagged wrongly."""

    uid: str
    lead: str
    objector: str
    text: str
    state: ObjectionState
    result: str
    """What was found and done about it."""
    received_at: datetime
    received_by: str
    settled_at: datetime | None = None
    settled_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """An indicator that no longer speaks against a seller for one indication, because an objection was right."""

    seller_key: str
    indication: str
    indicator: str
    objection: str
    at: datetime
    actor: str
