"""Open leads: one for each seller × indication, and a child of it when the seller comes back after the archive."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, insert, select, update

from leads_db.lead_tables import lead_listings, leads
from leads_db.records import Assessment, Listing, Verdict
from leads_db.records.account import SYSTEM_ACTOR, Actor, Role
from leads_db.records.handling import LeadEvent, LeadFlag, LeadState, Move
from leads_db.records.intake import Intake, intake_actor
from leads_db.records.seller_list import SellerList
from leads_db.replay import opened
from leads_db.store.events import save_lead_events
from leads_db.store.handling import handling_columns, make_move
from leads_db.store.lead_search import save_terms
from leads_db.store.leads import QUEUED, seller_key
from leads_db.store.seller_lists import lists_of, read_active_marks
from leads_db.store.turns import take_turn
from leads_db.store.upsert import chunks, insert_new
from leads_db.tables import counters

SHANGHAI = ZoneInfo("Asia/Shanghai")
FLAG_OF = {SellerList.WATCH: LeadFlag.WATCHED, SellerList.BLACK: LeadFlag.BLACKLISTED}
Pair = tuple[str, str]
"""Seller key and indication."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A listing with one of its assessments, on the way to a lead."""

    listing: Listing
    assessment: Assessment
    listing_id: int
    city: str
    """City whose queue the lead joins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a new lead starts with."""

    seller_key: str
    seller_name: str
    platform: str
    indication: str
    city: str
    verdict: Verdict
    likelihood: float
    bureau: str | None
    seen_at: datetime
    is_practice: bool = False
    flags: frozenset[LeadFlag] = frozenset()
    intake: str = ""
    """Uid of what somebody handed over; empty: the machine found it."""
    named_informer: bool = False
    recurrence: int = 0
    parent: str | None = None


def save_leads(
    connection: Connection,
    judged: Sequence[Judged],
    *,
    run_id: int,
    now: datetime,
    intakes: Mapping[str, Sequence[Intake]] | None = None,
) -> None:
    """Make the leads that these assessments call for and hang the listings under them; `refresh_leads` comes after.

    A seller on the white list gets no new lead, unless somebody asked: `intakes`, by listing key, all of one kind.
    """
    if not judged:
        return
    take_turn(connection, "leads")  # two that find no lead of a seller would both make one
    take_turn(connection, "audit")  # before any lead's row is locked, as all that move leads do
    pairs = {(seller_key(item.listing), item.assessment.indication) for item in judged}
    known = _read_newest(connection, pairs)
    asked = {(key, one.indication): one for key, held in (intakes or {}).items() for one in reversed(held)}
    actor = intake_actor(next(iter(asked.values())).kind) if asked else SYSTEM_ACTOR
    made = open_leads(connection, _needed(connection, judged, known, now, asked), run_id=run_id, now=now, actor=actor)
    ids = {pair: row.id for pair, row in known.items()} | made
    links = [
        {"lead_id": ids[pair], "listing_id": item.listing_id}
        for item in judged
        if (pair := (seller_key(item.listing), item.assessment.indication)) in ids
    ]
    insert_new(connection, lead_listings, links, "lead_id", "listing_id")


def _read_newest(connection: Connection, pairs: Iterable[Pair]) -> dict[Pair, Row[Any]]:
    """Pair → its newest lead: id, number, state, since when, recurrence."""
    wanted = set(pairs)
    columns = [leads.c[name] for name in ("id", "number", "seller_key", "indication", "state", "state_since")]
    found: dict[Pair, Row[Any]] = {}
    for chunk in chunks(sorted({key for key, _ in wanted})):
        query = select(*columns, leads.c.recurrence).where(leads.c.seller_key.in_(chunk))
        rows: Iterable[Row[Any]] = connection.execute(query.order_by(leads.c.recurrence))
        for row in rows:
            if (row.seller_key, row.indication) in wanted:
                found[row.seller_key, row.indication] = row
    return found


def _needed(
    connection: Connection,
    judged: Sequence[Judged],
    known: dict[Pair, Row[Any]],
    now: datetime,
    asked: Mapping[Pair, Intake],
) -> list[Opening]:
    """The openings that these assessments call for, the first listing of each seller speaking for it."""
    calls: dict[Pair, Judged] = {}
    for item in judged:
        pair = (seller_key(item.listing), item.assessment.indication)
        held = known.get(pair)
        if item.assessment.verdict in QUEUED and (held is None or _came_back(held, item.listing.seen_at or now)):
            calls.setdefault(pair, item)
    marks = read_active_marks(connection, {key for key, _ in calls}, now.astimezone(SHANGHAI).date())
    openings = []
    for pair, item in calls.items():
        lists = lists_of(marks, *pair)
        intake = asked.get((item.listing.key, item.assessment.indication))
        if SellerList.WHITE not in lists or intake:
            openings.append(_opening(item, known.get(pair), lists, now, intake))
    return openings


