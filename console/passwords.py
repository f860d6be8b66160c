"""Passwords: argon2id with the library's parameters, and which are too easy to guess."""

import re
import secrets
import threading
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from leads_db.errors import PasswordRefused

LENGTH_LEAST = 10
LENGTH_MOST = 128
WEAK_FILE = Path(__file__).parent / "weak_passwords.txt"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without characters that are taken for one another when read from paper."""
STAND_INS = str.maketrans("013457", "oleast")
"""Digits that stand for letters: p4ssw0rd."""
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))
"""Checked for a name that does not exist, so that the answer takes as long."""
_ROOM = threading.BoundedSemaphore(2)
"""Each check takes 64 MiB for some 50 ms: a crowd of tries queues instead of filling the memory."""


def hash_password(password: str) -> str:
    """The hash to keep."""
    with _ROOM:
        return _HASHER.hash(_plain(password))


def is_password(kept: str | None, password: str) -> bool:
    """True when `password` has the hash `kept`; None (nobody of this name) takes as long and is False."""
    with _ROOM:
        try:
            _HASHER.verify(kept or _NOBODY, _plain(password[: LENGTH_MOST * 2]))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """True when the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def refuse_weak(password: str, *about: str) -> None:
    """Raise PasswordRefused for a short, common or self-telling password; `about`: log-in name, shown name, bureau."""
    reason = weakness(password, *about)
    if reason:
        raise PasswordRefused(reason=reason)


def weakness(password: str, *about: str) -> str:
    """Why the password is refused: short, long, common or told; empty when it is good."""
    plain = _plain(password)
    if len(plain) < LENGTH_LEAST:
        return "short"
    if len(plain) > LENGTH_MOST:
        return "long"
    bare = _bare(plain)
    if len(set(bare)) < 5 or bare.isdigit() or {bare, bare.translate(STAND_INS)} & weak_words():
        return "common"
    rest = bare
    for word in sorted(weak_words() | {_bare(word) for word in about}, key=len, reverse=True):
        rest = rest.replace(word, "") if len(word) > 2 or not word.isascii() else rest
    return "told" if len(rest) < 4 or rest.isdigit() else ""


def new_password() -> str:
    """A random one to hand out: four groups of five, about 99 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4))


@cache
def weak_words() -> frozenset[str]:
    """The list beside this file, lines with # left out."""
    lines = WEAK_FILE.read_text("utf-8").splitlines()
    return frozenset(_bare(word) for line in lines if not line.startswith("#") for word in line.split())


def _plain(password: str) -> str:
    """Typed on any keyboard, the same characters."""
    return unicodedata.normalize("NFKC", password)


def _bare(text: str) -> str:
    """Letters and digits alone, lower-case."""
    return re.sub(r"[\W_]+", "", _plain(text).lower())
