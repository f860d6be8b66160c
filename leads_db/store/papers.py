"""Issued papers: added, read, never changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from leads_db.errors import NotFound, PaperSuperseded
from leads_db.paper_tables import papers
from leads_db.records.paper import Paper, PaperKind
from leads_db.store.audit import save_audit
from leads_db.store.record_json import to_json
from leads_db.store.turns import take_turn

COLUMNS = [papers.c[item.name] for item in fields(Paper)]


def save_paper(connection: Connection, paper: Paper) -> None:
    """Add the paper and its audit row in the caller's transaction.

    Raises NotFound when the paper that it corrects is not there, PaperSuperseded when that one was corrected before.
    """
    take_turn(connection, "papers")
    if paper.supersedes is not None:
        older = read_paper(connection, paper.supersedes)
        newer = connection.scalar(select(papers.c.uid).where(papers.c.supersedes == older.uid))
        if newer is not None:
            raise PaperSuperseded(f"paper {older.uid} was corrected by {newer}; correct that one")
    row = {item.name: getattr(paper, item.name) for item in fields(Paper)}
    connection.execute(insert(papers).values(**{**row, "facts": to_json(paper.facts)}))
    told = {name: row[name] for name in ("kind", "number", "subject", "sha256", "supersedes", "reason")}
    save_audit(
        connection, at=paper.issued_at, actor=paper.issued_by, action="paper.issue", subject=paper.uid, detail=told
    )


def read_paper(connection: Connection, uid: str) -> Paper:
    """One paper. Raises NotFound."""
    row = connection.execute(select(*COLUMNS).where(papers.c.uid == uid)).one_or_none()
    if row is None:
        raise NotFound(f"paper {uid[:30]}; `gi-leads documents list` shows those that exist")
    return _paper(row)


def read_correction(connection: Connection, uid: str) -> Paper | None:
    """The paper that corrects this one; None while it stands."""
    row = connection.execute(select(*COLUMNS).where(papers.c.supersedes == uid)).one_or_none()
    return _paper(row) if row else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFilter:
    """Which papers to read; None means all."""

    cities: tuple[str, ...] | None = None
    kinds: tuple[PaperKind, ...] | None = None
    subjects: tuple[str, ...] | None = None
    is_practice: bool | None = None


def read_papers(connection: Connection, wanted: PaperFilter, *, limit: int, offset: int = 0) -> Sequence[Paper]:
    """Papers, the newest first."""
    query = select(*COLUMNS)
    for column, values in (
        (papers.c.city, wanted.cities),
        (papers.c.kind, wanted.kinds),
        (papers.c.subject, wanted.subjects),
    ):
        query = query if values is None else query.where(column.in_(values))
    if wanted.is_practice is not None:
        query = query.where(papers.c.is_practice == wanted.is_practice)
    ordered = query.order_by(papers.c.issued_at.desc(), papers.c.id.desc()).limit(limit).offset(offset)
    return tuple(_paper(row) for row in connection.execute(ordered))


def _paper(row: Row[Any]) -> Paper:
    facts: Mapping[str, Any] = {**row._asdict(), "kind": PaperKind(row.kind), "facts": json.loads(row.facts)}
    return Paper(**facts)
