"""How far many leads are, for a ledger: handling, seal, letter, signature, deadline, in a few queries a batch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from leads_db.lead_tables import dispatches, leads, seals
from leads_db.notice_tables import lead_clocks
from leads_db.records.handling import DispatchKind, Handling, LeadEvent, Move
from leads_db.store.events import read_events_of
from leads_db.store.handling import handling_of

HOSTS = (DispatchKind.HOST, DispatchKind.TRANSFER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one lead stands; None and empty where it has not come so far."""

    handling: Handling
    seal: str = ""
    letter_number: str = ""
    sent_at: datetime | None = None
    signed_at: datetime | None = None
    fed_back_at: datetime | None = None
    due_at: datetime | None = None
    """Of the open deadline that comes first."""
    supervised: int = 0
    reviewer: str = ""
    approver: str = ""


def read_standings(connection: Connection, numbers: Sequence[str]) -> dict[str, Standing]:
    """Lead number → standing, for at most 500 leads at once; a number that no lead has is left out."""
    rows = {row.number: row for row in connection.execute(select(leads).where(leads.c.number.in_(numbers)))}
    events = read_events_of(connection, list(rows))
    sealed, sent, due = _seals(connection, rows), _letters(connection, rows), _due(connection, rows)
    found = {}
    for number, row in rows.items():
        own = events.get(number, [])
        letter, sent_at = sent.get(number, ("", None))
        handling = handling_of(row)
        found[number] = Standing(
            handling=handling,
            seal=sealed.get(number, ""),
            letter_number=letter,
            sent_at=sent_at,
            signed_at=_last(own, Move.SIGN),
            fed_back_at=_last(own, Move.FEED_BACK),
            due_at=due.get(number),
            supervised=sum(event.move is Move.SUPERVISE for event in own),
            reviewer=handling.reviewer or "",
            approver=handling.approver or "",
        )
    return found


def _last(events: Sequence[LeadEvent], move: Move) -> datetime | None:
    return next((event.at for event in reversed(events) if event.move is move), None)


def _seals(connection: Connection, numbers: Iterable[str]) -> dict[str, str]:
    query = select(leads.c.number, seals.c.name).join(leads, leads.c.id == seals.c.lead_id)
    rows = connection.execute(query.where(leads.c.number.in_(list(numbers))).order_by(seals.c.id))
    return {row.number: row.name for row in rows}


def _letters(connection: Connection, numbers: Iterable[str]) -> dict[str, tuple[str, datetime]]:
    query = select(leads.c.number.label("lead"), dispatches.c.number, dispatches.c.sent_at)
    wanted = query.join(leads, leads.c.id == dispatches.c.lead_id).where(
        leads.c.number.in_(list(numbers)), dispatches.c.kind.in_(HOSTS)
    )
    return {row.lead: (row.number, row.sent_at) for row in connection.execute(wanted.order_by(dispatches.c.id))}


def _due(connection: Connection, numbers: Iterable[str]) -> dict[str, datetime]:
    columns = [lead_clocks.c[name] for name in ("lead", "due_at", "ended_at")]
    rows = connection.execute(select(*columns).where(lead_clocks.c.lead.in_(list(numbers)))).all()
    # chosen here: asked of the store, it would walk the open clocks of all leads
    dues = [(row.due_at, row.lead) for row in rows if row.ended_at is None and row.due_at]
    return {lead: due_at for due_at, lead in sorted(dues, reverse=True)}
