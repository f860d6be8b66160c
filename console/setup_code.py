"""The code that opens /setup on a desk without an administrator: printed at the start, kept hashed, used once."""

import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from leads_db.errors import StoreFull
from leads_db.settings import Settings

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
VALID_FOR = timedelta(hours=24)


def new_setup_code(settings: Settings, now: datetime) -> str:
    """A new code of 80 bits; the one before it is worth nothing from now on. Raises StoreFull."""
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    kept = {"hash": _hash(code), "ends_at": (now + VALID_FOR).isoformat()}
    path = _path(settings)
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps(kept), "utf-8")
    except OSError as fault:
        raise StoreFull(str(fault)) from fault
    return code


def is_setup_code(settings: Settings, code: str, now: datetime) -> bool:
    """True for the code that was printed last, within its day."""
    try:
        kept = json.loads(_path(settings).read_text("utf-8"))
        in_time = now < datetime.fromisoformat(kept["ends_at"])
        return hmac.compare_digest(str(kept["hash"]), _hash(code)) and in_time
    except (OSError, ValueError, KeyError, TypeError):
        return False


def use_up_setup_code(settings: Settings) -> bool:
    """Take the code away; False when somebody else has just used it."""
    try:
        _path(settings).unlink()
    except OSError:
        return False
    return True


def _path(settings: Settings) -> Path:
    return settings.home / "setup-code.json"


def _hash(code: str) -> str:
    plain = "".join(character for character in code.upper() if character in ALPHABET)
    return hashlib.sha256(plain.encode()).hexdigest()
