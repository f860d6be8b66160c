"""Take turns: what two transactions must not do at the same time on a database that lets several write."""

from sqlalchemy import Connection, update

from leads_db.store.upsert import insert_new
from leads_db.tables import counters


def take_turn(connection: Connection, name: str) -> None:
    """Wait until no other transaction has its turn at `name`; ours lasts until this transaction ends.

    A row of `counters` that everybody writes to is the lock, so any database will do.
    """
    insert_new(connection, counters, [{"name": f"turn:{name}", "value": 0}], "name")
    connection.execute(update(counters).where(counters.c.name == f"turn:{name}").values(value=counters.c.value + 1))
