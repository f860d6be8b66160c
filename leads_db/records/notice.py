"""What the program tells its users: in the program's own list and, where switched on, through channels."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leads_db.records.account import Role


class NoticeKind(StrEnum):
    """What a notice is about."""

    DUE_SOON = "due_soon"
    URGED = "urged"
    SUPERVISED = "supervised"
    WOKEN = "woken"
    RECHECKED = "rechecked"
    BY_HAND = "by_hand"
    """Something that the program may not do by itself: a person looks."""
    ALERT = "alert"
    SYSTEM = "system"
    LETTER = "letter"
    """A letter lies with the bureau."""


class SendingState(StrEnum):
    """What became of a notice on a channel."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    """Given up after the allowed attempts; it still stands in the program's list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One line for one audience. Its text holds numbers, dates and our own words: nothing crawled, nobody's data."""

    uid: str
    """22 characters; a receiver that gets it twice knows it by this."""
    kind: NoticeKind
    text: str
    """Chinese, at most 400 characters, one line."""
    lead: str | None = None
    """Number of the lead."""
    role: Role
    """Whom it concerns …"""
    city: str | None = None
    """… of this city (centre), None: of all …"""
    bureau: str | None = None
    """… of this bureau (county) …"""
    account: str | None = None
    """… or this account alone."""
    made_at: datetime
    is_practice: bool = False
    read_at: datetime | None = None
    """When the account that asks marked it; None: unread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One notice on one channel."""

    notice: Notice
    channel: str
    state: SendingState
    attempts: int
    cause: str = ""
    """Kind of the last failure; never an address or a secret."""
