"""Everything that the centre reads of one lead: page, reasons, law, seller and its past, evidence, handling."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from console.desk.context import Desk
from console.desk.highlight import ShownField, show_fields
from console.desk.law import number_grounds
from console.desk.security.access import cities_of
from console.desk.seller import SellerSheet, read_seller
from leads_db.clocks import shanghai_day
from leads_db.errors import NotFound
from leads_db.lifecycle import open_moves
from leads_db.records import Finding, FindingState, GroundRef, Lead
from leads_db.records.account import Actor
from leads_db.records.handling import Handling, LeadState, Move
from leads_db.records.seal import Seal
from leads_db.records.seller_list import SellerList
from leads_db.store.handling import read_handling
from leads_db.store.lead_views import LeadListing, read_lead_listings
from leads_db.store.leads import read_lead
from leads_db.store.queue_views import QueueRow
from leads_db.store.readiness import Gap, find_gaps
from leads_db.store.seals import read_seals
from leads_db.store.seller_lists import lists_of, read_active_marks
from leads_db.store.triage_views import read_leads_of_shop

LISTINGS_SHOWN = 100
SHOP_LEADS = 60
OPEN_FOR_MERGE = frozenset({LeadState.NEW, LeadState.HELD, LeadState.CONFIRMED, LeadState.APPROVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadView:
    """One look at a lead."""

    lead: Lead
    handling: Handling
    items: tuple[LeadListing, ...]
    shown: LeadListing | None
    """The listing that is read, the gravest unless another was chosen; None: the lead has none (handed in)."""
    fields: tuple[ShownField, ...]
    left_out: int
    seller: SellerSheet
    of_shop: tuple[QueueRow, ...]
    """The seller's other leads."""
    seals: tuple[Seal, ...]
    gaps: tuple[Gap, ...]
    lists: frozenset[SellerList]
    moves: frozenset[Move]
    """What the reader's roles may do now, by the table alone."""

    @property
    def findings(self) -> Sequence[Finding]:
        """Of the listing that is read."""
        return self.shown.assessment.findings if self.shown and self.shown.assessment else ()

    @property
    def by_state(self) -> Mapping[FindingState, list[Finding]]:
        """Findings, the weightiest first."""
        ordered = sorted(self.findings, key=lambda one: -abs(one.weight))
        return {state: [one for one in ordered if one.state is state] for state in FindingState}

    @property
    def grounds(self) -> Mapping[GroundRef, int]:
        """Law, numbered."""
        return number_grounds(self.findings)

    @property
    def past(self) -> Mapping[LeadState, int]:
        """State → how many other leads of the shop stand in it."""
        return Counter(row.state for row in self.of_shop)

    @property
    def mergeable(self) -> tuple[QueueRow, ...]:
        """Open leads of the same shop and city, into which this one may go."""
        fitting = (row for row in self.of_shop if row.state in OPEN_FOR_MERGE and row.city == self.lead.city)
        return tuple(row for row in fitting if row.is_practice == self.lead.is_practice)


def read_lead_view(
    connection: Connection, desk: Desk, actor: Actor, number: str, now: datetime, *, listing: str = ""
) -> LeadView:
    """One lead of the actor's cities; `listing`: key of the one to read. Raises NotFound."""
    lead = read_lead(connection, number)
    if lead.city not in cities_of(desk, actor):
        raise NotFound(f"lead {number[:60]}")
    handling = read_handling(connection, number)
    items = read_lead_listings(connection, [number], per_lead=LISTINGS_SHOWN).get(number, ())
    shown = next((item for item in items if not listing or item.listing.key == listing), None)
    if shown is None and listing:
        raise NotFound(f"listing {listing}")
    findings = shown.assessment.findings if shown and shown.assessment else ()
    fields, left_out = show_fields(shown.listing, findings) if shown else ((), 0)
    of_shop = read_leads_of_shop(connection, lead.seller_key, actor, limit=SHOP_LEADS)
    marks = read_active_marks(connection, {lead.seller_key}, shanghai_day(now))
    return LeadView(
        lead=lead,
        handling=handling,
        items=items,
        shown=shown,
        fields=fields,
        left_out=left_out,
        seller=read_seller(connection, shown.listing) if shown else SellerSheet(facts=(), same_operator=()),
        of_shop=tuple(row for row in of_shop if row.number != number),
        seals=read_seals(connection, number, actor),
        gaps=find_gaps(connection, [number]).get(number, ()),
        lists=lists_of(marks, lead.seller_key, lead.indication),
        moves=frozenset(open_moves(handling, actor.roles)),
    )
