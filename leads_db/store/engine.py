"""Open the store, and the two ways to use it: reading and writing. The one place that knows what a database needs."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError

from leads_db.errors import (
    SettingsError,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreOutdated,
    StoreUnreachable,
)

BUSY_TIMEOUT_S = 15
PAGE_CACHE_KIB = 64_000
ANALYSED_ROWS = 400
"""Of each index, when SQLite looks how its values are spread."""
STATISTICS_FOR_S = 3_600
"""SQLite reads how values are spread when a connection is opened: so long it may work with what it read."""
BACKENDS = ("sqlite", "postgresql")


def open_engine(url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Engine:
    """An engine on `url`; an SQLite file's folder is made (not for «file:…», which is read), no table is touched.

    Raises SettingsError, StoreFull.
    """
    parsed = _read_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:" and not parsed.database.startswith("file:"):
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise StoreFull(str(fault)) from fault
    engine = create_engine(url, connect_args={"timeout": busy_timeout_s}, pool_recycle=STATISTICS_FOR_S)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _read_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as fault:
        raise SettingsError("GI_DATABASE_URL: no address like postgresql://user@host/name") from fault
    if parsed.get_backend_name() not in BACKENDS:
        raise SettingsError(f"GI_DATABASE_URL: {parsed.drivername} is not served; known: {', '.join(BACKENDS)}")
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's «begin» event opens the transaction, not the driver
    cursor = connection.cursor()
    for pragma in ("synchronous=FULL", "foreign_keys=ON", f"cache_size=-{PAGE_CACHE_KIB}", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at the start: two that read first and write later would dead-lock.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one consistent state and changes nothing."""
    with _named_faults(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it or nothing. Raises StoreBusy, StoreFull."""
    with _named_faults(), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


FAULTS: tuple[tuple[type[StoreError], tuple[str, ...]], ...] = (
    (StoreOutdated, ("no such table", "no such column", "undefinedtable", "undefinedcolumn")),
    (StoreDamaged, ("malformed", "not a database", "corrupt")),
    (StoreBusy, ("database is locked", "database table is locked", "busy", "deadlock", "lock timeout")),
    (
        StoreFull,
        ("is full", "diskfull", "no space", "readonly", "read-only", "unable to open database", "disk i/o"),
    ),
    (StoreUnreachable, ("connection", "server closed", "admin shutdown", "starting up", "too many clients")),
)
"""Which error of ours a database's words mean, the first that fits; both databases' words stand together."""


@contextmanager
def _named_faults() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError):
        raise  # a row's own values, whatever words they hold
    except (DBAPIError, sqlite3.DatabaseError) as fault:
        cause = fault.orig if isinstance(fault, DBAPIError) else fault
        text = f"{type(cause).__name__} {cause}".lower()
        for kind, words in FAULTS:
            if any(word in text for word in words):
                raise kind(str(cause)) from fault
        raise


def upgrade(engine: Engine) -> None:
    """Bring the tables to this program's layout; SQLite is put into WAL mode first. Safe to repeat."""
    from leads_db.store.migrating import migrate  # Alembic takes a tenth of a second to import; crawls need none of it

    with _named_faults():
        if engine.dialect.name == "sqlite":
            raw = engine.raw_connection()
            try:
                raw.execute("PRAGMA journal_mode=WAL")
            finally:
                raw.close()
        migrate(engine)
    refresh_statistics(engine)


def refresh_statistics(engine: Engine) -> None:
    """Let SQLite look at samples of its tables again, so that it picks the right indexes; milliseconds.

    PostgreSQL does so by itself. Call it at a start and once a day.
    """
    if engine.dialect.name != "sqlite":
        return
    with writing(engine) as connection:
        connection.exec_driver_sql(f"PRAGMA analysis_limit={ANALYSED_ROWS}")
        connection.exec_driver_sql("ANALYZE")  # PRAGMA optimize looks at no table by itself before SQLite 3.46


def is_current(engine: Engine) -> bool:
    """True when the tables have this program's layout."""
    from leads_db.store.migrating import newest_layout, present_layout

    with _named_faults(), engine.connect() as connection:
        return present_layout(connection) == newest_layout(engine)
