"""Who has which lead open: a hint for colleagues that ends by itself, never a hindrance. Kept in the desk's memory."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from leads_db.records.account import Actor

HOLDS_FOR = timedelta(minutes=5)
MOST = 2_000


@dataclass(frozen=True, slots=True)
class SoftLock:
    """One open lead."""

    name: str
    """Log-in name of whoever has it."""
    shown: str
    until: datetime


@dataclass(slots=True)
class SoftLocks:
    """The open leads of one desk."""

    _held: dict[str, SoftLock] = field(default_factory=dict)
    _turn: Lock = field(default_factory=Lock)

    def hold(self, number: str, actor: Actor, now: datetime) -> SoftLock | None:
        """Note that the actor has the lead open; the lock of a colleague who had it first, else None."""
        with self._turn:
            other = self._other(number, actor, now)
            if other is None:
                if len(self._held) >= MOST:
                    self._held = {key: lock for key, lock in self._held.items() if lock.until > now}
                self._held[number] = SoftLock(actor.name, actor.shown or actor.name, now + HOLDS_FOR)
            return other

    def release(self, number: str, actor: Actor) -> None:
        """The actor is done with it."""
        with self._turn:
            held = self._held.get(number)
            if held is not None and held.name == actor.name:
                del self._held[number]

    def others(self, actor: Actor, now: datetime) -> dict[str, SoftLock]:
        """Number → lock of a colleague."""
        with self._turn:
            return {key: lock for key, lock in self._held.items() if lock.until > now and lock.name != actor.name}

    def _other(self, number: str, actor: Actor, now: datetime) -> SoftLock | None:
        held = self._held.get(number)
        return held if held is not None and held.until > now and held.name != actor.name else None
