"""INSERT … ON CONFLICT for whichever database the store is on."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

CHUNK = 1_000
"""Keys in one IN (…): far below every database's limit on parameters."""


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *keys: str) -> None:
    """Insert the rows whose `keys` are not there yet; the others are left as they stand."""
    if not rows:
        return
    connection.execute(_insert_unless_there(connection.dialect.name, table, keys), list(rows))


@lru_cache
def _insert_unless_there(database: str, table: Table, keys: tuple[str, ...]) -> Executable:
    """Made once for all batches."""
    dialect = postgresql if database == "postgresql" else sqlite
    statement: Executable = dialect.insert(table).on_conflict_do_nothing(index_elements=keys)
    return statement


def chunks(values: Sequence[Any], size: int = CHUNK) -> list[list[Any]]:
    """`values` in lists of at most `size`."""
    iterator = iter(values)
    return list(iter(lambda: list(islice(iterator, size)), []))
