"""The nightly backup: once a night, seven kept, a failure told once to operations and tried again the next night."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from leads_db.backup.layout import backups_in
from leads_db.clocks import SHANGHAI
from leads_db.errors import StoreFull
from leads_db.notice_tables import notices
from leads_db.settings import Settings
from leads_db.store.audit import find_broken_audit
from leads_db.store.backups import FAILED, MADE, read_last_backup
from leads_db.store.engine import reading
from scheduler.backups import KEPT, back_up_when_due

FIRST = datetime(2026, 11, 24, 3, tzinfo=SHANGHAI)
NIGHT = timedelta(days=1)


def told(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as connection:
        return [(row.role, row.kind) for row in connection.execute(select(notices))]


def test_one_is_made_a_night_and_noted(engine: Engine, settings: Settings) -> None:
    assert back_up_when_due(engine, settings, FIRST)
    assert not back_up_when_due(engine, settings, FIRST + timedelta(hours=1))
    assert not back_up_when_due(engine, settings, FIRST + timedelta(hours=22, minutes=59))
    assert back_up_when_due(engine, settings, FIRST + timedelta(hours=23))
    with reading(engine) as connection:
        note = read_last_backup(connection, MADE)
        assert find_broken_audit(connection) is None
    assert note is not None
    assert note.name == backups_in(settings.backups_folder)[-1].name
    assert told(engine) == []


def test_a_week_is_kept(engine: Engine, settings: Settings) -> None:
    for night in range(KEPT + 2):
        back_up_when_due(engine, settings, FIRST + night * NIGHT)
    names = [path.name for path in backups_in(settings.backups_folder)]
    assert len(names) == KEPT
    assert names[0] == "gi-leads-20261125-190000"  # 03:00 of the 26th in China


def test_missed_nights_are_one_backup(engine: Engine, settings: Settings) -> None:
    back_up_when_due(engine, settings, FIRST)
    assert back_up_when_due(engine, settings, FIRST + 3 * NIGHT)
    assert not back_up_when_due(engine, settings, FIRST + 3 * NIGHT)
    assert len(backups_in(settings.backups_folder)) == 2


def test_a_failure_is_told_once_and_tried_the_next_night(engine: Engine, settings: Settings) -> None:
    settings.backups_folder.parent.mkdir(parents=True, exist_ok=True)
    settings.backups_folder.write_text("a file where the folder should be")
    with pytest.raises(StoreFull):
        back_up_when_due(engine, settings, FIRST)
    assert not back_up_when_due(engine, settings, FIRST + timedelta(minutes=1))
    assert told(engine) == [("ops", "system")]
    with reading(engine) as connection:
        note = read_last_backup(connection, FAILED)
    assert note is not None
    assert note.detail["fault"] == "StoreFull"
    settings.backups_folder.unlink()
    assert back_up_when_due(engine, settings, FIRST + NIGHT)


def test_on_sundays_every_kept_file_is_read(engine: Engine, settings: Settings) -> None:
    page = settings.home / "evidence/a.warc.gz"
    page.parent.mkdir(parents=True)
    page.write_bytes(b"page")
    back_up_when_due(engine, settings, FIRST)
    (settings.backups_folder / "files/evidence/a.warc.gz").write_bytes(b"PAGE")
    saturday = datetime(2026, 11, 28, 3, tzinfo=SHANGHAI)
    assert back_up_when_due(engine, settings, saturday)
    with pytest.raises(Exception, match=r"a\.warc\.gz"):
        back_up_when_due(engine, settings, saturday + NIGHT)
