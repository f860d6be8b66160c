"""Read leads: who sells, which leads there are, one by its number."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from leads_db.errors import NotFound
from leads_db.lead_tables import lead_listings, leads
from leads_db.records import Lead, Listing, Verdict
from leads_db.tables import listings

QUEUED = (Verdict.INFRINGING, Verdict.IRREGULAR_USE, Verdict.UNLICENSED_LOCAL, Verdict.INSUFFICIENT)
"""Verdicts that a person must see, the gravest first; lawful and unrelated ones are no leads."""
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


def read_leads_of(connection: Connection, numbers: Sequence[str]) -> tuple[Lead, ...]:
    """These leads in their order; a number that no lead has is left out."""
    found = {row.number: _lead(row) for row in connection.execute(select(*COLUMNS).where(leads.c.number.in_(numbers)))}
    return tuple(found[number] for number in numbers if number in found)


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
