"""What a bureau reads: its own sendings with their leads. Every query here begins with the bureau of who asks.

The public id of a line is the uid of its sending, so that no address of the desk holds a number that counts.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, exists, false, func, or_, select

from leads_db.clocks import clocks_of
from leads_db.errors import NotFound
from leads_db.lead_tables import dispatches, leads, receipts
from leads_db.lifecycle import AT_BUREAU
from leads_db.records.account import Actor, Role
from leads_db.records.clock import Clock
from leads_db.records.handling import DispatchKind, LeadFlag, LeadState, Move, ReceiptKind
from leads_db.store.clocks import TimeRules
from leads_db.store.events import read_events_of
from leads_db.store.lead_access import TAKEN_BACK

MOST_OPEN = 1_000
"""Leads of one bureau whose deadlines are worked out for its figures."""
OF_LEADS = (DispatchKind.HOST, DispatchKind.ASSISTANT, DispatchKind.COPY)
COUNTY = frozenset({Role.COUNTY, Role.COUNTY_HEAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyRow:
    """One sending that lies with the bureau, and where its lead stands."""

    uid: str
    kind: DispatchKind
    letter_number: str
    batch: str
    sent_at: datetime
    round: int
    seal: str
    letter: Mapping[str, Any]
    lead: str
    seller_name: str
    platform: str
    indication: str
    city: str
    state: LeadState
    version: int
    state_since: datetime
    flags: frozenset[LeadFlag]
    asked: Move | None
    is_practice: bool
    receipts: frozenset[ReceiptKind] = frozenset()

    @property
    def is_host(self) -> bool:
        """True when this bureau moves the lead."""
        return self.kind is DispatchKind.HOST

    @property
    def is_read(self) -> bool:
        """True once somebody of the bureau opened it."""
        return bool(self.receipts)

    @property
    def is_signed(self) -> bool:
        """True once the bureau signed for it."""
        return self.state is not LeadState.DISPATCHED if self.is_host else ReceiptKind.SIGNED in self.receipts

    @property
    def is_answered(self) -> bool:
        """True once a bureau that is not the host answered."""
        return ReceiptKind.ANSWERED in self.receipts

    @property
    def reply_by_on(self) -> date | None:
        """The day by which the letter asks for an answer; None where it names none."""
        told = self.facts.get("reply_by_on")
        return date.fromisoformat(told) if isinstance(told, str) and told else None

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the letter prints; empty where none was kept."""
        told = self.letter.get("facts")
        return told if isinstance(told, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyFilter:
    """Which of the bureau's sendings; None means all."""

    kinds: tuple[DispatchKind, ...] = OF_LEADS
    states: frozenset[LeadState] | None = None
    flag: LeadFlag | None = None
    is_signed: bool | None = None
    numbers: tuple[str, ...] | None = None
    """Leads, as a list of deadlines names them."""
    text: str = ""
    """A part of a number, a letter's number, or a shop's name."""


OF_DISPATCH = ("uid", "kind", "batch", "sent_at", "round", "seal", "letter", "is_practice")
OF_LEAD = ("seller_name", "platform", "indication", "city", "state", "version", "state_since", "flags", "asked")
COLUMNS = (
    *(dispatches.c[name] for name in OF_DISPATCH),
    dispatches.c.number.label("letter_number"),
    leads.c.number.label("lead"),
    *(leads.c[name] for name in OF_LEAD),
)


def read_county_rows(
    connection: Connection, actor: Actor, wanted: CountyFilter, *, limit: int, offset: int = 0
) -> tuple[CountyRow, ...]:
    """What lies with the actor's bureau, the newest first; nothing for somebody who belongs to none."""
    query = _query(actor).where(*_conditions(wanted)).order_by(dispatches.c.sent_at.desc(), dispatches.c.id.desc())
    return _rows(connection, query.limit(limit).offset(offset))


def read_county_rows_since(
    connection: Connection, actor: Actor, wanted: CountyFilter, *, limit: int, since: str | None
) -> tuple[CountyRow, ...]:
    """What lies with the actor's bureau, the oldest first; `since`: only what was sent after this one of its uids.

    Raises NotFound for a uid that was never sent to the bureau.
    """
    query = _query(actor).where(*_conditions(wanted)).order_by(dispatches.c.id).limit(limit)
    if since is not None:
        if not owns_dispatch(connection, since, actor):
            raise NotFound(f"dispatch {since[:40]}")
        place = select(dispatches.c.id).where(dispatches.c.uid == since).scalar_subquery()
        query = query.where(dispatches.c.id > place)
    return _rows(connection, query)


def read_county_row(connection: Connection, uid: str, actor: Actor) -> CountyRow:
    """One of them. Raises NotFound, also for what lies with another bureau, was returned or recalled."""
    found = _rows(connection, _query(actor).where(dispatches.c.uid == uid))
    if not found:
        raise NotFound(f"dispatch {uid[:40]}")
    return found[0]


def count_county_rows(connection: Connection, actor: Actor, wanted: CountyFilter) -> int:
    """How many the filter finds; what the bureau hosts and what else it got are counted along an index each."""
    query = select(func.count()).select_from(dispatches).join(leads, leads.c.id == dispatches.c.lead_id)
    found = 0
    for own in ([leads.c.host == actor.bureau], []):
        kinds = tuple(kind for kind in wanted.kinds if (kind is DispatchKind.HOST) is bool(own))
        half = query.where(_lies_with(actor), *own, *_conditions(replace(wanted, kinds=kinds)))
        found += (connection.scalar(half) or 0) if kinds else 0
    return found


def count_each(connection: Connection, actor: Actor, wanted: Sequence[CountyFilter]) -> tuple[int, ...]:
    """How many each of the filters finds, in one look over what lies with the bureau."""
    sums = [func.coalesce(func.sum(case((and_(*_conditions(one)), 1), else_=0)), 0) for one in wanted]
    query = select(*sums).select_from(dispatches).join(leads, leads.c.id == dispatches.c.lead_id)
    return tuple(map(int, connection.execute(query.where(_lies_with(actor))).one()))


def count_county_states(connection: Connection, actor: Actor) -> dict[LeadState, int]:
    """State → how many leads of which the actor's bureau is the host."""
    query = select(leads.c.state, func.count()).select_from(dispatches)
    query = query.join(leads, leads.c.id == dispatches.c.lead_id)
    own = (dispatches.c.kind == DispatchKind.HOST, leads.c.host == actor.bureau)
    query = query.where(_lies_with(actor), *own).group_by(leads.c.state)
    return {LeadState(state): count for state, count in connection.execute(query)}


def read_county_clocks(
    connection: Connection, numbers: Sequence[str], by: TimeRules, now: datetime
) -> dict[str, tuple[Clock, ...]]:
    """Lead → its open clocks that a bureau has to keep, the most urgent first; straight from the events."""
    events = read_events_of(connection, numbers) if numbers else {}
    owners = rules_of_bureaus(by)
    found = {}
    for number, told in events.items():
        open_ones = [
            clock
            for clock in clocks_of(told, by.rules, by.calendar, now)
            if clock.ended_at is None and clock.rule in owners
        ]
        found[number] = tuple(sorted(open_ones, key=lambda clock: (clock.due_at is None, clock.due_at or now)))
    return found


def rules_of_bureaus(by: TimeRules) -> frozenset[str]:
    """Ids of the limits that a bureau has to keep."""
    return frozenset(rule.id for rule in by.rules if rule.owner in COUNTY)


def read_open_numbers(connection: Connection, actor: Actor, *, among: Collection[str] | None = None) -> tuple[str, ...]:
    """Numbers of the leads that the bureau hosts and has not closed, at most MOST_OPEN; `among`: only of these."""
    query = hosted_and_open(actor, leads.c.number).order_by(dispatches.c.id).limit(MOST_OPEN)
    return tuple(connection.scalars(query if among is None else query.where(leads.c.number.in_(among))))


def hosted_and_open(actor: Actor, *columns: ColumnElement[Any]) -> Select[Any]:
    """A query for `columns` over the leads that the bureau hosts and has not closed."""
    query = select(*columns).select_from(dispatches).join(leads, leads.c.id == dispatches.c.lead_id)
    own = (dispatches.c.kind == DispatchKind.HOST, leads.c.host == actor.bureau, leads.c.state.in_(AT_BUREAU))
    return query.where(_lies_with(actor), *own)


def owns_dispatch(connection: Connection, uid: str, actor: Actor) -> bool:
    """True for what was ever sent to the actor's bureau, also when it was returned since."""
    mine = (dispatches.c.uid == uid, dispatches.c.bureau == actor.bureau)
    return actor.is_of_bureau and connection.scalar(select(dispatches.c.id).where(*mine)) is not None


def read_own_uids(connection: Connection, actor: Actor, *, limit: int = 500) -> tuple[str, ...]:
    """Uids of all that was ever sent to the actor's bureau, the newest first."""
    if not actor.is_of_bureau:
        return ()
    query = select(dispatches.c.uid).where(dispatches.c.bureau == actor.bureau)
    return tuple(connection.scalars(query.order_by(dispatches.c.id.desc()).limit(limit)))


def count_returns(connection: Connection, actor: Actor) -> dict[str, int]:
    """Code of the reason → how many sendings the bureau returned for it."""
    if not actor.is_of_bureau:
        return {}
    query = select(receipts.c.facts).join(dispatches, dispatches.c.uid == receipts.c.dispatch)
    query = query.where(dispatches.c.bureau == actor.bureau, receipts.c.kind == ReceiptKind.RETURNED)
    counts: dict[str, int] = {}
    for text in connection.scalars(query):
        reason = str(json.loads(text).get("return_reason", ""))
        counts[reason] = counts.get(reason, 0) + 1
    return counts


def _lies_with(actor: Actor) -> ColumnElement[bool]:
    """Sent to the actor's bureau, neither returned nor recalled, of a kind that the actor's roles read."""
    if not actor.is_of_bureau:
        return false()
    kinds = {DispatchKind.ASSISTANCE} | (set(OF_LEADS) if actor.roles & COUNTY else set())
    gone = exists(select(receipts.c.id).where(receipts.c.dispatch == dispatches.c.uid, receipts.c.kind.in_(TAKEN_BACK)))
    later = dispatches.alias("later")
    same = (later.c.lead_id == dispatches.c.lead_id, later.c.bureau == dispatches.c.bureau)
    replaced = exists(
        select(later.c.id).where(*same, later.c.kind == dispatches.c.kind, later.c.id > dispatches.c.id)
    ) & (dispatches.c.kind != DispatchKind.ASSISTANCE)
    return and_(dispatches.c.bureau == actor.bureau, dispatches.c.kind.in_(kinds), ~gone, ~replaced)


def _query(actor: Actor) -> Select[Any]:
    return select(*COLUMNS).join(leads, leads.c.id == dispatches.c.lead_id).where(_lies_with(actor))


def _conditions(wanted: CountyFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [dispatches.c.kind.in_(wanted.kinds)]
    if wanted.states is not None:
        conditions += [leads.c.state.in_(wanted.states), dispatches.c.kind == DispatchKind.HOST]
    if wanted.flag is not None:
        conditions += [leads.c.flags > "", (" " + leads.c.flags + " ").contains(f" {wanted.flag} ")]
    if wanted.numbers is not None:
        conditions.append(leads.c.number.in_(wanted.numbers))
    if wanted.is_signed is not None:
        is_signed = _is_signed(wanted.kinds)
        conditions.append(is_signed if wanted.is_signed else ~is_signed)
    if wanted.text:
        named = (leads.c.number, dispatches.c.number, leads.c.seller_name)
        conditions.append(or_(*(column.contains(wanted.text, autoescape=True) for column in named)))
    return conditions


def _is_signed(kinds: tuple[DispatchKind, ...]) -> ColumnElement[bool]:
    noted = exists(select(receipts.c.id).where(receipts.c.dispatch == dispatches.c.uid, receipts.c.kind == "signed"))
    if kinds == (DispatchKind.HOST,):
        return leads.c.state != LeadState.DISPATCHED
    is_host = dispatches.c.kind == DispatchKind.HOST
    return or_(and_(is_host, leads.c.state != LeadState.DISPATCHED), and_(~is_host, noted))


def _rows(connection: Connection, query: Select[Any]) -> tuple[CountyRow, ...]:
    rows = connection.execute(query).all()
    kinds = _read_kinds(connection, [row.uid for row in rows])
    return tuple(_row(row, kinds.get(row.uid, frozenset())) for row in rows)


def _read_kinds(connection: Connection, uids: Iterable[str]) -> dict[str, frozenset[ReceiptKind]]:
    query = select(receipts.c.dispatch, receipts.c.kind).where(receipts.c.dispatch.in_(list(uids)))
    found: dict[str, frozenset[ReceiptKind]] = {}
    for uid, kind in connection.execute(query):
        found[uid] = found.get(uid, frozenset()) | {ReceiptKind(kind)}
    return found


def _row(row: Row[Any], kinds: frozenset[ReceiptKind]) -> CountyRow:
    facts = {item.name: getattr(row, item.name) for item in fields(CountyRow) if item.name != "receipts"}
    facts |= {
        "kind": DispatchKind(row.kind),
        "letter": json.loads(row.letter),
        "state": LeadState(row.state),
        "flags": frozenset(map(LeadFlag, row.flags.split())),
        "asked": None if row.asked is None else Move(row.asked),
    }
    return CountyRow(**facts, receipts=kinds)
