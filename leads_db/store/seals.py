"""Seal the evidence of a lead: every kept page is checked against its digest, then the list of digests is fixed."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from leads_db.errors import EvidenceError, EvidenceMissing, NotFound
from leads_db.evidence_file import read_evidence, read_record_bytes
from leads_db.lead_tables import lead_listings, leads, seals
from leads_db.records import Evidence
from leads_db.records.account import Actor
from leads_db.records.seal import Seal, SealCheck
from leads_db.store.audit import save_audit
from leads_db.store.evidence import read_evidence_of, read_evidence_row
from leads_db.store.lead_access import sees
from leads_db.store.readiness import forget_gaps
from leads_db.store.record_json import to_json
from leads_db.store.turns import take_turn
from leads_db.tables import snapshots

MOST_PAGES = 300
"""Pages of one seal, those last seen first; the manifest counts what it leaves out."""
COLUMNS = (*(seals.c[name] for name in Seal.__slots__ if name != "lead"), leads.c.number.label("lead"))


def seal_lead(connection: Connection, number: str, evidence_folder: Path, actor: Actor, at: datetime) -> Seal:
    """Check the pages kept of a lead's listings and fix them. Raises NotFound, EvidenceMissing (also when no page was
    kept), DigestMismatch; then nothing is sealed.
    """
    take_turn(connection, "audit")
    columns = [leads.c[name] for name in ("id", "number", "indication", "platform", "seller_name", "is_practice")]
    lead = connection.execute(select(*columns).where(leads.c.number == number, sees(actor))).one_or_none()
    if lead is None:
        raise NotFound(f"lead {number[:60]}")
    digests = _read_digests(connection, lead.id)
    pages = [
        _page(place, numbered, row, evidence_folder)
        for place, (numbered, row) in enumerate(_read_kept(connection, digests[:MOST_PAGES]), 1)
    ]
    if not pages:
        raise EvidenceMissing(f"no page was kept of the listings of {number}; capture one and seal again")
    sealed = connection.scalar(select(func.count()).select_from(seals).where(seals.c.lead_id == lead.id)) or 0
    name = f"EV-{number}-{sealed + 1:02d}"
    manifest = {
        "pack": name,
        "lead": number,
        "indication": lead.indication,
        "platform": lead.platform,
        "seller": lead.seller_name,
        "sealed_at": at,
        "sealed_by": actor.name,
        "left_out": max(0, len(digests) - MOST_PAGES),
        "pages": pages,
    }
    text = to_json(manifest)
    values = {
        "name": name,
        "manifest": text,
        "manifest_digest": hashlib.sha256(text.encode()).hexdigest(),
        "sealed_at": at,
        "sealed_by": actor.name,
        "is_practice": lead.is_practice,
    }
    connection.execute(insert(seals).values(**values, lead_id=lead.id))
    forget_gaps(connection, leads.c.id == lead.id)
    detail = {"seal": name, "manifest": values["manifest_digest"], "pages": len(pages)}
    save_audit(connection, at=at, actor=actor.name, action="seal.make", subject=number, detail=detail)
    return Seal(**{**values, "lead": number})


def _read_digests(connection: Connection, lead_id: int) -> list[str]:
    """Digests of the pages that show a lead's listings, those last seen first."""
    query = (
        select(snapshots.c.evidence_digest)
        .join(lead_listings, lead_listings.c.listing_id == snapshots.c.listing_id)
        .where(lead_listings.c.lead_id == lead_id, snapshots.c.evidence_digest.is_not(None))
        .order_by(snapshots.c.seen_at.desc(), snapshots.c.id.desc())
    )
    return list(dict.fromkeys(connection.scalars(query)))


def _read_kept(connection: Connection, digests: Sequence[str]) -> Iterator[tuple[int, Evidence]]:
    for digest in digests:
        yield from read_evidence_of(connection, digest)


def _page(place: int, number: int, kept: Evidence, folder: Path) -> dict[str, object]:
    read_evidence(folder, kept)
    record = hashlib.sha256(read_record_bytes(folder, kept)).hexdigest()
    return {
        "file": f"pages/{place:03d}-{kept.digest[:12]}.warc.gz",
        "evidence": number,
        "url": kept.url,
        "http_status": kept.http_status,
        "media_type": kept.media_type,
        "captured_at": kept.captured_at,
        "bytes": kept.size,
        "sha256": kept.digest,
        "record_sha256": record,
    }


def read_kept_pages(connection: Connection, seal: Seal) -> Mapping[str, Evidence]:
    """File of the pack → where its page lies. Raises NotFound."""
    return {page["file"]: read_evidence_row(connection, page["evidence"]) for page in seal.pages}


def verify_seal(connection: Connection, name: str, evidence_folder: Path) -> SealCheck:
    """Check the manifest's digest and every sealed page. Raises NotFound; faults are told, not raised."""
    seal = read_seal(connection, name)
    faults: dict[str, str] = {}
    if hashlib.sha256(seal.manifest.encode()).hexdigest() != seal.manifest_digest:
        faults["manifest.json"] = "DigestMismatch"
    for page in seal.pages:
        try:
            kept = read_evidence_row(connection, page["evidence"])
            body = hashlib.sha256(read_evidence(evidence_folder, kept).body).hexdigest()
            record = hashlib.sha256(read_record_bytes(evidence_folder, kept)).hexdigest()
        except (EvidenceError, NotFound) as fault:
            faults[page["file"]] = type(fault).__name__
            continue
        if (body, record) != (page["sha256"], page["record_sha256"]):
            faults[page["file"]] = "DigestMismatch"
    return SealCheck(name=name, pages=len(seal.pages), faults=faults)


def read_seal(connection: Connection, name: str) -> Seal:
    """One seal by its name. Raises NotFound. Who may see it is the lead's question: `read_seals` first."""
    query = select(*COLUMNS).join(leads, leads.c.id == seals.c.lead_id).where(seals.c.name == name)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"seal {name[:80]}")
    return _seal(row)


def read_seals(connection: Connection, number: str, actor: Actor) -> tuple[Seal, ...]:
    """The seals of a lead that the actor may see, the newest first."""
    query = select(*COLUMNS).join(leads, leads.c.id == seals.c.lead_id).where(leads.c.number == number, sees(actor))
    return tuple(map(_seal, connection.execute(query.order_by(seals.c.id.desc()))))


def _seal(row: Row[Any]) -> Seal:
    return Seal(**row._asdict())
