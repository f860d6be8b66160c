"""The bytes of issued papers below GI_HOME/papers: written once under their digest, read back only when they match."""

import hashlib
import os
from datetime import datetime
from pathlib import Path

from leads_db.errors import DigestMismatch, EvidenceMissing, StoreFull
from leads_db.records.paper import Paper

PRACTICE = "practice"
"""Folder below the folder of papers that holds what the practice market led to, and nothing else."""


def keep_paper(folder: Path, content: bytes, *, at: datetime, ending: str, is_practice: bool) -> tuple[str, str]:
    """Write the bytes durably; (digest, path below `folder`). The same bytes twice are one file. Raises StoreFull."""
    digest = hashlib.sha256(content).hexdigest()
    place = Path(PRACTICE if is_practice else "issued") / f"{at:%Y}" / f"{at:%m}" / f"{digest}{ending}"
    path = folder / place
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    except OSError as fault:
        raise StoreFull(f"papers: {fault.strerror}") from fault
    finally:
        draft.unlink(missing_ok=True)
    return digest, place.as_posix()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
