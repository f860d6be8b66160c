"""A backup holds what the store held; any byte that changes in it is refused; old ones go, what they shared stays."""

import hashlib
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from leads_db.backup.checking import check_backup
from leads_db.backup.layout import FILES, STORE, SUMS, backups_in, read_sums
from leads_db.backup.making import Backup, make_backup, remove_old
from leads_db.errors import BackupBroken, BackupRefused, StoreOutdated
from leads_db.records.handling import Move
from leads_db.settings import Settings
from leads_db.store.engine import open_engine, writing
from tests.factories import NOON
from tests.leads_db.store.handled import REVIEWER, open_lead, step

PAGE = b"a kept page"


@pytest.fixture
def lived(engine: Engine, settings: Settings) -> Engine:
    """A store with a lead that moved, one page and one paper on disk, and a secret."""
    with writing(engine) as connection:
        step(connection, open_lead(connection), Move.CONFIRM, REVIEWER)
    paper = hashlib.sha256(b"letter").hexdigest()
    for place, content in (("evidence/2026/a.warc.gz", PAGE), (f"papers/issued/2026/{paper}.docx", b"letter")):
        path = settings.home / place
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    (settings.home / "channels.yml").write_text("secret")
    return engine


def back_up(engine: Engine, settings: Settings, days: int = 0) -> Backup:
    return make_backup(engine, settings, settings.backups_folder, at=NOON + timedelta(days=days))


def test_a_copy_holds_the_rows_and_the_files(lived: Engine, settings: Settings) -> None:
    backup = back_up(lived, settings)
    found = check_backup(backup.folder)
    assert (found.leads, found.files, found.has_digests) == (1, 2, True)
    assert found.rows["leads"] == 1
    assert found.rows["audit"] == 2
    assert backup.not_included == ("channels.yml",)


def test_the_list_is_as_sha256sum_reads_it(lived: Engine, settings: Settings) -> None:
    backup = back_up(lived, settings)
    for path, digest in read_sums(backup.folder).items():
        assert hashlib.sha256((backup.folder / path).read_bytes()).hexdigest() == digest


def test_a_copy_is_made_while_somebody_writes(lived: Engine, settings: Settings) -> None:
    with writing(lived) as connection:
        connection.execute(text("INSERT INTO counters (name, value) VALUES ('half', 1)"))
        backup = back_up(lived, settings)
    rows = sqlite3.connect(f"file:{backup.folder / STORE}?mode=ro", uri=True)
    assert rows.execute("SELECT count(*) FROM counters WHERE name = 'half'").fetchone() == (0,)
    rows.close()
    check_backup(backup.folder)


def test_checking_changes_nothing(lived: Engine, settings: Settings) -> None:
    folder = back_up(lived, settings).folder
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    check_backup(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("place", [0.02, 0.5, 0.98])
def test_one_byte_of_the_store_is_enough(lived: Engine, settings: Settings, place: float) -> None:
    folder = back_up(lived, settings).folder
    content = bytearray((folder / STORE).read_bytes())
    content[int(len(content) * place)] ^= 1
    (folder / STORE).write_bytes(content)
    with pytest.raises(BackupBroken):
        check_backup(folder)


def test_a_changed_or_missing_page_is_named(lived: Engine, settings: Settings) -> None:
    folder = back_up(lived, settings).folder
    page = settings.backups_folder / FILES / "evidence/2026/a.warc.gz"
    page.write_bytes(b"A kept page")
    with pytest.raises(BackupBroken, match=r"a\.warc\.gz"):
        check_backup(folder)
    check_backup(folder, with_files=False)
    page.unlink()
    with pytest.raises(BackupBroken, match=r"a\.warc\.gz"):
        check_backup(folder)


def edit(folder: Path, statement: str) -> Path:
    """The store of a backup, changed by SQL, as a bare file that no digest protects."""
    copy = folder.parent / "edited.db"
    shutil.copyfile(folder / STORE, copy)
    raw = sqlite3.connect(copy)
    for trigger in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {trigger[0]}")
    raw.execute(statement)
    raw.commit()
    raw.close()
    return copy


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE leads SET state = 'dispatched'",
        "UPDATE audit SET actor = 'other' WHERE id = 1",
        "DELETE FROM audit WHERE id = 1",
    ],
)
def test_a_history_that_was_edited_is_refused(lived: Engine, settings: Settings, statement: str) -> None:
    with pytest.raises(BackupBroken):
        check_backup(edit(back_up(lived, settings).folder, statement))


def test_a_bare_file_is_checked_inside_and_says_so(lived: Engine, settings: Settings) -> None:
    found = check_backup(edit(back_up(lived, settings).folder, "SELECT 1"))
    assert (found.leads, found.files, found.has_digests) == (1, 0, False)


def test_another_layout_is_named(lived: Engine, settings: Settings) -> None:
    with pytest.raises(StoreOutdated):
        check_backup(edit(back_up(lived, settings).folder, "UPDATE alembic_version SET version_num = '0001'"))


def test_what_is_no_copy_is_refused(lived: Engine, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database at all" * 100)
    for place in (tmp_path / "x.db", tmp_path / "nowhere", settings.home / "gi-leads.db"):
        with pytest.raises(BackupBroken):
            check_backup(place)


def test_a_page_is_copied_once_and_shared(lived: Engine, settings: Settings) -> None:
    assert [back_up(lived, settings, day).new_files for day in (0, 1)] == [2, 0]


def test_old_ones_go_with_what_they_alone_named(lived: Engine, settings: Settings) -> None:
    back_up(lived, settings)
    (settings.home / "evidence/2026/a.warc.gz").unlink()
    made = [back_up(lived, settings, day).folder for day in (1, 2)]
    page = settings.backups_folder / FILES / "evidence/2026/a.warc.gz"
    assert remove_old(settings.backups_folder, kept=3) == 0
    assert page.exists()
    assert remove_old(settings.backups_folder, kept=2) == 1
    assert backups_in(settings.backups_folder) == tuple(made)
    assert not page.exists()
    check_backup(made[0])


def test_a_store_row_without_its_file_is_named(lived: Engine, settings: Settings) -> None:
    backup = back_up(lived, settings)
    kept = [line for line in (backup.folder / SUMS).read_text().splitlines() if "evidence" not in line]
    (backup.folder / SUMS).write_text("\n".join(kept))
    assert check_backup(backup.folder).files == 1  # no row names that page
    raw = sqlite3.connect(settings.home / "gi-leads.db")
    names = [row[1] for row in raw.execute("PRAGMA table_info(evidence)")]
    values = {"warc_file": "lost.warc.gz", "digest": "0" * 64}
    raw.execute(
        f"INSERT INTO evidence ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
        [values.get(name, 1) for name in names],
    )
    raw.commit()
    raw.close()
    with pytest.raises(BackupBroken, match=r"lost\.warc\.gz"):
        check_backup(back_up(lived, settings, 1).folder)


def test_a_paper_that_was_changed_before_is_told(lived: Engine, settings: Settings) -> None:
    paper = next((settings.home / "papers").rglob("*.docx"))
    paper.write_bytes(b"LETTER")
    assert back_up(lived, settings).damaged == (paper.relative_to(settings.home).as_posix(),)


def test_a_server_is_left_to_its_own_tool(settings: Settings) -> None:
    with pytest.raises(BackupRefused, match="pg_dump"):
        make_backup(open_engine("postgresql://nobody@127.0.0.1:1/x"), settings, settings.backups_folder, at=NOON)
