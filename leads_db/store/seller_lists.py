"""The three lists of sellers: who stands on which, for which indication, from when to when, and why."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from leads_db.errors import FactsMissing, NotFound
from leads_db.lead_tables import leads, seller_marks
from leads_db.priority import BLACKLISTED
from leads_db.records.account import Actor
from leads_db.records.seller_list import SellerList, SellerMark
from leads_db.store.audit import save_audit
from leads_db.store.upsert import chunks

COLUMNS = [seller_marks.c[name] for name in SellerMark.__slots__]
ANY = ""
"""Stands for all indications in `MarkIndex`."""

MarkIndex = Mapping[tuple[str, str], frozenset[SellerList]]
"""(seller key, indication or ANY) → lists."""


def mark_seller(
    connection: Connection,
    number: str,
    mark: SellerList,
    actor: Actor,
    *,
    at: datetime,
    reason: str,
    from_on: date,
    to_on: date | None = None,
    every_indication: bool = False,
) -> SellerMark:
    """Put the seller of a lead on a list. Raises NotFound, FactsMissing (no reason, or an end before the start)."""
    columns = (leads.c.seller_key, leads.c.seller_name, leads.c.indication, leads.c.is_practice)
    lead = connection.execute(select(*columns).where(leads.c.number == number, leads.c.city.in_(actor.cities)))
    row = lead.one_or_none()
    if row is None:
        raise NotFound(f"lead {number[:60]}")
    if not reason.strip() or (to_on is not None and to_on < from_on):
        raise FactsMissing(missing="reason, and no last day before the first")
    values = {
        "seller_key": row.seller_key,
        "seller_name": row.seller_name,
        "indication": None if every_indication else row.indication,
        "mark": mark,
        "reason": reason.strip()[:2_000],
        "from_on": from_on,
        "to_on": to_on,
        "actor": actor.name,
        "marked_at": at,
        "is_practice": row.is_practice,
    }
    made = insert(seller_marks).values(**values).returning(*COLUMNS)
    marked = _mark(connection.execute(made).one())
    if mark is SellerList.BLACK:
        _lift(connection, marked)
    detail = {"seller": row.seller_key, "mark": mark, "indication": marked.indication, "reason": marked.reason}
    save_audit(connection, at=at, actor=actor.name, action="seller.mark", subject=number, detail=detail)
    return marked


def _lift(connection: Connection, marked: SellerMark) -> None:
    """Put the seller's leads first at once; when the entry ends, the next sighting ranks them as before."""
    of_seller = update(leads).where(
        leads.c.seller_key == marked.seller_key, leads.c.priority.between(1e-9, BLACKLISTED)
    )
    if marked.indication is not None:
        of_seller = of_seller.where(leads.c.indication == marked.indication)
    connection.execute(of_seller.values(priority=leads.c.priority + BLACKLISTED))


def end_mark(connection: Connection, mark_id: int, actor: Actor, *, at: datetime, on: date, reason: str) -> None:
    """Take a seller off a list from the day after `on`; the entry stays. Raises NotFound, FactsMissing."""
    own = select(leads.c.seller_key).where(leads.c.city.in_(actor.cities))
    of_entry = (seller_marks.c.id == mark_id, seller_marks.c.seller_key.in_(own))
    if connection.execute(select(seller_marks.c.id).where(*of_entry)).first() is None:
        raise NotFound(f"entry {mark_id} of the seller lists")
    if not reason.strip():
        raise FactsMissing(missing="reason")
    connection.execute(update(seller_marks).where(*of_entry).values(to_on=on))
    detail = {"last_on": on, "reason": reason.strip()[:2_000]}
    save_audit(connection, at=at, actor=actor.name, action="seller.unmark", subject=str(mark_id), detail=detail)


def read_marks(connection: Connection, cities: Sequence[str], *, limit: int = 500) -> tuple[SellerMark, ...]:
    """The entries about sellers of these cities' leads, ended ones too, the newest first."""
    own = select(leads.c.seller_key).where(leads.c.city.in_(cities))
    query = select(*COLUMNS).where(seller_marks.c.seller_key.in_(own))
    return tuple(map(_mark, connection.execute(query.order_by(seller_marks.c.id.desc()).limit(limit))))


def read_active_marks(connection: Connection, seller_keys: Iterable[str], on: date) -> MarkIndex:
    """On which lists these sellers stand on a day; ask with `lists_of`."""
    running = (seller_marks.c.from_on <= on, or_(seller_marks.c.to_on.is_(None), seller_marks.c.to_on >= on))
    found: dict[tuple[str, str], frozenset[SellerList]] = {}
    for chunk in chunks(sorted(set(seller_keys))):
        query = select(seller_marks.c.seller_key, seller_marks.c.indication, seller_marks.c.mark)
        for key, indication, mark in connection.execute(query.where(seller_marks.c.seller_key.in_(chunk), *running)):
            place = (key, indication or ANY)
            found[place] = found.get(place, frozenset()) | {SellerList(mark)}
    return found


def lists_of(marks: MarkIndex, seller_key: str, indication: str) -> frozenset[SellerList]:
    """The lists on which a seller stands for an indication."""
    none: frozenset[SellerList] = frozenset()
    return marks.get((seller_key, indication), none) | marks.get((seller_key, ANY), none)


def _mark(row: Row[Any]) -> SellerMark:
    facts = {**row._asdict(), "mark": SellerList(row.mark)}
    return SellerMark(**facts)
