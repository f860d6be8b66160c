"""Named leases: at most one live owner a name, whichever process asks. A dead owner's lease is free at once."""

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from leads_db.errors import LeaseLost
from leads_db.queue import LEASE
from leads_db.store.process_owner import is_dead
from leads_db.store.upsert import insert_new
from leads_db.tables import leases


def acquire_lease(connection: Connection, name: str, owner: str, now: datetime) -> bool:
    """Take `name` until now + LEASE; False while a live owner holds it (also this same owner: not re-entrant).

    `owner` begins with `process_owner()`; what follows after a further colon tells threads apart.
    """
    until = now + LEASE
    held = connection.execute(select(leases).where(leases.c.name == name).with_for_update()).one_or_none()
    if held is None:
        insert_new(connection, leases, [{"name": name, "owner": owner, "until": until}], "name")
        return bool(connection.execute(select(leases.c.owner).where(leases.c.name == name)).scalar_one() == owner)
    if held.until >= now and not is_dead(held.owner):
        return False
    connection.execute(update(leases).where(leases.c.name == name).values(owner=owner, until=until))
    return True


def renew_lease(connection: Connection, name: str, owner: str, now: datetime) -> None:
    """Prolong a lease to now + LEASE. Raises LeaseLost when somebody else took it."""
    mine = update(leases).where(leases.c.name == name, leases.c.owner == owner).values(until=now + LEASE)
    if connection.execute(mine).rowcount == 0:
        raise LeaseLost(f"lease {name} was taken by another process", owner=owner)


def release_lease(connection: Connection, name: str, owner: str) -> None:
    """Give a lease back; nothing happens when it is no longer ours."""
    connection.execute(delete(leases).where(leases.c.name == name, leases.c.owner == owner))


def read_lease_owner(connection: Connection, name: str, now: datetime) -> str | None:
    """Who holds the lease and is alive; None when it is free."""
    held = connection.execute(select(leases).where(leases.c.name == name)).one_or_none()
    if held is None or held.until < now or is_dead(held.owner):
        return None
    return str(held.owner)