def _came_back(held: Row[Any], seen_at: datetime) -> bool:
    return bool(held.state == LeadState.ARCHIVED and seen_at > held.state_since)


def _opening(
    item: Judged, parent: Row[Any] | None, lists: frozenset[SellerList], now: datetime, intake: Intake | None
) -> Opening:
    listing, assessment = item.listing, item.assessment
    flags = {FLAG_OF[one] for one in lists if one in FLAG_OF}
    return Opening(
        seller_key=seller_key(listing),
        seller_name=(listing.shop_name or listing.operator_name or "卖家未显示")[:400],
        platform=listing.platform,
        indication=assessment.indication,
        city=item.city,
        verdict=assessment.verdict,
        likelihood=assessment.likelihood,
        bureau=assessment.bureau,
        seen_at=listing.seen_at or now,
        is_practice=listing.is_practice,
        flags=frozenset(flags if parent is None else flags | {LeadFlag.RECURRED}),
        recurrence=0 if parent is None else parent.recurrence + 1,
        parent=None if parent is None else parent.number,
        intake=intake.uid if intake else "",
        named_informer=intake is not None and intake.named_informer,
    )


def open_leads(
    connection: Connection, openings: Sequence[Opening], *, run_id: int, now: datetime, actor: Actor = SYSTEM_ACTOR
) -> dict[Pair, int]:
    """Number and insert new leads, with the events that open them; pair → id. The caller knows that there is none."""
    if not openings:
        return {}
    counts = Counter(item.city for item in openings)
    numbers = {city: iter(take_numbers(connection, city, count, now)) for city, count in sorted(counts.items())}
    events = [_event(item, next(numbers[item.city]), actor, now) for item in openings]
    rows = [
        {**_machine_columns(item, event.lead, run_id), **handling_columns(opened(event))}
        for item, event in zip(openings, events, strict=True)
    ]
    connection.execute(insert(leads), rows)
    save_lead_events(connection, events)
    for item, event in zip(openings, events, strict=True):
        if item.parent is not None:
            make_move(connection, item.parent, Move.RECUR, SYSTEM_ACTOR, at=now, facts={"child": event.lead})
    made: dict[Pair, int] = {}
    names: list[tuple[int, str]] = []
    for chunk in chunks([event.lead for event in events]):
        columns = (leads.c.seller_key, leads.c.indication, leads.c.id, leads.c.seller_name)
        for key, indication, lead_id, name in connection.execute(select(*columns).where(leads.c.number.in_(chunk))):
            made[key, indication] = lead_id
            names.append((lead_id, name))
    save_terms(connection, names)
    return made


def _event(item: Opening, number: str, actor: Actor, now: datetime) -> LeadEvent:
    facts: dict[str, object] = {}
    if item.parent is not None:
        facts["parent"] = item.parent
    if item.flags:
        facts["flags"] = sorted(item.flags)
    if item.intake:
        facts["intake"] = item.intake
    if item.named_informer:
        facts["named_informer"] = True
    return LeadEvent(
        lead=number,
        move=Move.OPEN,
        from_state=None,
        to_state=LeadState.NEW,
        actor=actor.name,
        role=Role.SYSTEM if Role.SYSTEM in actor.roles else Role.REVIEWER,
        at=now,
        facts=facts,
    )


def _machine_columns(item: Opening, number: str, run_id: int) -> dict[str, object]:
    return {
        "number": number,
        "seller_key": item.seller_key,
        "seller_name": item.seller_name,
        "platform": item.platform,
        "indication": item.indication,
        "city": item.city,
        "verdict": item.verdict,
        "likelihood": item.likelihood,
        "bureau": item.bureau,
        "listing_count": 0,
        "first_seen_at": item.seen_at,
        "last_seen_at": item.seen_at,
        "first_run_id": run_id,
        "is_practice": item.is_practice,
        "recurrence": item.recurrence,
        "priority": 0.0,
    }


def take_numbers(connection: Connection, city: str, count: int, now: datetime) -> list[str]:
    """The next lead numbers of a city's day: gapless, never reused, safe because taken inside the transaction."""
    name = f"GI-{city}-{now.astimezone(SHANGHAI):%Y%m%d}"
    insert_new(connection, counters, [{"name": name, "value": 0}], "name")
    step = update(counters).where(counters.c.name == name).values(value=counters.c.value + count)
    last = connection.execute(step.returning(counters.c.value)).scalar_one()
    return [f"{name}-{number:04d}" for number in range(last - count + 1, last + 1)]
