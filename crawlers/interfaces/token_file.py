"""Tokens that a platform has issued. Those renewed with a refresh token are kept in a 0600 file, because most platforms
change the refresh token with each use; those for key and secret live in memory only.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawlers.interfaces.accounts import Account

EARLY_S = 60
"""A token is given up this long before its end."""


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A token and its end."""

    value: str
    until: datetime
    refresh: str = ""
    """For the next one; empty where key and secret are enough, or where the old one stays good."""

    def __repr__(self) -> str:
        return f"Token(until {self.until:%Y-%m-%dT%H:%M:%SZ})"

    def is_over(self, now: datetime) -> bool:
        """True when a new one must be asked for."""
        return now >= self.until - timedelta(seconds=EARLY_S)


class TokenFile:
    """The renewed token of one account; forgotten as soon as somebody changes the account itself."""

    def __init__(self, path: Path, account: Account) -> None:
        self._path = path
        told = f"{account.get('token')}\n{account.get('refresh_token')}"
        self._made_for = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()

    def load(self) -> Token | None:
        """None where there is none, or it belongs to an earlier authorisation."""
        try:
            told = json.loads(self._path.read_text("utf-8"))
            if told["made_for"] != self._made_for:
                return None
            return Token(told["value"], datetime.fromtimestamp(told["until_s"], UTC), told["refresh"])
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def save(self, token: Token) -> None:
        """Whole or not at all: a torn file would cost the refresh token."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        facts = {"made_for": self._made_for, "value": token.value, "refresh": token.refresh}
        text = json.dumps({**facts, "until_s": token.until.timestamp()})
        fresh = self._path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
