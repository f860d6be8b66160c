"""What the interface answers: typed, in the words of the glossary. Texts of shops are data, never markup."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from console.documents.letters import LetterFacts
from leads_db.records import Act, RunState, Trigger, Verdict
from leads_db.records.account import Role
from leads_db.records.clock import LimitKind
from leads_db.records.handling import DispatchKind, LeadFlag, LeadState, Move, ReceiptKind
from leads_db.records.notice import NoticeKind


class Answer(BaseModel):
    """Read from a record of the same fields."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)


class Health(Answer):
    """Whether the program and its store work."""

    status: str
    """ok"""


class Caller(Answer):
    """Whose token it is."""

    name: str
    shown: str
    roles: list[Role]
    cities: list[str]
    bureau: str | None


class LeadLine(Answer):
    """A lead as a list has it."""

    number: str
    city: str
    indication: str
    seller_name: str
    platform: str
    verdict: Verdict
    likelihood: float
    state: LeadState
    version: int
    """Give it as `expected_version` with a move."""
    state_since: datetime
    bureau: str | None
    """What the machine proposes."""
    host: str | None
    """To which it is routed."""
    listing_count: int
    first_seen_at: datetime
    last_seen_at: datetime
    round: int
    returns: int
    exclusion: str | None
    flags: list[LeadFlag]
    parent: str | None
    is_practice: bool


class LeadPage(Answer):
    """A part of a list."""

    items: list[LeadLine]
    next_after: str | None
    """Give it as `after` for the next part; null: there is no more."""


class Offer(Answer):
    """One listing under a lead, as last seen."""

    title: str
    url: str | None
    item_id: str
    price_raw: str | None
    shop_name: str | None
    operator_name: str | None
    operator_address: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    acts: list[Act]
    reasons: list[str]
    missing: list[str]


class LeadWhole(LeadLine):
    """One lead with its listings and what the caller may do now."""

    moves: list[Move]
    reviewer: str | None
    approver: str | None
    hold_until: datetime | None
    outcome: dict[str, Any]
    listings: list[Offer]


class Event(Answer):
    """One move."""

    move: Move
    from_state: LeadState | None
    to_state: LeadState
    actor: str
    role: Role
    at: datetime
    reason: str
    facts: dict[str, Any]


class Moved(Answer):
    """Where the lead stands after a move."""

    number: str
    state: LeadState
    version: int
    state_since: datetime
    flags: list[LeadFlag]


class DispatchLine(Answer):
    """Something that was sent to the caller's bureau."""

    uid: str
    kind: DispatchKind
    letter_number: str
    batch: str
    sent_at: datetime
    round: int
    lead: str
    seller_name: str
    platform: str
    indication: str
    state: LeadState
    version: int
    flags: list[LeadFlag]
    receipts: list[ReceiptKind]
    is_practice: bool


class DispatchPage(Answer):
    """A part of the queue, the oldest first."""

    items: list[DispatchLine]
    next_since: str | None
    """Give it as `since` the next time, also when there was nothing new."""


class ReceiptLine(Answer):
    """What became of a dispatch."""

    kind: ReceiptKind
    at: datetime
    actor: str
    facts: dict[str, Any]


class DispatchWhole(DispatchLine):
    """One sending: all that its letter prints, its evidence pack, its receipts."""

    letter: LetterFacts | None
    """Null where no letter was kept."""
    reply_by_on: date | None
    seal: str
    """Name of the evidence pack; empty: none."""
    pack_url: str | None
    told: list[ReceiptLine]


class ClockLine(Answer):
    """One open time limit."""

    lead: str
    rule: str
    name: str
    kind: LimitKind
    """A legal limit, or an internal target."""
    basis: str
    confirmed: bool
    """False: 待核."""
    started_at: datetime
    due_at: datetime | None
    """Null while paused."""


class NoticeLine(Answer):
    """What the program told the caller."""

    uid: str
    kind: NoticeKind
    text: str
    lead: str | None
    made_at: datetime
    read_at: datetime | None
    is_practice: bool


class Taken(Answer):
    """What became of something that was handed in."""

    opened: int
    joined: int
    known: int
    run: int
    broken: list[str]


class RunLine(Answer):
    """One collection."""

    id: int
    source: str
    trigger: Trigger
    state: RunState
    requested_by: str
    reason: str
    params: Mapping[str, Any]
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    counts: Mapping[str, int]
