"""All that a letter or form prints, as frozen facts: fixed when it is sent, kept as JSON, rendered again at any time.

An empty text means that the fact is not established; a paper prints 未查明 for it, never a guess.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from leads_db.errors import DocumentError
from leads_db.records import GroundRef
from leads_db.records.paper import Organ, PaperKind
from leads_db.store.record_json import to_json

Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerFacts:
    """Who sells, each fact as it was displayed."""

    shop: str
    platform: str
    platform_operator: str = ""
    operator: str = ""
    credit_code: str = ""
    address: str = ""
    actual_address: str = ""
    """Of the place of business, as far as a bureau or a page tells it."""
    location: str = ""
    """Place that the shop shows."""
    source: str = ""
    """Where these facts stood: 商品页, 证照页."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFact:
    """One point of suspicion with the words that it rests on."""

    sentence: str
    quote: str = ""
    place: str = ""
    """Where the quote stands: 标题, 属性「产地」."""
    grounds: tuple[GroundRef, ...] = ()
    refuted_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """One page with an offer."""

    title: str
    url: str = ""
    item_id: str = ""
    price: str = ""
    """As displayed."""
    sold: str = ""
    """As displayed; never a turnover."""
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFacts:
    """One kept thing."""

    name: str
    source: str = ""
    proves: str = ""
    pages: int | None = None
    size: int | None = None
    """Bytes."""
    digest: str = ""
    """sha256, 64 hex characters."""
    kept_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFacts:
    """One lead as a paper tells it."""

    number: str
    indication: str
    protection: str = ""
    """Kinds and numbers of the rights with their holders."""
    holder: str = ""
    seller: SellerFacts
    acts: tuple[str, ...] = ()
    """Words of what is suspected: 伪造产地."""
    found: tuple[FoundFact, ...] = ()
    later_grounds: tuple[GroundRef, ...] = ()
    """Law that came into force between the act and the paper."""
    counter: tuple[str, ...] = ()
    """What speaks for the seller."""
    missing: tuple[str, ...] = ()
    """What is not known and would decide."""
    pages: tuple[PageFacts, ...] = ()
    page_count: int = 0
    evidence: tuple[EvidenceFacts, ...] = ()
    pack: str = ""
    """Name of the evidence pack; empty: not sealed."""
    pack_digest: str = ""
    """sha256 of its manifest."""
    bureau_reason: str = ""
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlingFacts:
    """How far the handling is: dates as days, everything else as told by the bureau."""

    host: str = ""
    letter_number: str = ""
    """Of the letter that sent the lead."""
    sent_on: date | None = None
    signed_on: date | None = None
    signed_by: str = ""
    due_on: date | None = None
    overdue_days: int = 0
    """Working days."""
    urged: int = 0
    new_due_on: date | None = None
    return_reason: str = ""
    proposed_bureau: str = ""
    told: Mapping[str, str] = field(default_factory=dict)
    """The county's fields by the names that templates use: 核查情况, 案号, 罚没金额 …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """One paper."""

    kind: PaperKind
    number: str = ""
    organ: Organ
    addressee: str = ""
    copies: tuple[str, ...] = ()
    dated_on: date
    reply_by_on: date | None = None
    leads: tuple[LeadFacts, ...]
    grounds: Mapping[str, GroundRef] = field(default_factory=dict)
    """Articles of procedure by the name of the template: 管辖, 协查, 移送 …"""
    questions: tuple[str, ...] = ()
    handling: HandlingFacts = field(default_factory=HandlingFacts)
    author: str = ""
    reason: str = ""
    is_draft: bool = False
    is_practice: bool = False


def letter_to_mapping(letter: LetterFacts) -> dict[str, object]:
    """Plain values, as a dispatch keeps them."""
    plain: dict[str, object] = json.loads(to_json(letter))
    return plain


def letter_from_mapping(row: Mapping[str, object]) -> LetterFacts:
    """The facts that `letter_to_mapping` wrote. Raises DocumentError for a mapping that is no letter."""
    try:
        return _read(LetterFacts, dict(row))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise DocumentError(f"the kept facts are no letter: {fault}") from fault


def _read(kind: type[Fact], row: Mapping[str, Any]) -> Fact:
    hints = get_type_hints(kind)
    unknown = set(row) - {item.name for item in fields(kind)}  # type: ignore[arg-type]  # only dataclasses come here
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    return kind(**{name: _value(hints[name], value) for name, value in row.items()})


def _value(hint: Any, value: Any) -> Any:
    choices = [choice for choice in get_args(hint) if choice is not type(None)]
    if value is None:
        return None
    if get_origin(hint) is tuple:
        return tuple(_value(choices[0], item) for item in value)
    if get_origin(hint) is Mapping or hint is Mapping:
        return {key: _value(choices[1], item) for key, item in value.items()}
    kind = choices[0] if choices else hint
    if is_dataclass(kind) and isinstance(kind, type):
        return _read(kind, value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    return kind(value) if kind is PaperKind else value
