"""The audit as an auditor reads it: searched, a page at a time, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from leads_db.tables import audit

LAST = "\U0010ffff"
"""Stands behind every text that begins so."""
COLUMNS = [audit.c[name] for name in ("id", "at", "actor", "action", "subject", "detail", "hash")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One row of the audit."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str
    """JSON."""
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which rows; empty and None mean all."""

    actor: str = ""
    action: str = ""
    """Beginning: `lead.` finds every move, `lead.confirm` one."""
    subject: str = ""
    """Beginning of a lead's number, an account's name …"""
    since: datetime | None = None
    until: datetime | None = None


def read_audit(
    connection: Connection, wanted: AuditFilter, *, limit: int, before: int | None = None
) -> tuple[AuditRow, ...]:
    """Rows, the newest first; `before`: id of the last row that was read."""
    query = _select(wanted)
    if before is not None:
        query = query.where(audit.c.id < before)
    return tuple(map(_row, connection.execute(query.order_by(audit.c.id.desc()).limit(limit))))


def iterate_audit(connection: Connection, wanted: AuditFilter, *, limit: int) -> Iterator[AuditRow]:
    """The same without keeping them all, the oldest first."""
    query = _select(wanted).order_by(audit.c.id).limit(limit)
    rows = connection.execute(query, execution_options={"yield_per": 2_000})
    return map(_row, rows)


def read_audit_head(connection: Connection) -> tuple[int, str]:
    """How many rows there are, and the hash of the last: what an outside copy is compared with."""
    last = connection.scalar(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)) or ""
    return connection.execute(select(func.count()).select_from(audit)).scalar_one(), last


def _select(wanted: AuditFilter) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    for name in ("action", "subject"):
        if text := getattr(wanted, name):
            conditions += [audit.c[name] >= text, audit.c[name] < text + LAST]
    if wanted.actor:
        conditions.append(audit.c.actor == wanted.actor)
    if wanted.since is not None:
        conditions.append(audit.c.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(audit.c.at < wanted.until)
    return select(*COLUMNS).where(*conditions)


def _row(row: Row[Any]) -> AuditRow:
    return AuditRow(**row._asdict())
