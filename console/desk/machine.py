"""The machine and the files that the system lives on, as 系统 and 总览 show them."""

import platform
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from leads_db.settings import Settings
from leads_db.store.leases import read_lease_owner
from leads_db.store.migrating import newest_layout, present_layout
from leads_db.tables import audit, fetch_reports
from scheduler.watchdog import has_space

MEMORY = Path("/proc/meminfo")
CLOCK_SLACK = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Sizes in bytes; None where the machine does not tell."""

    disk_free: int
    disk_total: int
    has_space: bool
    """False: new runs are held back."""
    database: str
    """sqlite or postgresql."""
    database_size: int | None
    wal_size: int | None
    evidence_size: int
    memory_total: int | None
    memory_free: int | None
    is_scheduler_alive: bool
    newest_at: datetime | None
    """Newest time in the store."""
    is_clock_behind: bool
    """The store holds times that are still to come: the clock ran ahead once, or is behind now."""
    layout: str
    is_layout_current: bool
    versions: tuple[tuple[str, str], ...]


def read_machine(engine: Engine, connection: Connection, settings: Settings, now: datetime) -> Machine:
    """One look. Raises StoreError."""
    usage = shutil.disk_usage(settings.home if settings.home.exists() else settings.home.resolve().parent)
    file = Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None
    memory = _read_memory()
    newest = _newest(connection)
    present = present_layout(connection)
    return Machine(
        disk_free=usage.free,
        disk_total=usage.total,
        has_space=has_space(settings.home),
        database=engine.dialect.name,
        database_size=_size(file),
        wal_size=_size(file.with_name(file.name + "-wal")) if file else None,
        evidence_size=sum(path.stat().st_size for path in settings.evidence_folder.rglob("*.gz")),
        memory_total=memory.get("MemTotal"),
        memory_free=memory.get("MemAvailable"),
        is_scheduler_alive=read_lease_owner(connection, "scheduler", now) is not None,
        newest_at=newest,
        is_clock_behind=newest is not None and newest > now + CLOCK_SLACK,
        layout=present or "",
        is_layout_current=present == newest_layout(engine),
        versions=(
            ("gi-leads", version("gi-leads")),
            ("Python", platform.python_version()),
            ("SQLite", sqlite3.sqlite_version),
            ("Scrapy", version("scrapy")),
            ("SQLAlchemy", version("sqlalchemy")),
        ),
    )


def _size(file: Path | None) -> int | None:
    return file.stat().st_size if file and file.exists() else None


def _read_memory() -> dict[str, int]:
    """Bytes by Linux's names; empty elsewhere."""
    if not MEMORY.exists():
        return {}
    pairs = (line.split(":") for line in MEMORY.read_text("ascii").splitlines() if line.endswith("kB"))
    return {name: int(value.split()[0]) * 1024 for name, value in pairs}


def _newest(connection: Connection) -> datetime | None:
    times = [
        connection.scalar(select(table.c[column]).order_by(table.c.id.desc()).limit(1))
        for table, column in ((audit, "at"), (fetch_reports, "fetched_at"))
    ]
    return max((at for at in times if at is not None), default=None)
