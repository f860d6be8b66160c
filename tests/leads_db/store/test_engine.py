"""The store opens, migrates, and names its faults."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import IntegrityError

from leads_db.errors import SettingsError, StoreBusy, StoreDamaged, StoreFull, StoreOutdated, StoreUnreachable
from leads_db.store.engine import is_current, open_engine, reading, refresh_statistics, upgrade, writing
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


def test_sqlite_knows_how_its_values_are_spread_once_it_was_told_to_look(tmp_path: Path) -> None:
    opened = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    upgrade(opened)
    with writing(opened) as connection:
        connection.execute(insert(counters), [{"name": f"one-{number}", "value": number} for number in range(50)])
    refresh_statistics(opened)
    with reading(opened) as connection:
        known = connection.execute(text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'counters'")).scalars().all()
    assert [stat.split()[0] for stat in known] == ["50"]
    opened.dispose()


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


def test_a_store_without_tables_is_outdated_on_postgresql_too(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with pytest.raises(StoreOutdated), reading(engine) as connection:
        connection.execute(text("SELECT * FROM no_such_table"))
    engine.dispose()


def test_a_store_of_a_newer_program_is_refused_by_name(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreOutdated, match="newer"):
        upgrade(engine)
    assert not is_current(engine)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "s.db").write_bytes(b"this is no database, whatever its name says" * 100)
    engine = open_engine(f"sqlite:///{tmp_path / 's.db'}")
    with pytest.raises(StoreDamaged):
        upgrade(engine)
    engine.dispose()


def test_a_file_damaged_in_the_middle_is_named(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xa5" * (len(raw) - 4096)
    path.write_bytes(raw)
    with pytest.raises(StoreDamaged), reading(engine) as connection:
        connection.execute(text("SELECT count(*) FROM listings"))
    engine.dispose()


def test_a_read_only_store_can_be_read_and_refuses_writing_by_name(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    made = open_engine(f"sqlite:///{path}")
    upgrade(made)
    made.dispose()
    engine = open_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM runs")).scalar_one() == 0
    with pytest.raises(StoreFull), writing(engine) as connection:
        connection.execute(insert(counters).values(name="a", value=1))
    engine.dispose()


def test_a_server_that_does_not_answer_is_named() -> None:
    engine = open_engine("postgresql://nobody@127.0.0.1:1/gi")
    with pytest.raises(StoreUnreachable), reading(engine):
        pass
    engine.dispose()


def test_a_server_that_ends_our_connection_is_named(postgres_url: str) -> None:
    engine, other = open_engine(postgres_url), open_engine(postgres_url)

    def read_twice() -> None:
        with reading(engine) as connection:
            number = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with other.begin() as killer:
                killer.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
            connection.execute(text("SELECT 1"))

    with pytest.raises(StoreUnreachable):
        read_twice()
    engine.dispose()
    other.dispose()


@pytest.mark.parametrize("url", ["", "no address", "mysql://u@h/d", "postgres://u@h/d"])
def test_an_address_that_is_none_is_a_bad_setting(url: str) -> None:
    with pytest.raises(SettingsError, match="GI_DATABASE_URL"):
        open_engine(url)


def test_a_word_of_the_data_is_not_taken_for_a_fault_of_the_store(engine: Engine) -> None:
    row = {"name": "database is locked, disk full, no connection", "value": 1}
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(counters), [row, row])


def test_a_store_named_by_its_uri_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_engine(f"sqlite:///file:{tmp_path}/backup/store.db?mode=ro&immutable=1&uri=true").dispose()
    assert list(tmp_path.iterdir()) == []
