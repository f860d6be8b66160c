"""Facts of sellers: one row a seller, field and value, with where it stood and when it was first and last seen."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from leads_db.lead_tables import leads
from leads_db.records import Listing, SellerFact
from leads_db.source_tables import seller_facts
from leads_db.store.leads import seller_key
from leads_db.store.readiness import forget_gaps
from leads_db.store.upsert import chunks, insert_new

SURE = ("person", "licence", "json_ld", "listing", "footer")
"""Where a fact stood, the surest first."""
FROM_LISTING = ("operator_name", "operator_code", "operator_address")
"""What a listing itself may tell of its seller, for those of its listings that do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFact:
    """One fact as the store holds it."""

    fact: SellerFact
    """`seen_at`: when it was last seen."""
    first_seen_at: datetime


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def site_key(platform: str) -> str:
    """The seller behind a whole site, where the site is one seller's own; as `seller_key` in form."""
    return hashlib.sha256(f"{platform}\nsite\n".encode()).hexdigest()[:32]


def keys_of(listing: Listing) -> tuple[str, str]:
    """The keys under which facts of a listing's seller may stand: its own, and its site's."""
    return seller_key(listing), site_key(listing.platform)


def facts_of_listings(listings: Iterable[Listing], *, source: str, now: datetime) -> tuple[SellerFact, ...]:
    """What the listings themselves tell of their sellers; a listing without a shop tells nothing of others."""
    return tuple(
        SellerFact(
            seller_key=seller_key(listing),
            field=name,
            value=value.strip(),
            how="listing",
            url=listing.url or "",
            source=source,
            seen_at=listing.seen_at or now,
            is_practice=listing.is_practice,
        )
        for listing in listings
        if listing.shop_id or listing.operator_code or listing.shop_name
        for name in FROM_LISTING
        if (value := getattr(listing, name)) and value.strip()
    )


def save_seller_facts(connection: Connection, facts: Sequence[SellerFact], *, run_id: int) -> None:
    """Store the facts; one that is known already moves its last-seen. Repeating changes no row count."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for fact in sorted(facts, key=lambda one: one.seen_at):
        digest = _digest(fact.value)
        row = {name: getattr(fact, name) for name in SellerFact.__slots__ if name != "seen_at"}
        row |= {"value_digest": digest, "first_seen_at": fact.seen_at, "last_seen_at": fact.seen_at, "run_id": run_id}
        held = rows.setdefault((fact.seller_key, fact.field, digest), row)
        held["last_seen_at"] = fact.seen_at
    held_at = _read_last_seen(connection, {key for key, _, _ in rows})
    insert_new(
        connection,
        seller_facts,
        [row for key, row in rows.items() if key not in held_at],
        "seller_key",
        "field",
        "value_digest",
    )
    for chunk in chunks(sorted({key for key, field, digest in rows.keys() - held_at.keys()})):
        forget_gaps(connection, leads.c.seller_key.in_(chunk))
    moved = [
        {"of_key": key, "of_field": field, "of_digest": digest, "seen": row["last_seen_at"]}
        for (key, field, digest), row in rows.items()
        if (at := held_at.get((key, field, digest))) is not None and at < row["last_seen_at"]
    ]
    if moved:
        same = update(seller_facts).where(
            seller_facts.c.seller_key == bindparam("of_key"),
            seller_facts.c.field == bindparam("of_field"),
            seller_facts.c.value_digest == bindparam("of_digest"),
        )
        connection.execute(same.values(last_seen_at=bindparam("seen")), moved)


def _read_last_seen(connection: Connection, keys: Iterable[str]) -> dict[tuple[str, str, str], datetime]:
    columns = (
        seller_facts.c.seller_key,
        seller_facts.c.field,
        seller_facts.c.value_digest,
        seller_facts.c.last_seen_at,
    )
    found: dict[tuple[str, str, str], datetime] = {}
    for chunk in chunks(sorted(keys)):
        query = select(*columns).where(seller_facts.c.seller_key.in_(chunk))
        found.update({(key, field, digest): at for key, field, digest, at in connection.execute(query)})
    return found


def read_seller_facts(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[KnownFact, ...]]:
    """Seller key → its facts, by field the one last seen first."""
    found: dict[str, tuple[KnownFact, ...]] = {}
    columns = [seller_facts.c[name] for name in SellerFact.__slots__ if name != "seen_at"]
    for chunk in chunks(sorted(set(keys))):
        query = select(*columns, seller_facts.c.first_seen_at, seller_facts.c.last_seen_at)
        query = query.where(seller_facts.c.seller_key.in_(chunk))
        ordered = query.order_by(seller_facts.c.field, seller_facts.c.last_seen_at.desc(), seller_facts.c.id)
        for row in connection.execute(ordered):
            told = row._asdict()
            first, last = told.pop("first_seen_at"), told.pop("last_seen_at")
            known = KnownFact(fact=SellerFact(**told, seen_at=last), first_seen_at=first)
            found[known.fact.seller_key] = (*found.get(known.fact.seller_key, ()), known)
    return found


def read_keys_of_codes(connection: Connection, codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Credit code → keys of the sellers that carry it: shops of one business."""
    found: dict[str, tuple[str, ...]] = {}
    for chunk in chunks(sorted(set(codes))):
        query = select(seller_facts.c.value, seller_facts.c.seller_key).where(
            seller_facts.c.field == "operator_code", seller_facts.c.value_digest.in_([_digest(code) for code in chunk])
        )
        for code, key in connection.execute(query.order_by(seller_facts.c.id)):
            found[code] = (*found.get(code, ()), key)
    return found


def best_fact(facts: Iterable[KnownFact], field: str) -> SellerFact | None:
    """The surest statement of a field, of equally sure ones the newest; None where there is none."""
    told = [known.fact for known in facts if known.fact.field == field]
    return min(told, key=lambda fact: (SURE.index(fact.how), -fact.seen_at.timestamp()), default=None)


def read_fresh_sellers(connection: Connection, source: str, *, since: datetime) -> frozenset[str]:
    """Keys of the sellers of whom a page of this source told something at or after `since`."""
    query = select(seller_facts.c.seller_key).distinct()
    told = query.where(
        seller_facts.c.source == source, seller_facts.c.last_seen_at >= since, seller_facts.c.how != "listing"
    )
    return frozenset(connection.scalars(told))


def read_same_operator(connection: Connection, code: str, *, but: Iterable[str] = ()) -> Mapping[str, tuple[str, str]]:
    """Other sellers with this credit code: seller key → (name, platform), as their leads name them."""
    keys = read_keys_of_codes(connection, [code]).get(code, ())
    query = select(leads.c.seller_key, leads.c.seller_name, leads.c.platform).where(leads.c.seller_key.in_(keys))
    mine = set(but)
    return {key: (name, platform) for key, name, platform in connection.execute(query) if key not in mine}
