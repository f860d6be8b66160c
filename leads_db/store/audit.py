"""The audit: append-only, each row chained to the one before by its hash."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from leads_db.store.record_json import to_json
from leads_db.store.turns import take_turn
from leads_db.tables import audit

ROOT = "0" * 64


def _hash(prev_hash: str, at: datetime, actor: str, action: str, subject: str, detail: str) -> str:
    stamp = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256("\n".join((prev_hash, stamp, actor, action, subject, detail)).encode()).hexdigest()


def save_audit(
    connection: Connection, *, at: datetime, actor: str, action: str, subject: str, detail: Mapping[str, object]
) -> None:
    """Append what somebody did. Call it inside the transaction that does it."""
    take_turn(connection, "audit")
    prev_hash = connection.scalar(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)) or ROOT
    text = to_json(detail)
    row = {"at": at, "actor": actor, "action": action, "subject": subject, "detail": text, "prev_hash": prev_hash}
    connection.execute(insert(audit).values(**row, hash=_hash(prev_hash, at, actor, action, subject, text)))


def find_broken_audit(connection: Connection) -> int | None:
    """Id of the first row whose hash or chain is wrong; None when all rows hold."""
    prev_hash = ROOT
    for row in connection.execute(select(audit).order_by(audit.c.id)):
        expected = _hash(prev_hash, row.at, row.actor, row.action, row.subject, row.detail)
        if row.prev_hash != prev_hash or row.hash != expected:
            return int(row.id)
        prev_hash = row.hash
    return None
