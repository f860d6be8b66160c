"""The audit cannot be changed, and a change made behind its back is found."""

import pytest
from sqlalchemy import Engine, delete, text, update
from sqlalchemy.exc import DatabaseError

from leads_db.store.audit import find_broken_audit, save_audit
from leads_db.store.engine import reading, writing
from leads_db.tables import audit
from tests.factories import NOON


@pytest.fixture(autouse=True)
def _three_rows(engine: Engine) -> None:
    with writing(engine) as connection:
        for number in range(3):
            save_audit(connection, at=NOON, actor="ops", action="wipe", subject="practice", detail={"n": number})


def test_an_untouched_chain_holds(engine: Engine) -> None:
    with reading(engine) as connection:
        assert find_broken_audit(connection) is None


@pytest.mark.parametrize("change", [delete(audit), update(audit).values(actor="nobody")])
def test_rows_can_be_neither_changed_nor_deleted(engine: Engine, change: object) -> None:
    with pytest.raises(DatabaseError), writing(engine) as connection:
        connection.execute(change)  # type: ignore[call-overload]


def test_a_row_changed_behind_the_triggers_is_named(engine: Engine) -> None:
    with writing(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_no_update"))
        else:
            connection.execute(text("DROP TRIGGER audit_no_change ON audit"))
        connection.execute(update(audit).where(audit.c.id == 2).values(detail='{"n":99}'))
    with reading(engine) as connection:
        assert find_broken_audit(connection) == 2


def test_a_row_cannot_be_written_over(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    row = "(2, '2026-11-20 04:00:00', 'nobody', 'x', 's', '{}', 'p', 'h')"
    columns = "(id, at, actor, action, subject, detail, prev_hash, hash)"
    with pytest.raises(DatabaseError, match="append-only"), writing(engine) as connection:
        connection.execute(text(f"INSERT OR REPLACE INTO audit {columns} VALUES {row}"))


@pytest.mark.parametrize("way", ["deleted", "moved"])
def test_a_row_that_is_missing_or_moved_is_noticed(engine: Engine, way: str) -> None:
    with writing(engine) as connection:
        for name in ("audit_no_update", "audit_no_delete", "audit_no_change"):
            on = " ON audit" if engine.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{on}"))
        change = delete(audit) if way == "deleted" else update(audit).values(id=9)
        connection.execute(change.where(audit.c.id == 1))
    with reading(engine) as connection:
        assert find_broken_audit(connection) is not None
