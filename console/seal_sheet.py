"""Seals of evidence on the command line."""

from pathlib import Path

from console.screen import print_lines
from console.session import Session
from leads_db.errors import DocumentError
from leads_db.evidence_pack.writing import write_pack
from leads_db.records.account import Actor
from leads_db.store.engine import reading, writing
from leads_db.store.seals import read_kept_pages, read_seal, seal_lead, verify_seal
from leads_db.store.units import utc_now


def make_seal(session: Session, number: str, actor: Actor) -> None:
    """Seal a lead's pages. Raises NotFound, EvidenceMissing, DigestMismatch."""
    with writing(session.engine) as connection:
        seal = seal_lead(connection, number, session.settings.evidence_folder, actor, utc_now())
    print_lines(f"{seal.name}: {len(seal.pages)} pages, sha256 of the manifest {seal.manifest_digest}")


def print_check(session: Session, name: str) -> bool:
    """Check a seal page by page; True when it holds. Raises NotFound."""
    with reading(session.engine) as connection:
        found = verify_seal(connection, name, session.settings.evidence_folder)
    print_lines(*(f"✕ {file}: {fault}" for file, fault in found.faults.items()))
    print_lines(f"{name}: {'all' if found.holds else 'NOT all'} of {found.pages} pages are what was sealed.")
    return found.holds


def write_pack_file(session: Session, name: str, folder: Path) -> None:
    """Write <name>.zip into the folder. Raises NotFound, EvidenceError, DocumentError."""
    with reading(session.engine) as connection:
        seal = read_seal(connection, name)
        kept = read_kept_pages(connection, seal)
    path = folder / f"{seal.name}.zip"
    try:
        with path.open("xb") as target:
            write_pack(target, seal, kept, session.settings.evidence_folder)
    except OSError as fault:
        raise DocumentError(f"{path}: {fault.strerror}") from fault
    print_lines(f"{path}")
