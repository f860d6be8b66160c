"""Intakes: each once, with the lead that it opened or joined; what came in is never lost among the machine's leads."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, select

from leads_db.intake_tables import intakes
from leads_db.lead_tables import lead_listings, leads
from leads_db.lifecycle import CLOSED
from leads_db.records.handling import LeadState
from leads_db.records.intake import Intake, IntakeKind, TakenIntake
from leads_db.store.audit import Entry, save_entries
from leads_db.store.record_json import to_json
from leads_db.store.upsert import chunks
from leads_db.tables import listings

ANSWERED = frozenset({*CLOSED, LeadState.FEEDBACK})
"""States in which the sender's date no longer presses."""
DAYS = ("received_on", "due_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeCounts:
    """The figures of the tile 交办/转来."""

    waiting: int = 0
    """Intakes whose lead is still open."""
    soon: int = 0
    """Of these, due within the days asked for."""
    late: int = 0
    """Of these, past the sender's date."""


def read_known_uids(connection: Connection, uids: Iterable[str]) -> frozenset[str]:
    """Those of these intakes that were taken in before."""
    known: set[str] = set()
    for chunk in chunks(sorted(set(uids))):
        known.update(connection.scalars(select(intakes.c.uid).where(intakes.c.uid.in_(chunk))))
    return frozenset(known)


def save_opening_intakes(
    connection: Connection, given: Mapping[str, Sequence[Intake]], *, run_id: int, actor: str, now: datetime
) -> None:
    """Put intakes beside the leads that their listings hang under. `given`: listing key → its intakes."""
    rows = []
    for key, held in given.items():
        for intake in held:
            lead = _lead_of(connection, key, intake.indication)
            rows.append((intake, lead.id, lead.number, False))
    save_intakes(connection, rows, run_id=run_id, actor=actor, now=now)


def _lead_of(connection: Connection, listing_key: str, indication: str) -> Any:
    query = (
        select(leads.c.id, leads.c.number)
        .join(lead_listings, lead_listings.c.lead_id == leads.c.id)
        .join(listings, listings.c.id == lead_listings.c.listing_id)
        .where(listings.c.key == listing_key, leads.c.indication == indication)
    )
    return connection.execute(query.order_by(leads.c.recurrence.desc()).limit(1)).one()


def save_intakes(
    connection: Connection,
    rows: Sequence[tuple[Intake, int, str, bool]],
    *,
    run_id: int | None,
    actor: str,
    now: datetime,
) -> None:
    """Keep and audit (intake, lead's id, its number, joined) of each that was not taken in before."""
    known = read_known_uids(connection, [intake.uid for intake, *_ in rows])
    fresh = {row[0].uid: row for row in rows if row[0].uid not in known}
    if not fresh:
        return
    connection.execute(insert(intakes), [_row(*row, run_id, actor, now) for row in fresh.values()])
    entries = [
        Entry(at=now, actor=actor, action="intake.take", subject=number, detail=_told(intake, joined))
        for intake, _, number, joined in fresh.values()
    ]
    save_entries(connection, entries)


def _row(
    intake: Intake, lead_id: int, _number: str, joined: bool, run_id: int | None, actor: str, now: datetime
) -> dict[str, object]:
    names = ("uid", "kind", "sender", "their_number", "received_on", "due_on", "named_informer", "file_digest")
    values: dict[str, object] = {name: getattr(intake, name) for name in names}
    return values | {
        "lead_id": lead_id, "joined": joined, "record": to_json(intake), "run_id": run_id, "actor": actor,
        "taken_at": now, "is_practice": False,
    }  # fmt: skip


def _told(intake: Intake, joined: bool) -> dict[str, object]:
    """What the audit says: where it came from, never that somebody gave a name."""
    names = ("uid", "kind", "sender", "their_number", "received_on", "due_on", "file_digest", "where")
    return {name: getattr(intake, name) for name in names} | {"joined": joined}


def has_intake() -> ColumnElement[bool]:
    """The condition on `leads`: somebody handed it over."""
    return leads.c.id.in_(select(intakes.c.lead_id))


def read_intakes_of(connection: Connection, number: str) -> tuple[TakenIntake, ...]:
    """All that was handed over about one lead, the newest first. For the centre's eyes."""
    return tuple(_taken(row) for row in connection.execute(_query().where(leads.c.number == number)))


def read_intakes(
    connection: Connection, cities: Sequence[str], *, limit: int, offset: int = 0, open_only: bool = False
) -> tuple[TakenIntake, ...]:
    """What was handed over for these cities: with a date first, the nearest before the far; then the newest."""
    query = _query(in_order=False).where(leads.c.city.in_(cities))
    if open_only:
        query = query.where(leads.c.state.not_in(sorted(ANSWERED)))
    ordered = query.order_by(intakes.c.due_on.is_(None), intakes.c.due_on, intakes.c.id.desc())
    return tuple(_taken(row) for row in connection.execute(ordered.limit(limit).offset(offset)))


def count_intakes(connection: Connection, cities: Sequence[str], *, today: date, soon: date) -> IntakeCounts:
    """How many wait, how many are due by the day `soon`, how many are late."""
    is_late, is_soon = intakes.c.due_on < today, and_(intakes.c.due_on >= today, intakes.c.due_on <= soon)
    query = (
        select(func.count(), func.count().filter(is_soon), func.count().filter(is_late))
        .select_from(intakes.join(leads, leads.c.id == intakes.c.lead_id))
        .where(leads.c.city.in_(cities), leads.c.state.not_in(sorted(ANSWERED)))
    )
    waiting, near, late = connection.execute(query).one()
    return IntakeCounts(waiting=waiting, soon=near, late=late)


def _query(*, in_order: bool = True) -> Select[Any]:
    columns = (intakes.c.record, intakes.c.joined, intakes.c.taken_at, intakes.c.actor, leads.c.number)
    query = select(*columns).join(leads, leads.c.id == intakes.c.lead_id)
    return query.order_by(intakes.c.id.desc()) if in_order else query


def _taken(row: Row[Any]) -> TakenIntake:
    told = json.loads(row.record)
    told["kind"] = IntakeKind(told["kind"])
    told |= {name: date.fromisoformat(told[name]) for name in DAYS if told[name]}
    return TakenIntake(
        intake=Intake(**told), lead=row.number, joined=row.joined, taken_at=row.taken_at, actor=row.actor
    )
