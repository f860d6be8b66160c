"""The machine's judgement on one listing and one indication; never edited, only superseded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """Which of six things a listing is; each has its own route."""

    INFRINGING = "infringing"
    UNLICENSED_LOCAL = "unlicensed_local"
    IRREGULAR_USE = "irregular_use"
    LAWFUL = "lawful"
    INSUFFICIENT = "insufficient"
    UNRELATED = "unrelated"


class Act(StrEnum):
    """What is done with the name."""

    NAME_OUTSIDE_AREA = "name_outside_area"
    LOOKALIKE_NAME = "lookalike_name"
    EVOCATION = "evocation"
    FALSE_ORIGIN = "false_origin"
    SPECIAL_SIGN_MISUSE = "special_sign_misuse"
    OFF_STANDARD = "off_standard"
    PACKAGING_FOR_SALE = "packaging_for_sale"
    SHOP_OR_ACCOUNT_NAME = "shop_or_account_name"
    KEYWORD_STUFFING = "keyword_stuffing"
    IMPLAUSIBLE_SUPPLY = "implausible_supply"


class FindingState(StrEnum):
    """What an indicator saw."""

    FOUND = "found"
    CLEAR = "clear"
    """An exonerating fact stands."""
    UNKNOWN = "unknown"
    """A fact that it needs is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundRef:
    """A citation as it is printed."""

    ground: str
    """Id of the register's ground, `TM19-57:57-2`."""
    instrument: str
    article: str
    confirmed: bool
    """False: printed with 待核."""
    carrier: bool = False
    """True: cited for its fine, beside the indication's own law."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one indicator concluded, with the words that it rests on."""

    indicator: str
    state: FindingState
    strength: float
    """0..1, how plainly the fact stands."""
    weight: float
    """Contribution to the likelihood in log-odds; negative exonerates."""
    sentence: str
    """In Chinese, for the reviewer."""
    quote: str = ""
    """The raw characters; empty where a fact is missing."""
    field: str = ""
    """Listing field of the quote: title, description, attributes.产地, image_texts.0 …"""
    span: tuple[int, int] | None = None
    """Start and end of the quote in the raw field."""
    grounds: tuple[GroundRef, ...] = ()
    refuted_by: str = ""
    """What would refute the finding, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Verdict, likelihood and reasons."""

    listing_key: str
    indication: str
    verdict: Verdict
    likelihood: float
    """Calibrated probability 0..1 that the listing infringes."""
    acts: tuple[Act, ...] = ()
    bureau: str | None = None
    """Bureau id, transfer:<prefecture code>, unknown, or None where no bureau is asked."""
    bureau_reason: str = ""
    """Why this bureau, in Chinese."""
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    """Facts that would decide, in Chinese."""
    readiness: Mapping[str, float] = field(default_factory=dict)
    """subject, act, origin, evidence, jurisdiction → 0..1."""
    model_version: str
