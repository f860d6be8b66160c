"""Lists of leads for people: whoever asks sees only theirs; every list is one query over an index."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, or_, select, tuple_

from leads_db.lead_tables import lead_listings, leads
from leads_db.records import Act, Verdict
from leads_db.records.account import Actor
from leads_db.records.handling import LeadFlag, LeadState
from leads_db.store.intakes import has_intake
from leads_db.store.lead_access import sees
from leads_db.store.lead_search import search_condition
from leads_db.store.leads import QUEUED
from leads_db.tables import assessments

FEW_STATES = 4
COUNTED = 1_000
"""Leads of one state that are counted; more are told as so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which leads to list; None means all."""

    states: tuple[LeadState, ...] | None = None
    verdict: Verdict | None = None
    indication: str | None = None
    platform: str | None = None
    host: str | None = None
    seller_key: str | None = None
    flag: LeadFlag | None = None
    act: Act | None = None
    """Something that the machine suspects of one of its listings."""
    at_least: float | None = None
    """Likelihood."""
    is_handed_in: bool = False
    """Only leads that somebody handed to the centre."""
    text: str = ""
    """Beginning of a number, or a part of a shop's name."""
    indications: tuple[str, ...] | None = None
    """Any of these."""
    bureau: str | None = None
    """What the machine proposes as host."""
    is_practice: bool | None = None
    seen_from: datetime | None = None
    """First seen then or later …"""
    seen_until: datetime | None = None
    """… and before this."""
    with_lawful: bool = False
    """Also leads that no longer have a listing that a person must see."""
    with_decided: bool = False
    """Of these, those that people have moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of a list."""

    id: int
    number: str
    seller_key: str
    seller_name: str
    platform: str
    indication: str
    city: str
    verdict: Verdict
    likelihood: float
    bureau: str | None
    host: str | None
    listing_count: int
    first_seen_at: datetime
    last_seen_at: datetime
    priority: float
    state: LeadState
    version: int
    state_since: datetime
    reviewer: str | None
    last_by: str
    round: int
    returns: int
    exclusion: str | None
    flags: frozenset[LeadFlag]
    parent: str | None
    is_practice: bool

    @property
    def place(self) -> tuple[float, int]:
        """Where the next page begins: give it as `after`."""
        return self.priority, self.id


COLUMNS = [leads.c[item.name] for item in fields(QueueRow)]


def read_queue(
    connection: Connection,
    wanted: QueueFilter,
    actor: Actor,
    *,
    limit: int,
    after: tuple[float, int] | None = None,
) -> tuple[QueueRow, ...]:
    """The leads that the actor sees and wants, the first in rank first; `after`: place of the last one read."""
    found: list[QueueRow] = []
    query = _query(connection, wanted, actor)
    if after is not None:
        query = query.where(tuple_(leads.c.priority, leads.c.id) < tuple_(*after))
    ordered = query.order_by(leads.c.priority.desc(), leads.c.id.desc()).limit(limit)
    for part in _parts(wanted, actor):
        found += map(row_of, connection.execute(ordered.where(*part)))
    return tuple(sorted(found, key=lambda row: row.place, reverse=True)[:limit])


def _parts(wanted: QueueFilter, actor: Actor) -> list[list[ColumnElement[bool]]]:
    """The list cut so that each part lies in its order in one index: by city, and by state where few are wanted."""
    if wanted.text.strip() or not actor.is_centre or actor.is_of_bureau:
        return [[]]  # few leads, found by their ids
    cities = [leads.c.city == city for city in actor.cities]
    few = wanted.states is not None and len(wanted.states) <= FEW_STATES
    states = [leads.c.state == state for state in wanted.states or ()] if few and cities else []
    return [[city, *state] for city in cities for state in ([[one] for one in states] or [[]])] or [[]]


def read_shops(
    connection: Connection, wanted: QueueFilter, actor: Actor, *, limit: int
) -> tuple[tuple[QueueRow, ...], ...]:
    """The same grouped by shop: each seller stands where its first lead does, with all its wanted leads."""
    first = read_queue(connection, wanted, actor, limit=limit)
    keys = list(dict.fromkeys(row.seller_key for row in first))
    query = _query(connection, wanted, actor).where(leads.c.seller_key.in_(keys))
    shops: dict[str, list[QueueRow]] = {key: [] for key in keys}
    for row in connection.execute(query.order_by(leads.c.priority.desc(), leads.c.id.desc())):
        shops[row.seller_key].append(row_of(row))
    return tuple(tuple(shops[key]) for key in keys)


def count_queue(connection: Connection, wanted: QueueFilter, actor: Actor) -> int:
    """How many leads `read_queue` would list, up to COUNTED."""
    some = _query(connection, wanted, actor).with_only_columns(leads.c.id).limit(COUNTED).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _query(connection: Connection, wanted: QueueFilter, actor: Actor) -> Select[Any]:
    query = select(*COLUMNS).where(sees(actor), *_conditions(wanted))
    return query.where(search_condition(connection, wanted.text)) if wanted.text.strip() else query


def _conditions(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states is not None:
        conditions.append(leads.c.state.in_(wanted.states))
    if wanted.verdict is not None:
        conditions.append(leads.c.verdict == wanted.verdict)
    elif not wanted.with_lawful:
        decided = [leads.c.state != LeadState.NEW] if wanted.with_decided else []
        conditions.append(or_(leads.c.verdict.in_(QUEUED), *decided))
    for name in ("indication", "platform", "host", "seller_key", "bureau", "is_practice"):
        if getattr(wanted, name) is not None:
            conditions.append(leads.c[name] == getattr(wanted, name))
    conditions += [*_of_triage(wanted), *_of_ledger(wanted)]
    if wanted.flag is not None:
        conditions.append((" " + leads.c.flags + " ").contains(f" {wanted.flag} "))
    return conditions


def _of_triage(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    conditions = [has_intake()] if wanted.is_handed_in else []
    conditions += [] if wanted.at_least is None else [leads.c.likelihood >= wanted.at_least]
    return conditions + ([] if wanted.act is None else [_suspects(wanted.act)])


def _of_ledger(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    conditions += [] if wanted.indications is None else [leads.c.indication.in_(wanted.indications)]
    conditions += [] if wanted.seen_from is None else [leads.c.first_seen_at >= wanted.seen_from]
    return conditions + ([] if wanted.seen_until is None else [leads.c.first_seen_at < wanted.seen_until])


def _suspects(act: Act) -> ColumnElement[bool]:
    """A listing of the lead is judged so now; asked lead by lead, in the order of the list."""
    judged = (
        select(assessments.c.id)
        .join(lead_listings, lead_listings.c.listing_id == assessments.c.listing_id)
        .where(
            lead_listings.c.lead_id == leads.c.id,
            assessments.c.indication == leads.c.indication,
            assessments.c.is_current,
            assessments.c.record.contains(f'"{act}"'),
        )
    )
    return exists(judged)


def row_of(row: Row[Any]) -> QueueRow:
    """The line in COLUMNS of `leads`."""
    facts = row._asdict()
    facts |= {"verdict": Verdict(row.verdict), "state": LeadState(row.state)}
    return QueueRow(**{**facts, "flags": frozenset(map(LeadFlag, row.flags.split()))})
