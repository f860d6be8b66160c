"""Failed log-ins and how long the next try must wait: growing delays, never a lock for ever.

Keys are hashed, so that a password typed into the name field is not kept. A try that comes too early is counted and not
checked, so it neither helps nor prolongs the wait.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

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


@dataclass(frozen=True, slots=True)
class TryKey:
    """What is slowed down: a limit and whom it concerns."""

    limit: Limit
    whom: str

    @property
    def hashed(self) -> str:
        """The key as it is kept."""
        return hashlib.sha256(f"{self.limit.kind}\n{self.whom}".encode()).hexdigest()


def seconds_to_wait(connection: Connection, keys: tuple[TryKey, ...], *, at: datetime) -> int:
    """How long these keys must still wait; 0: the try may be checked."""
    rows = {row.key: row for row in connection.execute(select(login_tries).where(login_tries.c.key.in_(_hashes(keys))))}
    waits = [0]
    for key in keys:
        if row := rows.get(key.hashed):
            until = row.failed_at + timedelta(seconds=key.limit.wait_s(row.failures))
            waits.append(-int((at - until).total_seconds() // 1))
    return max(waits)


def save_failure(connection: Connection, keys: tuple[TryKey, ...], *, at: datetime) -> int:
    """Count a failed try against every key; how many tries were refused unchecked since the failure before it."""
    refused = 0
    for key in keys:
        row = connection.execute(select(login_tries).where(login_tries.c.key == key.hashed)).first()
        if row is None:
            fresh = {"key": key.hashed, "failures": 1, "refused": 0, "failed_at": at}
            connection.execute(insert(login_tries).values(**fresh))
            continue
        refused = max(refused, row.refused)
        failures = 1 if at - row.failed_at > FORGOTTEN_AFTER else row.failures + 1
        changed = {"failures": failures, "refused": 0, "failed_at": at}
        connection.execute(update(login_tries).where(login_tries.c.key == key.hashed).values(**changed))
    connection.execute(delete(login_tries).where(login_tries.c.failed_at < at - FORGOTTEN_AFTER))
    return refused


def save_refused(connection: Connection, keys: tuple[TryKey, ...]) -> None:
    """Count a try that was not checked."""
    refused = {"refused": login_tries.c.refused + 1}
    connection.execute(update(login_tries).where(login_tries.c.key.in_(_hashes(keys))).values(**refused))


def forget_failures(connection: Connection, keys: tuple[TryKey, ...]) -> int:
    """After a log-in: the keys start anew; how many tries were refused unchecked before it."""
    found = login_tries.c.key.in_(_hashes(keys))
    refused = max(connection.scalars(select(login_tries.c.refused).where(found)), default=0)
    connection.execute(delete(login_tries).where(found))
    return refused


def one_at_a_time(connection: Connection) -> None:
    """Count tries one after another: two at once must not both see the last free one."""
    take_turn(connection, "login")


def _hashes(keys: tuple[TryKey, ...]) -> list[str]:
    return [key.hashed for key in keys]
