"""`gi-leads db backup` and `restore-check` as operations use them."""

import re
from pathlib import Path

from sqlalchemy import Engine

from leads_db.backup.layout import STORE, backups_in
from leads_db.settings import Settings
from leads_db.store.backups import MADE, read_last_backup
from leads_db.store.engine import reading
from tests.console.commands.conftest import RunCommand


def test_a_backup_is_made_noted_and_holds(
    engine: Engine, settings: Settings, run_command: RunCommand, tmp_path: Path
) -> None:
    code, out, _ = run_command("db", "backup", tmp_path / "copies")
    assert code == 0
    assert re.search(r"SHA-256 [0-9a-f]{64}", out)
    folder = backups_in(tmp_path / "copies")[0]
    with reading(engine) as connection:
        note = read_last_backup(connection, MADE)
    assert note is not None
    assert note.name == folder.name
    code, out, _ = run_command("db", "restore-check", folder)
    assert code == 0
    assert "The copy holds" in out


def test_a_damaged_copy_is_refused(engine: Engine, run_command: RunCommand, tmp_path: Path) -> None:
    run_command("db", "backup", tmp_path / "copies")
    store = backups_in(tmp_path / "copies")[0] / STORE
    store.write_bytes(store.read_bytes()[:-4096])
    code, out, err = run_command("db", "restore-check", store.parent)
    assert code != 0
    assert "store.db: other bytes" in out + err
    assert "Traceback" not in err


def test_nothing_there_is_refused(engine: Engine, run_command: RunCommand, tmp_path: Path) -> None:
    code, out, err = run_command("db", "restore-check", tmp_path / "nowhere")
    assert code != 0
    assert "there is no store.db" in out + err
