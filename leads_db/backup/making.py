"""Make one backup while the program works; remove those that are too many."""

import json
import os
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine

from leads_db.backup.kept_files import KeptFiles, keep_files, sweep_shelf
from leads_db.backup.layout import FILES, STORE, SUMS, TOLD, backups_in, digest_of, read_sums
from leads_db.errors import BackupBroken, BackupRefused, StoreFull
from leads_db.settings import Settings
from leads_db.store.engine import reading

COPIED = ("evidence", "papers")
"""Folders of GI_HOME whose files are copied; what else stands there is named in backup.json."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One finished backup."""

    folder: Path
    store_bytes: int
    store_sha256: str
    files: int
    new_files: int
    damaged: tuple[str, ...]
    """Papers that were changed at their source before they were copied."""
    not_included: tuple[str, ...]
    """Names in GI_HOME that were left out: settings with secrets, log-ins, logs."""


def make_backup(engine: Engine, settings: Settings, folder: Path, *, at: datetime) -> Backup:
    """Copy the store, then evidence and papers; all of it or nothing.

    Raises BackupRefused for PostgreSQL, BackupBroken when the copy does not hold, StoreFull.
    """
    if engine.dialect.name != "sqlite":
        raise BackupRefused
    done = folder / f"gi-leads-{at.astimezone(UTC):%Y%m%d-%H%M%S}"
    draft = folder / f".{done.name}.part"
    try:
        draft.mkdir(parents=True, mode=0o700)
        _refuse_small(engine, draft)
        copy_store(engine, draft / STORE)
        kept = keep_files({name: settings.home / name for name in COPIED}, folder / FILES, _last_sums(folder))
        backup = _describe(done, draft / STORE, kept, settings)
        _write_lists(draft, backup, kept, at)
        draft.replace(done)
    except OSError as fault:
        raise StoreFull(f"backup into {folder.name}: {fault.strerror or type(fault).__name__}") from fault
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return backup


def _refuse_small(engine: Engine, folder: Path) -> None:
    """Raise StoreFull before the disk is filled: the copy and as much again must fit."""
    size = Path(engine.url.database or "").stat().st_size
    if shutil.disk_usage(folder).free < 2 * size:
        raise StoreFull(f"backup into {folder.parent.name}: twice the store's {size} bytes must be free")


def copy_store(engine: Engine, file: Path) -> None:
    """One state of the store as one file, by SQLite's online backup; writers are not held up. Raises BackupBroken."""
    with reading(engine) as connection:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        target = sqlite3.connect(file)
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
            told = target.execute("PRAGMA integrity_check(1)").fetchone()[0]
        finally:
            target.close()
    if told != "ok":
        raise BackupBroken(f"{file.name}: {told}")
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _last_sums(folder: Path) -> dict[str, str]:
    found = backups_in(folder)
    try:
        return read_sums(found[-1]) if found else {}
    except BackupBroken:
        return {}  # all files are copied again


def _describe(done: Path, store: Path, kept: KeptFiles, settings: Settings) -> Backup:
    here = {path.name for path in settings.home.iterdir()} if settings.home.is_dir() else set()
    left_out = sorted(name for name in here - {*COPIED, done.parent.name} if not name.startswith("gi-leads.db"))
    return Backup(
        folder=done,
        store_bytes=store.stat().st_size,
        store_sha256=digest_of(store),
        files=len(kept.sums),
        new_files=kept.new,
        damaged=kept.damaged,
        not_included=tuple(left_out),
    )


def _write_lists(draft: Path, backup: Backup, kept: KeptFiles, at: datetime) -> None:
    told = {
        "made_at": at.astimezone(UTC).isoformat(),
        "program": version("gi-leads"),
        "files": backup.files,
        "damaged": backup.damaged,
        "not_included": backup.not_included,
    }
    (draft / TOLD).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    sums = {STORE: backup.store_sha256, TOLD: digest_of(draft / TOLD), **kept.sums}
    with (draft / SUMS).open("w", encoding="utf-8") as file:
        file.writelines(f"{digest}  {path}\n" for path, digest in sums.items())
        file.flush()
        os.fsync(file.fileno())


def remove_old(folder: Path, *, kept: int) -> int:
    """Leave the newest `kept` backups and the files that they name; how many backups were removed."""
    found = backups_in(folder)
    old = found[:-kept]
    for backup in old:
        shutil.rmtree(backup)
    try:
        needed = frozenset[str]().union(*(read_sums(backup) for backup in found[-kept:]))
    except BackupBroken:
        return len(old)  # what a damaged list names is not known: no file is removed
    if old:
        sweep_shelf(folder / FILES, needed)
    return len(old)
