"""The audit: append-only, each row chained to the one before by its hash."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from leads_db.store.record_json import to_json
from leads_db.store.turns import take_turn
from leads_db.tables import audit

ROOT = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that somebody did."""

    at: datetime
    actor: str
    action: str
    """`lead.confirm`, `practice.wipe`: what was done, in one word behind the noun."""
    subject: str
    """What it was done to: a lead's number, an account's name."""
    detail: Mapping[str, object]


def _hash(prev_hash: str, at: datetime, actor: str, action: str, subject: str, detail: str) -> str:
    stamp = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256("\n".join((prev_hash, stamp, actor, action, subject, detail)).encode()).hexdigest()


def save_audit(
    connection: Connection, *, at: datetime, actor: str, action: str, subject: str, detail: Mapping[str, object]
) -> None:
    """Append what somebody did. Call it inside the transaction that does it."""
    save_entries(connection, [Entry(at=at, actor=actor, action=action, subject=subject, detail=detail)])


def save_entries(connection: Connection, entries: Sequence[Entry]) -> None:
    """Append several in their order, in one turn."""
    if not entries:
        return
    take_turn(connection, "audit")
    prev_hash = connection.scalar(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)) or ROOT
    rows = []
    for entry in entries:
        text = to_json(entry.detail)
        digest = _hash(prev_hash, entry.at, entry.actor, entry.action, entry.subject, text)
        rows.append(
            {
                "at": entry.at,
                "actor": entry.actor,
                "action": entry.action,
                "subject": entry.subject,
                "detail": text,
                "prev_hash": prev_hash,
                "hash": digest,
            }
        )
        prev_hash = digest
    connection.execute(insert(audit), rows)


def find_broken_audit(connection: Connection) -> int | None:
    """Id of the first row whose hash or chain is wrong; None when all rows hold."""
    prev_hash = ROOT
    for row in connection.execute(select(audit).order_by(audit.c.id)):
        expected = _hash(prev_hash, row.at, row.actor, row.action, row.subject, row.detail)
        if row.prev_hash != prev_hash or row.hash != expected:
            return int(row.id)
        prev_hash = row.hash
    return None
