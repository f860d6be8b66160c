"""The leases that one piece of work holds, kept alive while it goes on."""

import contextlib
import time
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self
from uuid import uuid4

from sqlalchemy import Engine

from leads_db.errors import StoreBusy, StoreFull, StoreUnreachable
from leads_db.queue import LEASE
from leads_db.store.engine import writing
from leads_db.store.leases import acquire_lease, release_lease, renew_lease
from leads_db.store.process_owner import process_owner

RENEW_S = LEASE.total_seconds() / 4


class HeldLeases:
    """Leases by name under one owner; leaving the `with` gives them all back."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        """Hold nothing yet. The owner is this process and a mark of its own, so two threads never share a lease."""
        self.owner = f"{process_owner()}:{uuid4().hex[:8]}"
        self._engine = engine
        self._clock = clock
        self._names: list[str] = []
        self._renewed = time.monotonic()

    def take(self, name: str) -> bool:
        """Acquire one more lease; False while somebody alive holds it."""
        with writing(self._engine) as connection:
            taken = acquire_lease(connection, name, self.owner, self._clock())
        if taken:
            self._names.append(name)
        return taken

    def renew(self) -> None:
        """Prolong all when it is time; call it often. Raises LeaseLost.

        A locked store is tried again at the next call, as long as the leases have not run out meanwhile. On a full
        disk they are kept: nobody else can write a lease either.
        """
        waited = time.monotonic() - self._renewed
        if waited < RENEW_S:
            return
        try:
            with writing(self._engine) as connection:
                for name in self._names:
                    renew_lease(connection, name, self.owner, self._clock())
        except StoreFull:
            return
        except (StoreBusy, StoreUnreachable):
            if waited > LEASE.total_seconds():
                raise
            return
        self._renewed = time.monotonic()

    def release(self) -> None:
        """Give all back."""
        with writing(self._engine) as connection:
            for name in self._names:
                release_lease(connection, name, self.owner)
        self._names.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(
            StoreBusy, StoreFull, StoreUnreachable
        ):  # they run out by themselves, and the first fault is the one to tell
            self.release()
