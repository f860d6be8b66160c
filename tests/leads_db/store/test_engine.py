"""The store opens, migrates, and names its faults."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, insert, text

from leads_db.errors import StoreBusy, StoreFull, StoreOutdated
from leads_db.store.engine import is_current, open_engine, reading, upgrade, writing
from leads_db.tables import counters, metadata


def test_migrations_make_exactly_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_upgrade_may_be_repeated(engine: Engine) -> None:
    upgrade(engine)
    assert is_current(engine)


def test_a_failed_transaction_leaves_nothing(engine: Engine) -> None:
    def half_done() -> None:
        with writing(engine) as connection:
            connection.execute(insert(counters).values(name="a", value=1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM counters")).scalar_one() == 0


def test_sqlite_is_durable_and_lets_readers_in(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 's.db'}")
    upgrade(engine)
    with reading(engine) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    engine.dispose()


def test_a_locked_store_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 's.db'}"
    first, second = open_engine(url), open_engine(url, busy_timeout_s=0.1)
    upgrade(first)
    with writing(first), pytest.raises(StoreBusy), writing(second):
        pass
    first.dispose()
    second.dispose()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFull):
        open_engine(f"sqlite:///{tmp_path / 'file' / 'home' / 's.db'}")


def test_a_store_without_tables_is_outdated(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 's.db'}")
    with pytest.raises(StoreOutdated), reading(engine) as connection:
        connection.execute(text("SELECT * FROM listings"))
    engine.dispose()
