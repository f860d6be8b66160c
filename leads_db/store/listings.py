"""Listings and their snapshots: a snapshot is kept only when something changed; the rest is last-seen."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from leads_db.listing_rows import listing_from_row, row_from_listing
from leads_db.records import Listing, Sighting
from leads_db.store.upsert import chunks, insert_new
from leads_db.tables import listings, snapshots

VOLATILE = ("seen_at", "sold_count", "sold_raw", "image_urls")
"""Fields that move without the offer having changed; they alone make no new snapshot."""


@dataclass(frozen=True, slots=True)
class SavedSightings:
    """What a batch of sightings did to the store."""

    ids: Mapping[str, int]
    """Listing key → listing id."""
    fresh: frozenset[str]
    """Keys of listings that were never seen before."""
    changed: frozenset[str]
    """Keys of known listings with a new newest snapshot."""
    newest: frozenset[str]
    """Keys whose newest sighting lies in this batch; an older sighting must not be judged as the present one."""


def listing_json(listing: Listing) -> tuple[str, str]:
    """The listing as JSON text, and the hash of what makes a new snapshot."""
    row = row_from_listing(listing)
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    for name in VOLATILE:
        row.pop(name, None)
    steady = json.dumps(row, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    return text, hashlib.blake2b(steady, digest_size=16).hexdigest()


def save_sightings(
    connection: Connection, sightings: Sequence[Sighting], *, run_id: int, now: datetime
) -> SavedSightings:
    """Store the sightings in the order of their time; replaying or shuffling them changes no row count.

    `now` stands in for a listing without seen_at.
    """
    ordered = sorted(sightings, key=lambda sighting: sighting.listing.seen_at or now)
    rows = [_Row.of(sighting, run_id, now) for sighting in ordered]
    known = _read_heads(connection, {row.key for row in rows})
    _insert_listings(connection, rows, known)
    heads = dict(known)
    ids = _read_ids(connection, {row.key for row in rows if row.key not in known})
    snapshot_rows: list[dict[str, Any]] = []
    moved: dict[str, _Head] = {}
    for row in rows:
        head = heads.get(row.key)
        if head is None:
            heads[row.key] = moved[row.key] = _Head(ids[row.key], row.content_hash, row.seen_at)
            snapshot_rows.append(row.snapshot(ids[row.key]))
        elif row.seen_at >= head.seen_at:
            if row.content_hash != head.content_hash:
                snapshot_rows.append(row.snapshot(head.id))
            heads[row.key] = moved[row.key] = _Head(head.id, row.content_hash, row.seen_at)
        elif _hash_before(connection, head.id, row.seen_at) != row.content_hash:
            snapshot_rows.append(row.snapshot(head.id))
    insert_new(connection, snapshots, snapshot_rows, "listing_id", "seen_at", "content_hash")
    _move_heads(connection, moved, known, run_id)
    fresh = frozenset(key for key in moved if key not in known)
    changed = frozenset(
        key for key, head in moved.items() if key in known and head.content_hash != known[key].content_hash
    )
    return SavedSightings({key: head.id for key, head in heads.items()}, fresh, changed, frozenset(moved))


@dataclass(frozen=True, slots=True)
class _Head:
    id: int
    content_hash: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    sighting: Sighting
    seen_at: datetime
    content_hash: str
    record: str
    run_id: int

    @classmethod
    def of(cls, sighting: Sighting, run_id: int, now: datetime) -> "_Row":
        record, content_hash = listing_json(sighting.listing)
        return cls(sighting.listing.key, sighting, sighting.listing.seen_at or now, content_hash, record, run_id)

    def snapshot(self, listing_id: int) -> dict[str, Any]:
        return {
            "listing_id": listing_id,
            "content_hash": self.content_hash,
            "seen_at": self.seen_at,
            "run_id": self.run_id,
            "source": self.sighting.source[:200],
            "search_term": self.sighting.search_term,
            "evidence_digest": self.sighting.evidence_digest,
            "notes": "\n".join(self.sighting.notes),
            "record": self.record,
        }


def _read_heads(connection: Connection, keys: Iterable[str]) -> dict[str, _Head]:
    columns = (listings.c.key, listings.c.id, listings.c.content_hash, listings.c.last_seen_at)
    found: dict[str, _Head] = {}
    for chunk in chunks(sorted(keys)):
        for key, *head in connection.execute(select(*columns).where(listings.c.key.in_(chunk))):
            found[key] = _Head(*head)
    return found


def _read_ids(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in chunks(sorted(keys)):
        query = select(listings.c.key, listings.c.id).where(listings.c.key.in_(chunk))
        found.update((key, number) for key, number in connection.execute(query))
    return found


def _insert_listings(connection: Connection, rows: Sequence[_Row], known: Mapping[str, _Head]) -> None:
    new: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row.key in known or row.key in new:
            continue
        listing = row.sighting.listing
        new[row.key] = {
            "key": row.key,
            "platform": listing.platform,
            "item_id": listing.item_id,
            "first_seen_at": row.seen_at,
            "last_seen_at": row.seen_at,
            "first_run_id": row.run_id,
            "last_run_id": row.run_id,
            "content_hash": row.content_hash,
            "is_practice": listing.is_practice,
        }
    insert_new(connection, listings, list(new.values()), "key")


def _hash_before(connection: Connection, listing_id: int, moment: datetime) -> str | None:
    """Content hash of the newest snapshot that is not younger than `moment`: for sightings that come late."""
    return connection.scalar(
        select(snapshots.c.content_hash)
        .where(snapshots.c.listing_id == listing_id, snapshots.c.seen_at <= moment)
        .order_by(snapshots.c.seen_at.desc(), snapshots.c.id.desc())
        .limit(1)
    )


def _move_heads(connection: Connection, moved: Mapping[str, _Head], known: Mapping[str, _Head], run_id: int) -> None:
    rows = [
        {"row_id": head.id, "content_hash": head.content_hash, "last_seen_at": head.seen_at, "last_run_id": run_id}
        for key, head in moved.items()
        if known.get(key) != head
    ]
    if rows:
        connection.execute(update(listings).where(listings.c.id == bindparam("row_id")), rows)


def read_newest_snapshots(connection: Connection, ids: Iterable[int]) -> dict[int, int]:
    """Listing id → id of its newest snapshot."""
    found: dict[int, int] = {}
    columns = (snapshots.c.listing_id, snapshots.c.id)
    for chunk in chunks(sorted(set(ids))):
        query = select(*columns).where(snapshots.c.listing_id.in_(chunk))
        rows = connection.execute(query.order_by(snapshots.c.seen_at, snapshots.c.id))
        found.update((listing_id, number) for listing_id, number in rows)
    return found


def read_listing(connection: Connection, key: str) -> Listing | None:
    """The newest snapshot of a listing, or None."""
    text = connection.scalar(
        select(snapshots.c.record)
        .join(listings, listings.c.id == snapshots.c.listing_id)
        .where(listings.c.key == key)
        .order_by(snapshots.c.seen_at.desc(), snapshots.c.id.desc())
        .limit(1)
    )
    return listing_from_row(json.loads(text)) if text else None
