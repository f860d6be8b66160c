"""Would this copy do? It is opened read-only, its audit walked, its leads replayed, its files read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, func, select

from leads_db.backup.layout import FILES, STORE, SUMS, digest_of, read_sums
from leads_db.errors import BackupBroken, StoreDamaged, StoreOutdated
from leads_db.paper_tables import papers
from leads_db.store.audit import find_broken_audit
from leads_db.store.engine import open_engine, reading
from leads_db.store.lead_verifying import verify_leads
from leads_db.store.migrating import newest_layout, present_layout
from leads_db.tables import evidence, metadata

NAMED = 5
"""Faults that a message names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreCheck:
    """A copy that holds."""

    store: Path
    has_digests: bool
    """False: a bare file without its list of digests, so only its inside could be checked."""
    leads: int
    """Rebuilt from the events of the audit, each as it is stored."""
    rows: Mapping[str, int]
    """Table → rows, without empty tables."""
    files: int
    """Evidence and papers whose bytes were read and fit their digest."""


def check_backup(place: Path, *, with_files: bool = True) -> RestoreCheck:
    """Check a backup's folder or its store's file. Raises BackupBroken, StoreOutdated for another layout."""
    store = place / STORE if place.is_dir() else place
    if not store.is_file():
        raise BackupBroken(f"{place.name}: there is no {STORE}")
    wal = store.with_name(f"{store.name}-wal")
    if wal.exists() and wal.stat().st_size:
        raise BackupBroken(f"{store.name}: a -wal file lies beside it, so it is in use or was copied while in use")
    sums = read_sums(store.parent) if (store.parent / SUMS).is_file() else {}
    if sums:
        _check_digest(store.parent, STORE, sums)
    with _opened(store) as (engine, connection):
        leads, rows = _check_inside(engine, connection)
        if sums:
            _check_named(connection, sums)
    files = [path for path in sums if path.startswith(f"../{FILES}/")] if with_files else []
    for path in files:
        _check_digest(store.parent, path, sums)
    return RestoreCheck(store=store, has_digests=bool(sums), leads=leads, rows=rows, files=len(files))


@contextmanager
def _opened(store: Path) -> Iterator[tuple[Engine, Connection]]:
    engine = open_engine(f"sqlite:///file:{quote(str(store.resolve()))}?mode=ro&immutable=1&uri=true")
    try:
        with reading(engine) as connection:
            yield engine, connection
    except StoreDamaged as fault:
        raise BackupBroken(f"{store.name}: {fault}") from fault
    finally:
        engine.dispose()


def _check_digest(folder: Path, path: str, sums: Mapping[str, str]) -> None:
    try:
        same = digest_of(folder / path) == sums.get(path)
    except OSError as fault:
        raise BackupBroken(f"{path}: cannot be read ({fault.strerror})") from fault
    if not same:
        raise BackupBroken(f"{path}: other bytes than when the backup was made")


def _check_inside(engine: Engine, connection: Connection) -> tuple[int, dict[str, int]]:
    told = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if told != "ok":
        raise BackupBroken(f"the store: {told}")
    if present_layout(connection) != newest_layout(engine):
        raise StoreOutdated("The copy has another layout than this program: check it with the program that made it.")
    broken = find_broken_audit(connection)
    if broken is not None:
        raise BackupBroken(f"audit row {broken} was changed, or one before it is missing")
    found = verify_leads(connection)
    if not found.holds:
        named = ", ".join((*found.differing, *found.number_gaps)[:NAMED])
        raise BackupBroken(f"not as the events of the audit tell: {named}")
    return found.leads, _count(connection)


def _count(connection: Connection) -> dict[str, int]:
    counts = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }
    return {name: count for name, count in counts.items() if count}


def _check_named(connection: Connection, sums: Mapping[str, str]) -> None:
    """Every page and paper of the store has its file in the list."""
    needed = {f"../{FILES}/evidence/{path}" for path in connection.scalars(select(evidence.c.warc_file).distinct())}
    needed |= {f"../{FILES}/papers/{path}" for path in connection.scalars(select(papers.c.file).distinct())}
    missing = sorted(needed - sums.keys())
    if missing:
        raise BackupBroken(f"{len(missing)} files are missing: {', '.join(missing[:NAMED])}")
