"""The nightly backup: made at 02:00, checked at once, seven are kept; on Sundays every kept file is read again.

It is made before its due time is settled, so that no writer waits for it; a failure is told to operations and noted in
the audit, and tried again the next night.
"""

import logging
from datetime import datetime

from sqlalchemy import Connection, Engine

from leads_db.backup.checking import check_backup
from leads_db.backup.making import Backup, make_backup, remove_old
from leads_db.clocks import shanghai_day
from leads_db.errors import StoreError
from leads_db.records import Trigger
from leads_db.records.account import Role
from leads_db.records.notice import NoticeKind
from leads_db.settings import Settings
from leads_db.store.audit import save_audit
from leads_db.store.backups import FAILED, MADE
from leads_db.store.engine import reading
from leads_db.store.notices import save_notice
from scheduler.catch_up import is_due, settle_job
from scheduler.clocks import latest_due
from scheduler.notice_texts import backup_failed

LOG = logging.getLogger("scheduler.backups")
JOB, AT = "backup", "02:00"
KEPT = 7
SUNDAY = 6
SCHEDULER = "scheduler"


def back_up_when_due(engine: Engine, settings: Settings, now: datetime) -> bool:
    """Make the night's backup if it is due; True when one was made. Raises StoreError after it was told."""
    if engine.dialect.name != "sqlite":
        return False
    with reading(engine) as connection:
        if not is_due(connection, JOB, AT, now):
            return False
    due_at = latest_due(AT, now)
    try:
        backup = back_up(engine, settings, now, with_files=shanghai_day(due_at).weekday() == SUNDAY)
    except StoreError as fault:
        _settle(engine, now, fault=fault, due_at=due_at)
        raise
    _settle(engine, now, backup=backup, due_at=due_at)
    return True


def back_up(engine: Engine, settings: Settings, now: datetime, *, with_files: bool) -> Backup:
    """Make one, check that it would do, remove those that are too many. Raises StoreError."""
    backup = make_backup(engine, settings, settings.backups_folder, at=now)
    check_backup(backup.folder, with_files=with_files)
    remove_old(settings.backups_folder, kept=KEPT)
    LOG.info("backup %s: %s bytes, %s files", backup.folder.name, backup.store_bytes, backup.files)
    return backup


def note_made(connection: Connection, backup: Backup, *, at: datetime, by: str) -> None:
    """Write down that a backup was made and checked."""
    detail = {
        "bytes": backup.store_bytes,
        "sha256": backup.store_sha256,
        "files": backup.files,
        "new_files": backup.new_files,
        "damaged": list(backup.damaged[:20]),
    }
    save_audit(connection, at=at, actor=by, action=MADE, subject=backup.folder.name, detail=detail)


def _settle(
    engine: Engine, now: datetime, *, due_at: datetime, backup: Backup | None = None, fault: StoreError | None = None
) -> None:
    def note(connection: Connection, _trigger: Trigger, _reason: str) -> None:
        if backup is not None:
            note_made(connection, backup, at=now, by=SCHEDULER)
        if fault is not None:
            _note_failed(connection, fault, due_at, now)

    settle_job(engine, JOB, AT, now, note)


def _note_failed(connection: Connection, fault: StoreError, due_at: datetime, now: datetime) -> None:
    kind = type(fault).__name__
    detail = {"fault": kind, "told": str(fault)[:300]}
    save_audit(connection, at=now, actor=SCHEDULER, action=FAILED, subject=JOB, detail=detail)
    once = f"backup-failed:{due_at.isoformat()}"
    save_notice(connection, once=once, kind=NoticeKind.SYSTEM, text=backup_failed(kind), role=Role.OPS, at=now)
