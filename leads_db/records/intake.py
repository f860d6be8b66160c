"""What others hand to the centre: leads forwarded by an authority, hotline lists, an officer's own find."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from leads_db.records.account import Actor, Role


class IntakeKind(StrEnum):
    """How it came."""

    FORWARDED = "forwarded"
    """From the province, another bureau or another authority, with a number and mostly a date of its own."""
    HOTLINE = "hotline"
    """12315, 12345, letters: complaints and reports."""
    OFFICER = "officer"
    """Found by an officer of the centre or of a county."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """One thing handed over about one seller and one indication. Who informed is never kept, only that somebody did."""

    uid: str
    """22 characters over kind, sender, their number (else the content) and indication: the same again is the same."""
    kind: IntakeKind
    sender: str
    """Who handed it over: 省局, 12315平台, a name of a unit."""
    their_number: str = ""
    """The sender's own number."""
    received_on: date
    due_on: date | None = None
    """Day by which the sender wants an answer; None: none was set."""
    named_informer: bool = False
    """True: somebody gave a name and must be told the outcome. Shown at the centre alone, never in a paper."""
    indication: str = ""
    """Slug; empty until it is recognised."""
    title: str = ""
    text: str = ""
    """What was told, telephone numbers and the like masked."""
    url: str = ""
    """Address on a host of the register; others stand in the text."""
    platform: str = ""
    """Platform id; empty: not told."""
    shop_name: str = ""
    shop_id: str = ""
    operator_name: str = ""
    operator_code: str = ""
    operator_address: str = ""
    file_digest: str = ""
    """sha256 of the file it came in; empty: entered by hand."""
    where: str = ""
    """Its place in that file: `line 12`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIntake:
    """An intake as the store holds it, with the lead that it opened or joined."""

    intake: Intake
    lead: str
    joined: bool
    """True: the seller's lead was there already."""
    taken_at: datetime
    actor: str


def intake_actor(kind: IntakeKind) -> Actor:
    """In whose name an intake opens leads: `intake:forwarded`; the person who took it in stands beside the intake."""
    return Actor(name=f"intake:{kind}", shown="来件", roles=frozenset({Role.SYSTEM}))
