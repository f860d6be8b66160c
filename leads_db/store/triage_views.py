"""What the centre's screens count and list beside the queue: own decisions, a shop's past, exclusions to look at."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from leads_db.lead_tables import leads
from leads_db.records.account import Actor
from leads_db.records.handling import LeadFlag, LeadState, Move
from leads_db.store.lead_access import sees
from leads_db.store.queue_views import COLUMNS, QueueRow, row_of

DECISIONS = (Move.CONFIRM, Move.HOLD, Move.EXCLUDE, Move.MERGE)
DECIDED = (LeadState.CONFIRMED, LeadState.HELD, LeadState.EXCLUDED, LeadState.MERGED)
SAMPLE_SHARE = 20
"""One exclusion of so many is shown to the approver: 5 %."""
MOST_SAMPLED = 5_000


def count_waiting(connection: Connection, actor: Actor, states: Collection[LeadState]) -> int:
    """How many leads of the actor's cities stand in these states; read out of an index alone, for every page's head."""
    ranked = leads.c.priority > 0  # 0: no person must see it
    query = select(func.count()).where(leads.c.city.in_(actor.cities), leads.c.state.in_(states), ranked)
    return connection.scalar(query) or 0


def count_flagged(connection: Connection, actor: Actor, state: LeadState, flag: LeadFlag) -> int:
    """How many of the leads of one state carry a flag."""
    flagged = (leads.c.flags > "", (" " + leads.c.flags + " ").contains(f" {flag} "))  # most have none: passed over
    return connection.scalar(select(func.count()).where(sees(actor), leads.c.state == state, *flagged)) or 0


def count_new_since(connection: Connection, actor: Actor, since: datetime) -> int:
    """How many leads that wait for triage came in since then."""
    fresh = (leads.c.state == LeadState.NEW, leads.c.state_since >= since, leads.c.priority > 0)
    return connection.scalar(select(func.count()).where(sees(actor), *fresh)) or 0


def read_decisions(connection: Connection, actor: Actor, *, limit: int) -> tuple[QueueRow, ...]:
    """What the actor decided last and nobody has moved since, the newest first."""
    query = select(*COLUMNS).where(*_own(actor)).order_by(leads.c.state_since.desc(), leads.c.id.desc()).limit(limit)
    return tuple(map(row_of, connection.execute(query)))


def count_decisions(connection: Connection, actor: Actor, since: datetime) -> int:
    """How many leads stand as the actor decided since then."""
    return connection.scalar(select(func.count()).where(*_own(actor), leads.c.state_since >= since)) or 0


def _own(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return leads.c.last_by == actor.name, leads.c.last_move.in_(DECISIONS), leads.c.state.in_(DECIDED), sees(actor)


def read_leads_of_shop(connection: Connection, seller_key: str, actor: Actor, *, limit: int) -> tuple[QueueRow, ...]:
    """Every lead of one seller, whatever became of it, the newest first."""
    query: Select[Any] = select(*COLUMNS).where(leads.c.seller_key == seller_key, sees(actor))
    return tuple(map(row_of, connection.execute(query.order_by(leads.c.id.desc()).limit(limit))))


def read_by_numbers(connection: Connection, numbers: Collection[str], actor: Actor) -> tuple[QueueRow, ...]:
    """Those of these leads that the actor sees."""
    query: Select[Any] = select(*COLUMNS).where(leads.c.number.in_(numbers), sees(actor))
    return tuple(map(row_of, connection.execute(query)))


def read_sample(
    connection: Connection, actor: Actor, since: datetime, *, limit: int
) -> tuple[tuple[QueueRow, ...], int]:
    """One in SAMPLE_SHARE of the exclusions since then, and how many there were (counted up to MOST_SAMPLED).

    The digest of the number decides, so that nobody chooses them.
    """
    query: Select[Any] = select(*COLUMNS).where(sees(actor), leads.c.state == LeadState.EXCLUDED)
    recent = query.where(leads.c.state_since >= since).order_by(leads.c.state_since.desc()).limit(MOST_SAMPLED)
    rows = [row_of(row) for row in connection.execute(recent)]
    return tuple(row for row in rows if is_sampled(row.number))[:limit], len(rows)


def is_sampled(number: str) -> bool:
    """True for a lead whose exclusion the approver looks at."""
    return int.from_bytes(hashlib.sha256(number.encode()).digest()[:4], "big") % SAMPLE_SHARE == 0
