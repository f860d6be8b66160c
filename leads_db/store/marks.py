"""How far a job has come: one number a name, so that the next look goes on where the last one committed."""

from sqlalchemy import Connection, select, update

from leads_db.store.upsert import insert_new
from leads_db.tables import counters


def read_mark(connection: Connection, name: str) -> int:
    """The number; 0 before the first."""
    return connection.scalar(select(counters.c.value).where(counters.c.name == name)) or 0


def save_mark(connection: Connection, name: str, value: int) -> None:
    """Move it; inside the transaction that did the work."""
    insert_new(connection, counters, [{"name": name, "value": value}], "name")
    connection.execute(update(counters).where(counters.c.name == name).values(value=value))
