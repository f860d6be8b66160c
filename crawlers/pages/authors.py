"""Who wrote a post → a keyed hash: the same person gives the same 32 characters, and nobody can be found by them."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from leads_db.errors import StoreFull

SALT_FILE = "author.salt"
SALT_BYTES = 32


def author_hash(platform: str, author: str, salt: bytes) -> str | None:
    """HMAC-SHA256 over platform and account; None without an account or without a salt."""
    if not author or not salt:
        return None
    told = f"{platform}\n{author}".encode("utf-8", "surrogatepass")
    return hmac.new(salt, told, hashlib.sha256).hexdigest()[:32]


def load_salt(home: Path) -> bytes:
    """The installation's own salt, made at the first call (0600). Raises StoreFull where it cannot be written."""
    path = home / SALT_FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{SALT_FILE}.{secrets.token_hex(4)}")
        if not path.exists():
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(SALT_BYTES))
            try:
                os.link(draft, path)  # of two processes the first one's counts
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_bytes()
    except OSError as fault:
        raise StoreFull(f"{path}: {fault.strerror or fault}") from fault
