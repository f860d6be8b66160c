"""Where kept pages lie: one row a page, by digest and address."""

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, select

from leads_db.errors import NotFound
from leads_db.records import Evidence
from leads_db.store.upsert import insert_new
from leads_db.tables import evidence

COLUMNS = [evidence.c[item.name] for item in fields(Evidence)]


def save_evidence(connection: Connection, kept: Sequence[Evidence], *, is_practice: bool) -> None:
    """Store the places of kept pages; the same bytes from the same address are kept once."""
    rows = [
        {
            **{item.name: getattr(page, item.name) for item in fields(Evidence)},
            "url_digest": _url_digest(page.url),
            "media_type": page.media_type[:100],
            "is_practice": is_practice,
        }
        for page in kept
    ]
    insert_new(connection, evidence, rows, "digest", "url_digest")


def read_evidence_row(connection: Connection, number: int) -> Evidence:
    """The evidence of this number. Raises NotFound."""
    row = connection.execute(select(*COLUMNS).where(evidence.c.id == number)).one_or_none()
    if row is None:
        raise NotFound(f"evidence {number}")
    return _evidence(row)


def read_evidence_at(connection: Connection, digest: str, url: str) -> Evidence | None:
    """The page kept under this digest from this address; None where there is none."""
    query = select(*COLUMNS).where(evidence.c.digest == digest, evidence.c.url_digest == _url_digest(url))
    row = connection.execute(query).one_or_none()
    return _evidence(row) if row else None


def is_practice_evidence(connection: Connection, number: int) -> bool:
    """True when the page was kept from the practice market."""
    return bool(connection.scalar(select(evidence.c.is_practice).where(evidence.c.id == number)))


def read_evidence_of(connection: Connection, digest: str) -> tuple[tuple[int, Evidence], ...]:
    """Number and place of every page kept under this digest."""
    query = select(evidence.c.id, *COLUMNS).where(evidence.c.digest == digest).order_by(evidence.c.id)
    return tuple((row.id, _evidence(row)) for row in connection.execute(query))


def _url_digest(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _evidence(row: Row[Any]) -> Evidence:
    return Evidence(**{item.name: getattr(row, item.name) for item in fields(Evidence)})
