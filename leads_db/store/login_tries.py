"""Failed log-ins and how long the next try must wait: growing delays, never a lock for ever.

Keys are hashed, so that a password typed into the name field is not kept. A try that comes too early is counted and not
checked, so it neither helps nor prolongs the wait.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, Row, delete, insert, select, update

from leads_db.account_tables import login_tries
from leads_db.store.turns import take_turn

FORGOTTEN_AFTER = timedelta(hours=1)
"""Failures older than this no longer count."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How a kind of key is slowed down."""

    kind: str
    free: int
    """Failures without a wait."""
    longest_s: int

    def wait_s(self, failures: int) -> int:
        """Seconds to wait after that many failures: 1, 2, 4 … up to the longest."""
        over = failures - self.free
        return 0 if over < 0 else min(self.longest_s, 2 ** min(over, 20))


PAIR = Limit("pair", free=3, longest_s=900)
"""One account from one address."""
ADDRESS = Limit("address", free=15, longest_s=900)
"""All accounts from one address; an office behind one address has free tries for several people."""
ACCOUNT = Limit("account", free=10, longest_s=30)
"""One account from everywhere: short, so that nobody can lock somebody else out."""
DEVICE = Limit("device", free=5, longest_s=300)
"""One account from a browser in which it has logged in before: others' tries do not count here."""
CODE = Limit("code", free=5, longest_s=60)
"""One-time codes of one account, after its password: a million codes at one a minute."""


@dataclass(frozen=True, slots=True)
class TryKey:
    """What is slowed down: a limit and whom it concerns."""

    limit: Limit
    whom: str

    @property
    def hashed(self) -> str:
        """The key as it is kept."""
        return hashlib.sha256(f"{self.limit.kind}\n{self.whom}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether a try may be checked."""

    wait_s: int
    """Seconds to wait; 0: it may be checked, and counts as failed until it has succeeded."""
    refused_before: int = 0
    """Tries that came too early since the last one that was checked."""


def claim_try(connection: Connection, keys: tuple[TryKey, ...], *, at: datetime) -> Claim:
    """Take the turn for one try: of many at once no more are checked than one after another would be."""
    take_turn(connection, "login")
    found = connection.execute(select(login_tries).where(login_tries.c.key.in_(_hashes(keys))))
    rows = {row.key: row for row in found if at - row.failed_at <= FORGOTTEN_AFTER}
    wait_s = max((_wait_s(key, rows[key.hashed], at) for key in keys if key.hashed in rows), default=0)
    if wait_s:
        early = {"refused": login_tries.c.refused + 1}
        connection.execute(update(login_tries).where(login_tries.c.key.in_(_hashes(keys))).values(**early))
        return Claim(wait_s)
    connection.execute(delete(login_tries).where(login_tries.c.failed_at < at - FORGOTTEN_AFTER))
    for key in keys:
        row = {"failures": rows[key.hashed].failures + 1 if key.hashed in rows else 1, "refused": 0, "failed_at": at}
        if key.hashed in rows:
            connection.execute(update(login_tries).where(login_tries.c.key == key.hashed).values(**row))
        else:
            connection.execute(insert(login_tries).values(key=key.hashed, **row))
    return Claim(0, max((row.refused for row in rows.values()), default=0))


def save_success(connection: Connection, keys: tuple[TryKey, ...]) -> None:
    """The try succeeded: its keys start anew. An address only gets this one back: others may try from it too."""
    addresses = _hashes(tuple(key for key in keys if key.limit is ADDRESS))
    others = _hashes(tuple(key for key in keys if key.limit is not ADDRESS))
    connection.execute(delete(login_tries).where(login_tries.c.key.in_(others)))
    back = {"failures": login_tries.c.failures - 1}
    connection.execute(update(login_tries).where(login_tries.c.key.in_(addresses)).values(**back))


def _wait_s(key: TryKey, row: Row[tuple[object, ...]], at: datetime) -> int:
    until = row.failed_at + timedelta(seconds=key.limit.wait_s(row.failures))
    seconds: float = (until - at).total_seconds()
    return max(0, ceil(seconds))


def _hashes(keys: tuple[TryKey, ...]) -> list[str]:
    return [key.hashed for key in keys]
