"""The bytes of issued papers below GI_HOME/papers: written once under their digest, read back only when they match."""

import hashlib
from datetime import datetime
from pathlib import Path

from leads_db.durable_file import write_durably
from leads_db.errors import DigestMismatch, EvidenceMissing
from leads_db.records.paper import Paper

PRACTICE = "practice"
"""Folder below the folder of papers that holds what the practice market led to, and nothing else."""


def keep_paper(folder: Path, content: bytes, *, at: datetime, ending: str, is_practice: bool) -> tuple[str, str]:
    """Write the bytes durably; (digest, path below `folder`). The same bytes twice are one file. Raises StoreFull."""
    digest = hashlib.sha256(content).hexdigest()
    place = Path(PRACTICE if is_practice else "issued") / f"{at:%Y}" / f"{at:%m}" / f"{digest}{ending}"
    write_durably(folder / place, content, shelf="papers")
    return digest, place.as_posix()


def read_paper_bytes(folder: Path, paper: Paper) -> bytes:
    """The bytes as they were issued. Raises EvidenceMissing, DigestMismatch."""
    path = (folder / paper.file).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise EvidenceMissing(f"paper {paper.uid}: its path leads out of the folder of papers")
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise EvidenceMissing(f"paper {paper.uid}: {fault.strerror}; restore GI_HOME/papers from the backup") from fault
    if hashlib.sha256(content).hexdigest() != paper.sha256:
        raise DigestMismatch(f"paper {paper.uid}: the file was changed; restore GI_HOME/papers from the backup")
    return content
