"""Leads: one for each seller × indication, its listings under it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from leads_db.errors import NotFound
from leads_db.lead_tables import lead_listings, leads
from leads_db.records import Assessment, Lead, Listing, Verdict
from leads_db.store.turns import take_turn
from leads_db.store.upsert import chunks, insert_new
from leads_db.tables import counters, listings

QUEUED = (Verdict.INFRINGING, Verdict.IRREGULAR_USE, Verdict.UNLICENSED_LOCAL, Verdict.INSUFFICIENT)
"""Verdicts that a person must see, the gravest first; lawful and unrelated ones are no leads."""
SHANGHAI = ZoneInfo("Asia/Shanghai")
COLUMNS = [leads.c[item.name] for item in fields(Lead)]


def seller_key(listing: Listing) -> str:
    """Who sells: shop id, else licence code, else shop name, each on its platform; else the listing alone."""
    marks = (
        ("shop", listing.shop_id),
        ("code", listing.operator_code),
        ("name", listing.shop_name),
        ("item", listing.item_id),
    )
    kind, value = next((kind, value) for kind, value in marks if value)
    text = f"{listing.platform}\n{kind}\n{value}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Judged:
    """A listing with one of its assessments, on the way to a lead."""

    listing: Listing
    assessment: Assessment
    listing_id: int
    city: str
    """City whose queue the lead joins."""


def save_leads(connection: Connection, judged: Sequence[Judged], *, run_id: int, now: datetime) -> None:
    """Make the leads that these assessments call for and hang the listings under them; `refresh_leads` comes after."""
    if not judged:
        return
    wanted = {(seller_key(item.listing), item.assessment.indication): item for item in reversed(judged)}
    take_turn(connection, "leads")  # two that find no lead of a seller would both make one
    known = _read_lead_ids(connection, [key for key, _ in wanted])
    new = [item for pair, item in wanted.items() if pair not in known and item.assessment.verdict in QUEUED]
    if new:
        _insert_leads(connection, new, run_id, now)
        known = _read_lead_ids(connection, [key for key, _ in wanted])
    links = [
        {"lead_id": known[pair], "listing_id": item.listing_id}
        for item in judged
        if (pair := (seller_key(item.listing), item.assessment.indication)) in known
    ]
    insert_new(connection, lead_listings, links, "lead_id", "listing_id")


def _read_lead_ids(connection: Connection, keys: Iterable[str]) -> dict[tuple[str, str], int]:
    columns = (leads.c.seller_key, leads.c.indication, leads.c.id)
    found: dict[tuple[str, str], int] = {}
    for chunk in chunks(sorted(set(keys))):
        for key, indication, number in connection.execute(select(*columns).where(leads.c.seller_key.in_(chunk))):
            found[key, indication] = number
    return found


def _insert_leads(connection: Connection, new: Sequence[Judged], run_id: int, now: datetime) -> None:
    counts = Counter(item.city for item in new)
    numbers = {city: iter(take_numbers(connection, city, count, now)) for city, count in sorted(counts.items())}
    connection.execute(insert(leads), [_lead_row(item, next(numbers[item.city]), run_id, now) for item in new])


def _lead_row(item: Judged, number: str, run_id: int, now: datetime) -> dict[str, object]:
    listing, assessment = item.listing, item.assessment
    return {
        "number": number,
        "seller_key": seller_key(listing),
        "seller_name": (listing.shop_name or listing.operator_name or "卖家未显示")[:400],
        "platform": listing.platform,
        "indication": assessment.indication,
        "city": item.city,
        "verdict": assessment.verdict,
        "likelihood": assessment.likelihood,
        "bureau": assessment.bureau,
        "listing_count": 0,
        "first_seen_at": listing.seen_at or now,
        "last_seen_at": listing.seen_at or now,
        "first_run_id": run_id,
        "state_since": now,
        "is_practice": listing.is_practice,
    }


def take_numbers(connection: Connection, city: str, count: int, now: datetime) -> list[str]:
    """The next lead numbers of a city's day: gapless, never reused, safe because taken inside the transaction."""
    name = f"GI-{city}-{now.astimezone(SHANGHAI):%Y%m%d}"
    insert_new(connection, counters, [{"name": name, "value": 0}], "name")
    step = update(counters).where(counters.c.name == name).values(value=counters.c.value + count)
    last = connection.execute(step.returning(counters.c.value)).scalar_one()
    return [f"{name}-{number:04d}" for number in range(last - count + 1, last + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFilter:
    """Which leads to read; None means all."""

    cities: tuple[str, ...] | None = None
    verdict: Verdict | None = None
    indication: str | None = None
    bureau: str | None = None
    is_practice: bool | None = None


def read_leads(connection: Connection, wanted: LeadFilter, *, limit: int, offset: int = 0) -> tuple[Lead, ...]:
    """Leads that wait for a person, the likeliest first."""
    query = select(*COLUMNS).where(*_conditions(wanted))
    ordered = query.order_by(leads.c.likelihood.desc(), leads.c.id).limit(limit).offset(offset)
    return tuple(_lead(row) for row in connection.execute(ordered))


def count_leads(connection: Connection, wanted: LeadFilter) -> dict[Verdict, int]:
    """How many such leads there are, by verdict."""
    query = select(leads.c.verdict, func.count()).where(*_conditions(wanted)).group_by(leads.c.verdict)
    return {Verdict(verdict): count for verdict, count in connection.execute(query)}


def read_lead(connection: Connection, number: str) -> Lead:
    """One lead by its number. Raises NotFound."""
    row = connection.execute(select(*COLUMNS).where(leads.c.number == number)).one_or_none()
    if row is None:
        raise NotFound(f"lead {number[:60]}")
    return _lead(row)


def read_lead_listing_keys(connection: Connection, number: str) -> tuple[str, ...]:
    """Keys of the listings under a lead, those last seen first."""
    query = (
        select(listings.c.key)
        .join(lead_listings, lead_listings.c.listing_id == listings.c.id)
        .join(leads, leads.c.id == lead_listings.c.lead_id)
        .where(leads.c.number == number)
        .order_by(listings.c.last_seen_at.desc(), listings.c.id)
    )
    return tuple(connection.scalars(query))


def _conditions(wanted: LeadFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [leads.c.verdict.in_([wanted.verdict] if wanted.verdict else list(QUEUED))]
    if wanted.cities is not None:
        conditions.append(leads.c.city.in_(wanted.cities))
    if wanted.indication is not None:
        conditions.append(leads.c.indication == wanted.indication)
    if wanted.bureau is not None:
        conditions.append(leads.c.bureau == wanted.bureau)
    if wanted.is_practice is not None:
        conditions.append(leads.c.is_practice == wanted.is_practice)
    return conditions


def _lead(row: Row[Any]) -> Lead:
    facts: Mapping[str, object] = {**row._asdict(), "verdict": Verdict(row.verdict)}
    return Lead(**facts)  # type: ignore[arg-type]  # the columns are the record's fields
