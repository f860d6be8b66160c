from datetime import timedelta

from sqlalchemy import Connection, Engine

from leads_db.records import RunState, Trigger
from leads_db.store.engine import reading, writing
from leads_db.store.imports import DIGEST, end_dead_imports, read_first_import
from leads_db.store.leases import acquire_lease
from leads_db.store.process_owner import process_owner
from leads_db.store.runs import read_run, save_new_run, save_run_state
from tests.factories import NOON

FILE, OTHER = "ab" * 32, "cd" * 32


def start(connection: Connection, digest: str = FILE, *, trigger: Trigger = Trigger.IMPORT, days: int = 0) -> int:
    now = NOON + timedelta(days=days)
    number = save_new_run(
        connection, source="import:a.csv", trigger=trigger, requested_by="test", now=now, params={DIGEST: digest}
    )
    save_run_state(connection, number, RunState.RUNNING, now=now)
    return number


def test_the_first_import_of_a_file_is_remembered(engine: Engine) -> None:
    with writing(engine) as connection:
        start(connection, OTHER)
        start(connection, trigger=Trigger.ON_DEMAND)
        assert read_first_import(connection, FILE) is None
        start(connection, days=1)
        start(connection, days=2)
    with reading(engine) as connection:
        assert read_first_import(connection, FILE) == NOON + timedelta(days=1)


def test_only_imports_without_a_live_process_are_ended(engine: Engine) -> None:
    with writing(engine) as connection:
        crawl = start(connection, trigger=Trigger.SCHEDULED)
        dead = start(connection)
        assert acquire_lease(connection, "source:import:a.csv", process_owner(), NOON)
        assert end_dead_imports(connection, NOON) == ()
        assert end_dead_imports(connection, NOON + timedelta(days=1)) == (dead,)
        assert read_run(connection, dead).state is RunState.FAILED
        assert read_run(connection, crawl).state is RunState.RUNNING
