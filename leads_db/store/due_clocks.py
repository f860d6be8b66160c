"""Which deadlines lie ahead or behind: the open clocks of many leads, and which reminders were made for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, select

from leads_db.errors import FactsMissing
from leads_db.lead_tables import leads
from leads_db.notice_tables import clock_marks, lead_clocks
from leads_db.records.account import Actor
from leads_db.records.handling import Handling, LeadState, Move
from leads_db.store.handling import move_lead
from leads_db.store.lead_access import sees
from leads_db.store.turns import take_turn
from leads_db.store.upsert import insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenClock:
    """One deadline that is still to be met, with what a list shows of its lead."""

    lead: str
    rule: str
    turn: int
    """Which run of the rule on this lead, from 1."""
    started_at: datetime
    due_at: datetime
    state: LeadState
    city: str
    host: str | None
    is_practice: bool


def read_open_clocks(
    connection: Connection,
    *,
    due_before: datetime,
    due_after: datetime | None = None,
    actor: Actor | None = None,
    rules: Iterable[str] = (),
    limit: int = 1000,
) -> tuple[OpenClock, ...]:
    """Open clocks that are due before a moment, the most urgent first; paused ones have no due time and are left out.

    `actor`: only leads that this person may see; `rules`: only clocks of these rules; `due_after`: leave out earlier.
    """
    wanted = _open_before(due_before)
    if due_after is not None:
        wanted.append(lead_clocks.c.due_at >= due_after)
    if named := sorted(rules):
        wanted.append(lead_clocks.c.rule.in_(named))
    if actor is not None:
        wanted.append(sees(actor))
    clock = [lead_clocks.c[name] for name in ("lead", "rule", "turn", "started_at", "due_at", "is_practice")]
    query = select(*clock, leads.c.state, leads.c.city, leads.c.host).join(leads, leads.c.number == lead_clocks.c.lead)
    ordered = query.where(*wanted).order_by(lead_clocks.c.due_at, lead_clocks.c.id).limit(limit)
    return tuple(_open(row._mapping) for row in connection.execute(ordered))


def count_open_clocks(
    connection: Connection, actor: Actor, *, now: datetime, due_before: datetime, most: int
) -> tuple[int, int]:
    """Of the clocks that `read_open_clocks` would list, up to `most`: how many are late, how many are not yet."""
    query = select(lead_clocks.c.due_at).join(leads, leads.c.number == lead_clocks.c.lead)
    listed = query.where(*_open_before(due_before), sees(actor)).order_by(lead_clocks.c.due_at).limit(most).subquery()
    late = func.count().filter(listed.c.due_at < now)
    row = connection.execute(select(late.label("late"), func.count().label("listed")).select_from(listed)).one()
    return row.late, row.listed - row.late


def _open_before(moment: datetime) -> list[ColumnElement[bool]]:
    return [lead_clocks.c.ended_at.is_(None), lead_clocks.c.due_at < moment]


def save_mark(connection: Connection, clock: OpenClock, step: str, now: datetime) -> bool:
    """Note that a reminder is made for this due time; False when it was made before: then make none."""
    take_turn(connection, "clock_marks")
    key = {"lead": clock.lead, "rule": clock.rule, "turn": clock.turn, "step": step, "due_at": clock.due_at}
    same = (clock_marks.c[name] == value for name, value in key.items())
    if connection.scalar(select(exists().where(*same))):
        return False
    insert_new(connection, clock_marks, [{**key, "made_at": now}], "lead", "rule", "turn", "step", "due_at")
    return True


def _open(row: Mapping[Any, Any]) -> OpenClock:
    return OpenClock(**{**row, "state": LeadState(row["state"])})


def waive_supervision(
    connection: Connection, number: str, actor: Actor, *, due_on: date, reason: str, at: datetime
) -> Handling:
    """An approver decides that a late limit is not taken up, before or after the program would.

    Raises FactsMissing without a reason, and what `move_lead` raises.
    """
    if not reason.strip():
        raise FactsMissing(move=Move.SUPERVISE, missing="reason")
    facts = {"due_on": due_on, "waived": reason}
    return move_lead(connection, number, Move.SUPERVISE, actor, at=at, reason=reason, facts=facts)
