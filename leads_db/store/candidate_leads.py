"""A person accepts a candidate that posts named: it joins the lead of that seller, or opens one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from leads_db.errors import DecisionRefused, NotFound
from leads_db.lead_tables import lead_listings, leads
from leads_db.records import Listing, Verdict, listing_key
from leads_db.records.account import Actor, Role
from leads_db.records.handling import LeadFlag, LeadState
from leads_db.records.opinion import CandidateState, LeadCandidate
from leads_db.store.lead_candidates import LINK, read_candidate, settle_candidate
from leads_db.store.lead_opening import Opening, open_leads
from leads_db.store.leads import seller_key
from leads_db.store.turns import take_turn
from leads_db.tables import listings, mentions

OPINION_ACTOR = Actor(name="opinion", shown="舆情", roles=frozenset({Role.SYSTEM}))
"""In whose name posts open leads; the person who accepted stands beside the candidate and in the audit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the lead of a candidate goes."""

    city: str
    platform: str
    """Of the link, or as the person told it where the post does not."""
    item_id: str = ""
    """Of a link to an item; empty: a shop, or a link to something else."""


def accept_candidate(
    connection: Connection, candidate_id: int, place: Place, actor: Actor, *, at: datetime
) -> LeadCandidate:
    """Hang the candidate on the seller's lead of that indication, or open one («待补证»: only told, not yet seen).

    Raises NotFound for somebody who is not of the centre, DecisionRefused when it was decided before or its platform
    is not known.
    """
    if not actor.is_centre or (actor.cities and place.city not in actor.cities):
        raise NotFound(f"lead candidate {candidate_id}")
    take_turn(connection, "leads")
    candidate = read_candidate(connection, candidate_id)
    if not (candidate.platform or place.platform):
        raise DecisionRefused("须先写明平台", candidate=candidate_id)
    number = _find_lead(connection, candidate, place) or _open(connection, candidate, place, at)
    return settle_candidate(connection, candidate_id, CandidateState.ACCEPTED, actor, at=at, lead=number)


def _find_lead(connection: Connection, candidate: LeadCandidate, place: Place) -> str | None:
    key = candidate.seller_key or _key(candidate, place)
    query = select(leads.c.number).where(
        leads.c.indication == candidate.indication, leads.c.state != LeadState.ARCHIVED
    )
    found: str | None = connection.scalar(
        query.where(leads.c.seller_key == key).order_by(leads.c.recurrence.desc()).limit(1)
    )
    if found is None and place.item_id:
        of_item = (
            query.join(lead_listings, lead_listings.c.lead_id == leads.c.id)
            .join(listings, listings.c.id == lead_listings.c.listing_id)
            .where(listings.c.key == listing_key(place.platform, place.item_id))
        )
        found = connection.scalar(of_item.order_by(leads.c.recurrence.desc()).limit(1))
    return found


def _key(candidate: LeadCandidate, place: Place) -> str:
    """As `seller_key` would tell it of a listing that shows no more than the post does."""
    is_link = candidate.kind == LINK
    told = Listing(
        platform=candidate.platform or place.platform,
        item_id=place.item_id or candidate.text[:400],
        title="",
        shop_name=None if is_link else candidate.text,
    )
    return seller_key(told)


def _open(connection: Connection, candidate: LeadCandidate, place: Place, at: datetime) -> str:
    run_id = connection.scalar(select(mentions.c.first_run_id).where(mentions.c.id == candidate.mention_id))
    key = candidate.seller_key or _key(candidate, place)
    recurrences = select(leads.c.recurrence, leads.c.number).where(
        leads.c.seller_key == key, leads.c.indication == candidate.indication
    )
    parent = connection.execute(recurrences.order_by(leads.c.recurrence.desc()).limit(1)).one_or_none()
    flags = {LeadFlag.OPINION} if parent is None else {LeadFlag.OPINION, LeadFlag.RECURRED}
    opening = Opening(
        seller_key=key,
        seller_name=("卖家未显示" if candidate.kind == LINK else candidate.text)[:400],
        platform=candidate.platform or place.platform,
        indication=candidate.indication,
        city=place.city,
        verdict=Verdict.INSUFFICIENT,
        likelihood=0.0,
        bureau=None,
        seen_at=at,
        is_practice=candidate.is_practice,
        flags=frozenset(flags),
        recurrence=0 if parent is None else parent.recurrence + 1,
        parent=None if parent is None else parent.number,
    )
    made = open_leads(connection, [opening], run_id=run_id or 0, now=at, actor=OPINION_ACTOR)
    lead_id = made[key, candidate.indication]
    return str(connection.scalar(select(leads.c.number).where(leads.c.id == lead_id)))
