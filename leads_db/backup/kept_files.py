"""Evidence and papers on the shelf of the backups: each copied once, read back, and known by its digest."""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from leads_db.backup.layout import FILES, digest_of
from leads_db.errors import BackupBroken

NAMED_BY_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFiles:
    """What lies on the shelf for one backup."""

    sums: Mapping[str, str]
    """Path below the backup → digest."""
    new: int
    """Files copied now."""
    damaged: tuple[str, ...]
    """Papers whose bytes were not those of their name when they were copied."""


def keep_files(folders: Mapping[str, Path], shelf: Path, known: Mapping[str, str]) -> KeptFiles:
    """Copy what is not on the shelf. `known`: digests of the last backup. Raises BackupBroken, OSError."""
    sums: dict[str, str] = {}
    damaged, new = [], 0
    for place, path in _files(folders):
        target, key = shelf / place, f"../{FILES}/{place}"
        digest = known.get(key, "") if _is_there(path, target) else ""
        if not digest:
            copied = _copy(path, target)
            if copied is None:
                continue
            digest, new = copied, new + 1
        sums[key] = digest
        if NAMED_BY_DIGEST.fullmatch(path.stem) and place.startswith("papers/") and path.stem != digest:
            damaged.append(place)
    return KeptFiles(sums=sums, new=new, damaged=tuple(damaged))


def _files(folders: Mapping[str, Path]) -> Iterator[tuple[str, Path]]:
    """(place on the shelf, file); neither links nor what is still being written."""
    for name, folder in folders.items():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield f"{name}/{path.relative_to(folder).as_posix()}", path


def _is_there(path: Path, target: Path) -> bool:
    try:
        return path.stat().st_size == target.stat().st_size
    except OSError:
        return False


def _copy(path: Path, target: Path) -> str | None:
    """The digest of the copy, which was read back; None for a file that was wiped meanwhile."""
    draft = target.with_name(f".{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    digest = hashlib.sha256(content).hexdigest()
    if digest_of(draft) != digest:
        draft.unlink()
        raise BackupBroken(f"{target.name}: the disk gave back other bytes than were written")
    draft.replace(target)
    return digest


def sweep_shelf(shelf: Path, needed: frozenset[str]) -> int:
    """Remove what no kept backup names; how many files."""
    gone = [path for path in shelf.rglob("*") if path.is_file() and _key(path, shelf) not in needed]
    for path in gone:
        path.unlink()
    return len(gone)


def _key(path: Path, shelf: Path) -> str:
    return f"../{FILES}/{path.relative_to(shelf).as_posix()}"
