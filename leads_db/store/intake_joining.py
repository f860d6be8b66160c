"""An intake about a seller whose lead is there never ends where nobody looks.

It joins that lead, or the one that it was merged into, or opens a child of it when it lies in the archive.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, insert, or_, select, update

from leads_db.lead_tables import lead_listings, leads
from leads_db.records import Verdict
from leads_db.records.handling import LeadFlag, LeadState, Move
from leads_db.records.intake import Intake, intake_actor
from leads_db.store.handling import move_lead
from leads_db.store.intakes import save_intakes
from leads_db.store.lead_opening import FLAG_OF, SHANGHAI, Opening, open_leads
from leads_db.store.seller_lists import lists_of, read_active_marks
from leads_db.store.turns import take_turn
from leads_db.tables import listings

COLUMNS = (leads.c.id, leads.c.number, leads.c.state, leads.c.merged_into)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The seller's lead that is there already."""

    lead_id: int
    number: str
    state: LeadState

    @property
    def is_archived(self) -> bool:
        """True: an intake opens a child of it."""
        return self.state is LeadState.ARCHIVED


def find_held_lead(
    connection: Connection, intake: Intake, *, listing_key: str | None, seller_keys: Sequence[str]
) -> Held | None:
    """The newest lead of this seller and indication: by its listing, its marks, else its name on the platform."""
    ways: list[ColumnElement[bool]] = []
    if listing_key:
        of_listing = select(lead_listings.c.lead_id).join(listings).where(listings.c.key == listing_key)
        ways.append(leads.c.id.in_(of_listing))
    if seller_keys:
        ways.append(leads.c.seller_key.in_(seller_keys))
    if intake.shop_name and intake.platform:
        ways.append(and_(leads.c.platform == intake.platform, leads.c.seller_name == intake.shop_name[:400]))
    if not ways:
        return None
    query = _select().where(leads.c.indication == intake.indication, or_(*ways), leads.c.is_practice.is_(False))
    newest = query.order_by(leads.c.recurrence.desc(), leads.c.id.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return None if row is None else _follow(connection, row)


def _select() -> Select[Any]:
    return select(*COLUMNS)


def _follow(connection: Connection, row: Row[Any]) -> Held:
    """Where this lead is worked on now: what it was merged into, the newest child of what is archived."""
    seen: set[str] = set()
    while row.number not in seen:
        seen.add(row.number)
        query = _select()
        if row.state == LeadState.MERGED:
            query = query.where(leads.c.number == row.merged_into)
        elif row.state == LeadState.ARCHIVED:
            query = query.where(leads.c.parent == row.number).order_by(leads.c.recurrence.desc()).limit(1)
        else:
            break
        further = connection.execute(query).one_or_none()
        row = row if further is None else further
    return Held(lead_id=row.id, number=row.number, state=LeadState(row.state))


def join_lead(connection: Connection, intake: Intake, held: Held, *, run_id: int, actor: str, now: datetime) -> bool:
    """Add an intake to a seller's lead; False where it opened a child, as the lead is archived by now.

    One that was held or excluded comes back to the queue.
    """
    take_turn(connection, "leads")  # as all that open leads: before the audit's turn
    take_turn(connection, "audit")
    held = _follow(connection, connection.execute(_select().where(leads.c.id == held.lead_id)).one())
    joined = not held.is_archived
    if not joined:
        held = _open_child(connection, intake, held, run_id=run_id, now=now)
    save_intakes(connection, [(intake, held.lead_id, held.number, joined)], run_id=run_id, actor=actor, now=now)
    reason = f"来件（{intake.sender}）：{intake.their_number or '无编号'}"
    by = intake_actor(intake.kind)
    if held.state is LeadState.HELD:
        move_lead(connection, held.number, Move.WAKE, by, at=now, facts={"cause": reason})
    elif held.state is LeadState.EXCLUDED:
        move_lead(connection, held.number, Move.REOPEN, by, at=now, reason=reason)
    return joined


def _open_child(connection: Connection, intake: Intake, parent: Held, *, run_id: int, now: datetime) -> Held:
    """A new lead of the archived one's seller, with the listings that are known of it and its rank."""
    row = connection.execute(select(leads).where(leads.c.id == parent.lead_id)).one()
    marks = read_active_marks(connection, {row.seller_key}, now.astimezone(SHANGHAI).date())
    lists = lists_of(marks, row.seller_key, row.indication)
    named = ("seller_key", "seller_name", "platform", "indication", "city", "likelihood", "bureau", "is_practice")
    opening = Opening(
        **{name: getattr(row, name) for name in named},
        verdict=Verdict(row.verdict),
        seen_at=now,
        flags=frozenset({LeadFlag.RECURRED, *(FLAG_OF[one] for one in lists if one in FLAG_OF)}),
        intake=intake.uid,
        named_informer=intake.named_informer,
        recurrence=row.recurrence + 1,
        parent=row.number,
    )
    (lead_id,) = open_leads(connection, [opening], run_id=run_id, now=now, actor=intake_actor(intake.kind)).values()
    known = select(lead_listings.c.listing_id).where(lead_listings.c.lead_id == row.id)
    links = [{"lead_id": lead_id, "listing_id": number} for number in connection.scalars(known)]
    if links:
        connection.execute(insert(lead_listings), links)
    rank = {"priority": row.priority, "listing_count": len(links)}
    number = connection.execute(
        update(leads).where(leads.c.id == lead_id).values(**rank).returning(leads.c.number)
    ).scalar_one()
    return replace(parent, lead_id=lead_id, number=number, state=LeadState.NEW)
