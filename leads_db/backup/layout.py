"""What stands where in a folder of backups, and its list of digests."""

import hashlib
import re
from pathlib import Path

from leads_db.errors import BackupBroken

STORE, SUMS, TOLD = "store.db", "SHA256SUMS", "backup.json"
FILES = "files"
"""Beside the backups: what they share."""
NAME = re.compile(r"gi-leads-[0-9]{8}-[0-9]{6}")
"""Folder of one backup; its time in UTC."""
LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
CHUNK = 1 << 20


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_sums(backup: Path) -> dict[str, str]:
    """Path below the backup (`store.db`, `../files/…`) → digest. Raises BackupBroken."""
    try:
        lines = (backup / SUMS).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise BackupBroken(f"{backup.name}: its {SUMS} cannot be read ({type(fault).__name__})") from fault
    found = [LINE.fullmatch(line) for line in lines]
    if not all(found) or not lines:
        raise BackupBroken(f"{backup.name}: its {SUMS} is no list of digests")
    return {match[2]: match[1] for match in found if match}


def backups_in(folder: Path) -> tuple[Path, ...]:
    """The whole backups, the oldest first; what is still being made has another name."""
    found = [path for path in folder.glob("gi-leads-*") if NAME.fullmatch(path.name) and (path / SUMS).is_file()]
    return tuple(sorted(found))
