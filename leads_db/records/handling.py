"""How a lead is handled by people: its states, the moves between them, the events that tell them, the papers sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from leads_db.records.account import Role


class LeadState(StrEnum):
    """Where a lead stands on its way to a county and back."""

    NEW = "new"
    HELD = "held"
    EXCLUDED = "excluded"
    MERGED = "merged"
    CONFIRMED = "confirmed"
    APPROVED = "approved"
    UNROUTABLE = "unroutable"
    DISPATCHED = "dispatched"
    RETURNED = "returned"
    RECEIVED = "received"
    NOT_FILED = "not_filed"
    FILED = "filed"
    MOVED = "moved"
    CRIMINAL = "criminal"
    PUNISHED = "punished"
    FEEDBACK = "feedback"
    ARCHIVED = "archived"


class Move(StrEnum):
    """One act on a lead. A move whose state stays the same changes a flag, a clock or a field."""

    OPEN = "open"
    CONFIRM = "confirm"
    HOLD = "hold"
    EXCLUDE = "exclude"
    MERGE = "merge"
    UNMERGE = "unmerge"
    REOPEN = "reopen"
    WAKE = "wake"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    MARK_UNROUTABLE = "mark_unroutable"
    ROUTE = "route"
    DISPATCH = "dispatch"
    RECALL = "recall"
    SIGN = "sign"
    RETURN = "return"
    REROUTE = "reroute"
    VERIFY = "verify"
    PAUSE = "pause"
    RESUME = "resume"
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    FILE = "file"
    ASK_NOT_FILE = "ask_not_file"
    NOT_FILE = "not_file"
    ASK_CRIMINAL = "ask_criminal"
    TRANSFER_CRIMINAL = "transfer_criminal"
    REFUSE = "refuse"
    MOVE_ON = "move_on"
    POLICE_REFUSED = "police_refused"
    PUNISH = "punish"
    CLOSE_CASE = "close_case"
    FEED_BACK = "feed_back"
    ASK_MORE = "ask_more"
    ARCHIVE = "archive"
    RECUR = "recur"
    URGE = "urge"
    SUPERVISE = "supervise"
    RECHECKED = "rechecked"
    UNDO = "undo"


class LeadFlag(StrEnum):
    """What stands beside a state."""

    RECURRED = "recurred"
    SUPERVISED = "supervised"
    URGED = "urged"
    OPINION = "opinion"
    TAKEN_DOWN = "taken_down"
    EXTENDED = "extended"
    PAUSED = "paused"
    AWAITING_HEAD = "awaiting_head"
    SEEN_AGAIN = "seen_again"
    WATCHED = "watched"
    BLACKLISTED = "blacklisted"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadEvent:
    """One move of one lead, as it stands in the audit; the events of a lead rebuild its handling."""

    lead: str
    """Number of the lead."""
    move: Move
    from_state: LeadState | None
    """None for the first event, which opens the lead."""
    to_state: LeadState
    actor: str
    role: Role
    at: datetime
    reason: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    """What the move carries: plain values by the names that its row of the table has, and `acts` of an exclusion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """What the events of a lead add up to; the columns of `leads` that people move."""

    state: LeadState
    version: int
    """Counts the events; a move is refused when somebody else moved first."""
    state_since: datetime
    last_move: Move
    last_by: str
    """Who made the last move; may undo it."""
    opened_by: str
    """`system` for what the machine found."""
    reviewer: str | None = None
    """Who confirmed it last; may not approve it."""
    approver: str | None = None
    host: str | None = None
    """Bureau id the lead is routed to, then dispatched to."""
    round: int = 0
    """How often it was dispatched; the second return asks the city to designate."""
    returns: int = 0
    exclusion: str | None = None
    """Code of the reason."""
    excluded_acts: tuple[str, ...] = ()
    """What the machine suspected when the lead was excluded; another act opens it again."""
    hold_until: datetime | None = None
    hold_price_below: str | None = None
    """Yuan; wakes when a listing is cheaper."""
    hold_sightings: int | None = None
    """Wakes when the lead has this many listings."""
    merged_into: str | None = None
    parent: str | None = None
    """Number of the archived lead that came back."""
    asked: Move | None = None
    """What waits for the head: EXTEND, NOT_FILE or TRANSFER_CRIMINAL."""
    asked_by: str | None = None
    """Who asked the head; may not answer."""
    flags: frozenset[LeadFlag] = frozenset()
    outcome: Mapping[str, object] = field(default_factory=dict)
    """The county's twelve fields as last told."""


class DispatchKind(StrEnum):
    """Why a paper goes to a bureau."""

    HOST = "host"
    """The competent bureau; it alone moves the lead."""
    ASSISTANT = "assistant"
    """Helps the host in a joint action."""
    COPY = "copy"
    """The producing area's county, for identification of the goods."""
    ASSISTANCE = "assistance"
    """A request for data to the platform's seat or the platform."""
    TRANSFER = "transfer"
    """An authority outside the city; no account, the letter goes by post."""


class ReceiptKind(StrEnum):
    """What became of a dispatch."""

    READ = "read"
    SIGNED = "signed"
    RETURNED = "returned"
    ANSWERED = "answered"
    RECALLED = "recalled"
    """Taken back by the centre before it was signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One sending of one lead to one bureau; append-only."""

    uid: str
    """Public id, not guessable: 22 characters."""
    lead: str
    bureau: str
    """Bureau id or transfer:<prefecture code>."""
    kind: DispatchKind
    round: int
    number: str
    """Letter number as printed: 本市监线移〔2026〕3号."""
    batch: str
    """Sendings of one letter share it: one letter a shop and bureau, a number for all its leads."""
    sent_at: datetime
    sent_by: str
    seal: str
    """Id of the evidence seal that goes with it."""
    letter: Mapping[str, object]
    """All that the letter prints, fixed at sending."""
    is_practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One thing that became of a dispatch; append-only, each kind once."""

    dispatch: str
    kind: ReceiptKind
    at: datetime
    actor: str
    facts: Mapping[str, object] = field(default_factory=dict)
