"""Which leads belong to an opinion event and which posts to a lead: through collections and through candidates."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select, union

from leads_db.lead_tables import lead_listings, leads
from leads_db.opinion_tables import candidate_posts, event_posts, event_runs, lead_candidates, opinion_events
from leads_db.records import Lead, Run
from leads_db.records.opinion import OpinionEvent, Post
from leads_db.store.leads import read_lead
from leads_db.store.opinion_events import event_of
from leads_db.store.opinions import read_posts
from leads_db.store.runs import read_run
from leads_db.store.upsert import insert_new
from leads_db.tables import runs, snapshots

MOST = 200


def save_event_runs(
    connection: Connection, event_id: int, run_ids: Iterable[int], *, alert_id: int | None, reason: str, now: datetime
) -> None:
    """Hang collections on the event that asked for them."""
    rows = [
        {"event_id": event_id, "run_id": run_id, "alert_id": alert_id, "reason": reason, "made_at": now}
        for run_id in run_ids
    ]
    insert_new(connection, event_runs, rows, "event_id", "run_id")


def read_event_runs(connection: Connection, event_id: int) -> tuple[Run, ...]:
    """The collections that an event opened, oldest first."""
    query = select(event_runs.c.run_id).where(event_runs.c.event_id == event_id).order_by(event_runs.c.id)
    return tuple(read_run(connection, run_id) for run_id in connection.scalars(query))


def read_last_collection(connection: Connection, indication: str, *, is_practice: bool = False) -> datetime | None:
    """When an event of this indication last opened a collection."""
    query = select(func.max(runs.c.queued_at)).where(
        runs.c.id.in_(
            select(event_runs.c.run_id)
            .join(opinion_events, opinion_events.c.id == event_runs.c.event_id)
            .where(opinion_events.c.indication == indication, opinion_events.c.is_practice == is_practice)
        )
    )
    moment: datetime | None = connection.scalar(query)
    return moment


def count_collections(connection: Connection, since: datetime) -> int:
    """Collections that events opened since a moment."""
    query = select(func.count()).select_from(event_runs).where(event_runs.c.made_at >= since)
    return connection.execute(query).scalar_one()


def read_event_leads(connection: Connection, event_id: int) -> tuple[Lead, ...]:
    """Leads of an event, at most MOST: of its posts' candidates, or with listings that its collections saw changed."""
    of_posts = select(candidate_posts.c.candidate_id).join(
        event_posts, event_posts.c.mention_id == candidate_posts.c.mention_id
    )
    accepted = select(lead_candidates.c.lead).where(
        lead_candidates.c.id.in_(of_posts.where(event_posts.c.event_id == event_id)),
        lead_candidates.c.lead.is_not(None),
    )
    own_runs = select(event_runs.c.run_id).where(event_runs.c.event_id == event_id)
    found = (
        select(leads.c.number)
        .join(lead_listings, lead_listings.c.lead_id == leads.c.id)
        .join(snapshots, snapshots.c.listing_id == lead_listings.c.listing_id)
        .join(opinion_events, opinion_events.c.indication == leads.c.indication)
        .where(opinion_events.c.id == event_id, snapshots.c.run_id.in_(own_runs))
    )
    numbers = sorted(filter(None, connection.scalars(union(accepted, found))))[:MOST]
    return tuple(read_lead(connection, number) for number in numbers)


def read_lead_posts(connection: Connection, number: str) -> tuple[Post, ...]:
    """Posts that name the seller of a lead, by time, at most MOST; empty for most leads."""
    indication = connection.scalar(select(leads.c.indication).where(leads.c.number == number))
    if indication is None:
        return ()
    query = (
        select(candidate_posts.c.mention_id)
        .join(lead_candidates, lead_candidates.c.id == candidate_posts.c.candidate_id)
        .where(_is_of(number))
        .order_by(candidate_posts.c.id.desc())
    )
    return read_posts(connection, connection.scalars(query.limit(MOST)), indication)


def read_lead_events(connection: Connection, number: str) -> tuple[OpinionEvent, ...]:
    """Events that a lead belongs to, the newest first: their posts name its seller, or their collection found it."""
    named = (
        select(event_posts.c.event_id)
        .join(candidate_posts, candidate_posts.c.mention_id == event_posts.c.mention_id)
        .join(lead_candidates, lead_candidates.c.id == candidate_posts.c.candidate_id)
        .where(_is_of(number), event_posts.c.indication == lead_candidates.c.indication)
    )
    found = (
        select(event_runs.c.event_id)
        .join(snapshots, snapshots.c.run_id == event_runs.c.run_id)
        .join(lead_listings, lead_listings.c.listing_id == snapshots.c.listing_id)
        .join(leads, leads.c.id == lead_listings.c.lead_id)
        .join(opinion_events, opinion_events.c.id == event_runs.c.event_id)
        .where(leads.c.number == number, opinion_events.c.indication == leads.c.indication)
    )
    ids = list(connection.scalars(union(named, found)))
    query = select(opinion_events).where(opinion_events.c.id.in_(ids[:MOST])).order_by(opinion_events.c.last_at.desc())
    return tuple(map(event_of, connection.execute(query)))


def _is_of(number: str) -> ColumnElement[bool]:
    same_seller = select(leads.c.seller_key).where(leads.c.number == number).scalar_subquery()
    same_name = select(leads.c.indication).where(leads.c.number == number).scalar_subquery()
    known = (lead_candidates.c.seller_key == same_seller) & (lead_candidates.c.indication == same_name)
    return (lead_candidates.c.lead == number) | known
