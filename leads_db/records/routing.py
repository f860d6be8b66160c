"""Where a lead should go: the competent bureau with its reason, who gets a copy, what else is possible."""

from dataclasses import dataclass
from enum import StrEnum

from leads_db.records.handling import DispatchKind

UNKNOWN = "unknown"
"""Bureau of a lead whose seller cannot be placed."""
OVERSEAS = "overseas"
"""Bureau of a lead whose seller sits outside of the mainland: no authority of ours is competent."""


class RoutingBasis(StrEnum):
    """On what the competent bureau rests, the surest first."""

    DESIGNATED = "designated"
    ACTUAL_PLACE = "actual_place"
    REGISTERED_ADDRESS = "registered_address"
    SITE_OPERATOR = "site_operator"
    SHOP_LOCATION = "shop_location"
    OVERSEAS = "overseas"
    NO_SUBJECT = "no_subject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One bureau beside, or instead of, the competent one."""

    bureau: str
    """Bureau id, transfer:<division code>, or empty where only a name is known."""
    name: str
    kind: DispatchKind
    reason: str
    """In Chinese, as the desk prints it."""
    confirmed: bool = True
    """False: the office's name or the rule is from memory; printed with 待核."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceRequest:
    """A draft request for the seller's data, for a person to read, correct and send."""

    to_name: str
    to_bureau: str
    """transfer:<division code>; empty where the seat is not known."""
    questions: tuple[str, ...]
    basis: str
    text: str
    """The draft in Chinese, without letter head and number."""
    confirmed: bool
    """False: the seat is from memory and must be read again on the platform's licence page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """What the resolver proposes; a person decides."""

    host: str
    """Bureau id, transfer:<division code>, UNKNOWN or OVERSEAS."""
    host_name: str
    basis: RoutingBasis
    reason: str
    """In Chinese: what was read where, and the article."""
    sure: float
    """0..1; below 0.6 the place must be checked before a letter goes out."""
    confirmed: bool
    """False: something of the reason is from memory; printed with 待核."""
    copies: tuple[Recipient, ...] = ()
    alternatives: tuple[Recipient, ...] = ()
    request: AssistanceRequest | None = None
    notes: tuple[str, ...] = ()
    """What to mind, in Chinese."""
