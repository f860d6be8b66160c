"""One kept page on the terminal."""

import sys
from dataclasses import asdict

from console.screen import print_lines, print_table
from console.session import Session
from console.words import moment
from leads_db.evidence_file import read_evidence
from leads_db.store.engine import reading
from leads_db.store.evidence import read_evidence_row


def print_evidence(session: Session, number: int, *, with_body: bool) -> None:
    """Place, digest and check of one kept page. Raises NotFound, EvidenceMissing, DigestMismatch."""
    with reading(session.engine) as connection:
        evidence = read_evidence_row(connection, number)
    facts = {**asdict(evidence), "captured_at": f"{moment(evidence.captured_at)} Asia/Shanghai"}
    print_table(f"Evidence {number}", ("fact", "value"), facts.items())
    kept = read_evidence(session.settings.evidence_folder, evidence)
    print_lines("The kept bytes match their digest.")
    if with_body:
        sys.stdout.flush()
        sys.stdout.buffer.write(kept.body)
